"""Under test: what other libraries make and we must refuse is refused, and for the right reason."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from library import Key, Refused, b64, part, unb64
from pairs import in_form, new_key, to_verify_with
from with_cardea import OURS

CLAIMS = {"sub": "ada", "exp": 4_000_000_000}
PAYLOAD = json.dumps(CLAIMS)


def refusal(library, kind, token, **options):
    return OURS.refusal(to_verify_with(library, kind, OURS), kind, token, **options)


@pytest.mark.parametrize("kind", ["HS256", "RS256", "ES256", "Ed25519"])
def test_an_unsecured_token_is_no_token(kind, jose, pyjwt, libjwt):
    """RFC 8725 section 3.2: `none` does not exist here, whichever the key."""
    unsecured = [jose.ask("unsecured", claims=CLAIMS)["text"], pyjwt.unsecured(CLAIMS),
                 libjwt.sign_octets(None, "none", "{}", PAYLOAD)]
    for token in unsecured:
        assert part(token, 0)["alg"] == "none" and token.endswith(".")
        assert refusal(jose, kind, token) == "algorithm"
        _, _, signature = jose.sign(new_key(jose, kind), kind, {}, CLAIMS).split(".")
        assert refusal(jose, kind, token + signature) == "algorithm"


@pytest.mark.parametrize("extension", [{"crit": ["b64"], "b64": True}, {"crit": ["kid"], "kid": "k"}],
                         ids=["b64_true", "a_registered_name"])
def test_a_critical_header_of_jwcrypto_is_refused(extension, jwcrypto):
    """RFC 7515 section 4.1.11: nothing critical is understood here, so nothing may be critical."""
    token = jwcrypto.sign_octets(new_key(jwcrypto, "ES256"), "ES256", extension, PAYLOAD)
    assert refusal(jwcrypto, "ES256", token) == "critical"


def demand_signature(library, token):
    """That of RS256 holds, whatever the header says and whoever would believe it."""
    jwk = in_form(library, "RS256", "public_jwk").jwk
    number = {name: int.from_bytes(unb64(jwk[name]), "big") for name in ("n", "e")}
    text, signature = token.rsplit(".", 1)
    RSAPublicNumbers(**number).public_key().verify(unb64(signature), text.encode(), PKCS1v15(), SHA256())


def test_a_critical_header_that_others_write_unread_is_refused(pyjwt, cjose):
    """Both sign any `crit`; which of them believe it is a matter of their versions."""
    for library in (pyjwt, cjose):
        for names in (["exp"], ["https://id.test/unheard-of"], []):
            token = library.sign(new_key(library, "RS256"), "RS256", {"crit": names}, CLAIMS)
            assert part(token, 0)["crit"] == names
            demand_signature(library, token)
            assert refusal(library, "RS256", token) == "critical"


def test_an_unencoded_payload_is_refused(jose, jwcrypto, pyjwt):
    """RFC 7797. Detached, or in characters that could be base64url, it is for its header that the
    token is refused; else it has the wrong characters already."""
    key = new_key(jose, "ES256")
    for payload, is_detached, reason in ((PAYLOAD, True, "critical"), ("cGF5bG9hZA", False, "critical"),
                                         (PAYLOAD, False, "malformed")):
        token = jose.ask("signUnencoded", key, kind="ES256", header={"alg": "ES256"}, payload=payload,
                         detached=is_detached)["text"]
        assert part(token, 0) == {"alg": "ES256", "b64": False, "crit": ["b64"]}
        assert refusal(jose, "ES256", token) == reason
    token = jwcrypto.sign_octets(new_key(jwcrypto, "ES256"), "ES256", {"b64": False, "crit": ["b64"]}, "cGF5bG9hZA")
    assert refusal(jwcrypto, "ES256", token) == "critical"
    token = pyjwt.detached(new_key(pyjwt, "ES256"), "ES256", PAYLOAD)
    assert part(token, 0)["b64"] is False and ".." in token
    assert refusal(pyjwt, "ES256", token) == "critical"


def test_other_serializations_are_no_tokens(jose, jwcrypto):
    encrypted = jose.ask("encrypt", new_key(jose, "HS256"), kind="HS256",
                         header={"alg": "dir", "enc": "A256GCM"}, claims=CLAIMS)["text"]
    assert encrypted.count(".") == 4
    assert refusal(jose, "HS256", encrypted) == "malformed"
    encrypted = jwcrypto.encrypt(new_key(jwcrypto, "RS256"), {"alg": "RSA-OAEP", "enc": "A128CBC-HS256"}, PAYLOAD)
    assert refusal(jwcrypto, "RS256", encrypted) == "malformed"
    flattened = jwcrypto.sign_octets(new_key(jwcrypto, "ES256"), "ES256", {}, PAYLOAD, compact=False)
    assert set(json.loads(flattened)) == {"payload", "protected", "signature"}
    assert refusal(jwcrypto, "ES256", flattened) == "malformed"


def test_a_token_within_a_token_is_refused(jose):
    inner = jose.sign(new_key(jose, "ES256"), "ES256", {}, CLAIMS)
    token = jose.sign_octets(new_key(jose, "ES256"), "ES256", {"cty": "JWT"}, inner)
    assert refusal(jose, "ES256", token) == "malformed"


def test_an_algorithm_that_is_not_ours_is_refused(jose, jwcrypto):
    """ES256K (RFC 8812), and EdDSA by the names of RFC 9864, which are not known here."""
    for library in (jose, jwcrypto):
        key = jose.generate("ES256K")
        with pytest.raises(Refused, match="^foreign_key"):
            OURS.thumbprint(key)
        token = library.sign(key, "ES256K", {}, CLAIMS)
        assert refusal(library, "ES256", token) == "algorithm"
    key = new_key(jose, "Ed25519")
    token = jose.ask("sign", key, kind="Ed25519", header={"alg": "Ed25519"}, claims=CLAIMS)["text"]
    assert refusal(jose, "Ed25519", token) == "algorithm"
    with pytest.raises(Refused, match="^foreign_key"):
        OURS.thumbprint(Key("private_jwk", json.dumps({**key.jwk, "alg": "Ed25519"})))


def test_a_public_key_is_nobodys_secret(jose, libjwt):
    """RFC 8725 section 3.1: the oldest trick. libjwt signs with whatever text it is given."""
    for form in ("spki", "public_jwk", "public_pkcs1"):
        public = in_form(jose, "RS256", form)
        secret = Key("secret", b64(public.text.encode()))
        forged = libjwt.sign(secret, "HS256", {"kid": "k"}, CLAIMS)
        assert OURS.refusal(public, None, forged, kid="k") == "algorithm"
        assert OURS.refusal(public, "RS256", forged, kid="k") == "algorithm"
        with pytest.raises(Refused, match="^invalid_key"):
            OURS.claims(secret, "HS256", forged)


def test_a_key_serves_its_own_algorithm_alone(jose):
    """The same RSA key, signing by PS256 for us who know it as one for RS256."""
    key = in_form(jose, "RS256", "public_jwk")
    token = jose.sign(new_key(jose, "RS256"), "PS256", {"kid": "k"}, CLAIMS)
    bound = Key("public_jwk", json.dumps({**key.jwk, "alg": "RS256"}))
    assert OURS.refusal(key, "RS256", token, kid="k") == "algorithm"
    assert OURS.refusal(bound, None, token, kid="k") == "algorithm"
    pem = in_form(jose, "RS256", "spki")
    assert OURS.refusal(pem, "RS256", token, kid="k") == "algorithm"
    for unbound in (key, pem):  # a JWK that names no algorithm, and a PEM, which cannot, serve all
        assert OURS.claims(unbound, None, token, kid="k") == CLAIMS


def test_a_key_in_a_header_is_not_looked_at(jose):
    """RFC 8725 section 3.10, and `jku` and `x5u` beside it."""
    attacker = new_key(jose, "ES256", number=1)
    public = jose.rewritten(attacker, "ES256", "public_jwk").jwk
    for header in ({"jwk": public}, {"jku": "https://evil.test/jwks"}, {"x5u": "https://evil.test/x5u"}):
        token = jose.sign(attacker, "ES256", header, CLAIMS)
        assert refusal(jose, "ES256", token) == "signature"
        token = jose.sign(attacker, "ES256", {**header, "kid": "evil"}, CLAIMS)
        assert refusal(jose, "ES256", token, kid="good") == "key"
        token = jose.sign(new_key(jose, "ES256"), "ES256", header, CLAIMS)
        assert OURS.claims(to_verify_with(jose, "ES256", OURS), "ES256", token) == CLAIMS


def test_a_weak_key_is_refused_before_any_token(pyjwt, jwcrypto, cjose):
    """RFC 7518 sections 3.2 and 3.3."""
    short = Key("secret", b64(b"sixteen bytes..."))
    weak = [(short, "HS256", pyjwt.sign(short, "HS256", {}, CLAIMS)),
            (Key("private_jwk", cjose.ask("generate", "oct", "128")[0]), "HS256", None),
            (new_key(jwcrypto, "HS256"), "HS512", None),
            (Key("private_jwk", jwcrypto.weak_rsa().text), "RS256", None),
            (Key("private_jwk", cjose.ask("generate", "RSA", "1024")[0]), "RS256", None)]
    for key, kind, token in weak:
        with pytest.raises(Refused, match="^invalid_key"):
            OURS.claims(key, kind, token or jwcrypto.sign(key, kind, {}, CLAIMS))


def test_a_key_for_something_else_is_refused(jwcrypto):
    for members in ({"use": "enc"}, {"key_ops": ["encrypt"]}, {"alg": "RSA-OAEP"}):
        key = Key("public_jwk", json.dumps({**in_form(jwcrypto, "RS256", "public_jwk").jwk, **members}))
        with pytest.raises(Refused, match="^foreign_key"):
            OURS.thumbprint(key)
    with pytest.raises(Refused, match="^foreign_key"):
        OURS.thumbprint(jwcrypto.key_to_agree_with())
    with pytest.raises(Refused, match="^invalid_key: .*encrypted"):
        OURS.thumbprint(jwcrypto.encrypted_pem(new_key(jwcrypto, "ES256")))
