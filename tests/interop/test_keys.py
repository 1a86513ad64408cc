"""Under test: keys that one side writes and the other reads, in every form that both know."""

import pytest

from library import EC, Key, Refused, openssl, pem_of, unpem
from pairs import in_form, new_key, to_verify_with
from with_cardea import OURS

CLAIMS = {"sub": "ada", "exp": 4_000_000_000}
HEADER = {"typ": "JWT"}


def test_a_private_key_of_theirs_signs_for_us(library, kind, their_private_form):
    key = in_form(library, kind, their_private_form)
    token = OURS.sign(key, kind, HEADER, CLAIMS)
    assert library.verify(to_verify_with(library, kind, library), kind, token)[1] == CLAIMS
    assert OURS.claims(to_verify_with(library, kind, OURS), kind, token) == CLAIMS


def test_a_public_key_of_theirs_verifies_for_us(library, kind, their_public_form):
    token = library.sign(new_key(library, kind), kind, HEADER, CLAIMS)
    assert OURS.claims(in_form(library, kind, their_public_form), kind, token) == CLAIMS


def test_a_private_key_of_ours_signs_for_them(library, kind, our_private_form):
    token = library.sign(in_form(OURS, kind, our_private_form), kind, HEADER, CLAIMS)
    assert OURS.claims(to_verify_with(OURS, kind, OURS), kind, token) == CLAIMS


def test_a_public_key_of_ours_verifies_for_them(library, kind, our_public_form):
    token = OURS.sign(new_key(OURS, kind), kind, HEADER, CLAIMS)
    assert library.verify(in_form(OURS, kind, our_public_form), kind, token)[1] == CLAIMS


def test_one_key_has_one_thumbprint(library, kind, their_private_form):
    """RFC 7638: the same whoever computes it, and from whichever text."""
    ours = OURS.thumbprint(in_form(library, kind, their_private_form), kind)
    assert ours == OURS.thumbprint(to_verify_with(library, kind, OURS), kind)
    if hasattr(library, "thumbprint") and their_private_form == "private_jwk":
        assert ours == library.thumbprint(in_form(library, kind, "private_jwk"))


@pytest.mark.parametrize("kind", OURS.kinds)
def test_the_thumbprints_of_our_keys_are_what_others_compute(kind, jose, jwcrypto):
    key = new_key(OURS, kind)
    assert key.jwk["kid"] == OURS.thumbprint(key, kind) == jose.thumbprint(key) == jwcrypto.thumbprint(key)


@pytest.mark.parametrize("kind", OURS.kinds)
def test_what_we_write_of_a_key_of_theirs_is_what_they_write(kind, jose, jwcrypto):
    """Down to the character, base64url being canonical and members of fixed length."""
    for library in (jose, jwcrypto):
        key = in_form(library, kind, "private_jwk")
        ours = OURS.rewritten(key, kind, "private_jwk").jwk
        written = {name: value for name, value in key.jwk.items() if name not in ("kid", "use", "key_ops")}
        assert {name: ours[name] for name in written} == written
        assert set(ours) - set(written) == {"kid", "alg", "use"}


def test_a_key_may_do_no_more_than_its_operations_say(pyjwt):
    """PyJWT writes `"key_ops": ["sign"]` into a private JWK of RSA: RFC 7517 section 4.3."""
    key = in_form(pyjwt, "RS256", "private_jwk")
    token = OURS.sign(key, "RS256", HEADER, CLAIMS)
    assert OURS.refusal(key, "RS256", token) == "key"
    assert OURS.claims(in_form(pyjwt, "RS256", "public_jwk"), "RS256", token) == CLAIMS


def test_a_key_of_elliptic_members_that_are_too_short_is_refused(pyjwt):
    """PyJWT 2.6 drops the leading zeros of one in some hundred P-256 keys, and of most P-521 ones."""
    from with_pyjwt import ECAlgorithm, has_short_member, new_key as new_pair
    for kind in EC:
        pair = next(pair for pair in iter(lambda: new_pair(kind), None) if has_short_member(pair))
        key = Key("private_jwk", ECAlgorithm.to_jwk(pair))
        with pytest.raises(Refused, match="^invalid_key"):
            OURS.thumbprint(key)
        with pytest.raises(Exception):
            ECAlgorithm.from_jwk(key.text)


def elliptic_pem(*options):
    return openssl("ecparam", "-name", "prime256v1", "-genkey", *options)


def test_a_pem_of_the_openssl_command_is_read():
    """With whatever stands around the key, and its point in either form: RFC 7468 section 2."""
    pem = elliptic_pem()
    assert pem.startswith("-----BEGIN EC PARAMETERS-----")
    name = OURS.thumbprint(Key("sec1", pem))
    public = openssl("ec", "-pubout", given=pem)
    compressed = openssl("ec", "-pubout", "-conv_form", "compressed", given=pem)
    assert len(compressed) < len(public)
    for text in (public, compressed, pem.replace("\n", "\r\n"), openssl("ec", "-text", given=pem),
                 openssl("pkcs8", "-topk8", "-nocrypt", given=pem), f"ada's key:\n\n{pem}\n-- \nada"):
        assert OURS.thumbprint(Key("spki", text)) == name


@pytest.mark.parametrize("make", [
    lambda: openssl("ecparam", "-name", "secp256k1", "-genkey", "-noout"),
    lambda: openssl("genpkey", "-algorithm", "RSA-PSS", "-quiet"),
    lambda: openssl("genpkey", "-algorithm", "X25519"),
    lambda: openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-quiet"),
    lambda: openssl("genrsa", "-aes128", "-passout", "pass:secret", "-traditional"),
    lambda: openssl("genpkey", "-algorithm", "ED25519", "-aes256", "-pass", "pass:secret"),
    lambda: openssl("req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=a"),
    lambda: elliptic_pem() + elliptic_pem(),
    lambda: with_another_generator(openssl("ec", "-pubout", given=elliptic_pem("-param_enc", "explicit"))),
], ids=["secp256k1", "rsa_pss", "x25519", "rsa_1024", "encrypted_pkcs1", "encrypted_pkcs8", "certificate",
        "two_keys", "another_generator"])
def test_a_pem_that_is_not_for_tokens_is_refused(make):
    with pytest.raises(Refused, match="^invalid_key"):
        OURS.thumbprint(Key("spki", make()))


def with_another_generator(pem):
    """A public key on P-256 with all its parameters, but that the generator is the key itself: its
    private key would be 1 (the trick of CVE-2020-0601)."""
    generator = bytes.fromhex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                              "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")
    der = unpem(pem)
    assert generator in der
    return pem_of("PUBLIC KEY", der.replace(generator, der[-len(generator):]))
