"""What an access token says, who believes it, and every way to forge one that has hit others."""

import hashlib
import hmac
import json
import time
import uuid

import pytest

import tokens
from tokens import b64, claims_of, compact, header_of, joined, signed_hs256, unb64

CLAIMS = {"iss", "sub", "aud", "exp", "iat", "jti", "client_id", "scope", "sid", "auth_time", "amr"}


def refused(server, token):
    answer = server.me(token)
    assert (answer.status, answer.detail) == (401, "Invalid token"), answer.body
    assert answer.challenge == 'Bearer realm="cardea", error="invalid_token"'


# What it says.

def test_a_token_pair_says_what_the_contract_says(server, person):
    answer = server.post("/auth/login", {"email": person.email, "password": person.password})
    pair = answer.json()
    assert list(pair) == ["access_token", "token_type", "expires_in", "refresh_token", "scope"]
    assert pair["token_type"] == "Bearer" and pair["expires_in"] == 900 and pair["scope"] == ""
    assert pair["refresh_token"].startswith("cdr_")
    assert len(unb64(pair["refresh_token"][4:])) == 32, "256 random bits"


def test_an_access_token_follows_rfc_9068(server, person):
    before = int(time.time())
    pair = server.logged_in(person)
    after = int(time.time())
    header, claims = header_of(pair["access_token"]), claims_of(pair["access_token"])
    assert header == {"alg": "ES256", "typ": "at+jwt", "kid": server.jwk()["kid"]}
    assert set(claims) == CLAIMS
    issuer = f"http://127.0.0.1:{server.port}"
    assert claims["iss"] == issuer and claims["aud"] in (issuer, [issuer])
    assert claims["sub"] == person.id and claims["client_id"] == "cardea" and claims["scope"] == ""
    assert before <= claims["iat"] <= after and claims["exp"] == claims["iat"] + 900
    assert before <= claims["auth_time"] <= after
    assert claims["amr"] == ["pwd"]
    assert isinstance(claims["jti"], str) and uuid.UUID(claims["sid"])


def test_each_login_is_a_session_of_its_own(server, person):
    one, other = (claims_of(server.logged_in(person)["access_token"]) for _ in range(2))
    assert one["sid"] != other["sid"] and one["jti"] != other["jti"]


def test_no_leeway_on_the_second_it_expires(serve):
    server = serve({"tokens.access_ttl": "2s"})
    pair = server.logged_in()
    assert pair["expires_in"] == 2
    claims = claims_of(pair["access_token"])
    assert claims["exp"] == claims["iat"] + 2
    assert server.me(pair["access_token"]).status == 200
    time.sleep(max(0.0, claims["exp"] + 0.05 - time.time()))
    refused(server, pair["access_token"])
    assert server.me(server.refreshed(pair["refresh_token"])["access_token"]).status == 200


# The published keys.

def test_the_key_set_is_public_and_nothing_more(server):
    answer = server.get("/.well-known/jwks.json")
    assert answer.status == 200
    assert answer.one("Cache-Control") == "public, max-age=300"
    assert answer.one("Content-Type").split(";")[0] in ("application/json", "application/jwk-set+json")
    assert set(answer.json()) == {"keys"}
    jwk = server.jwk()
    assert set(jwk) == {"kty", "crv", "x", "y", "kid", "alg", "use"}, "no private member, no surprise"
    assert (jwk["kty"], jwk["crv"], jwk["alg"], jwk["use"]) == ("EC", "P-256", "ES256", "sig")
    assert len(unb64(jwk["x"])) == len(unb64(jwk["y"])) == 32
    assert jwk["kid"] == tokens.thumbprint(jwk)
    assert server.get("/.well-known/jwks.json/").body == answer.body


def test_a_stranger_verifies_our_tokens_with_the_published_key(server, pair, tmp_path):
    jwk = server.jwk()
    assert tokens.verifies_es256(pair["access_token"], jwk, tmp_path)
    head, _, signature = pair["access_token"].rpartition(".")
    raw = bytearray(unb64(signature))
    raw[40] ^= 1
    assert not tokens.verifies_es256(f"{head}.{b64(bytes(raw))}", jwk, tmp_path)


def test_keys_of_another_server_are_not_ours(server, serve):
    other = serve({"tokens.issuer": f"http://127.0.0.1:{server.port}"})
    assert other.jwk()["kid"] != server.jwk()["kid"]
    refused(server, other.logged_in()["access_token"])


# Forgeries of an ES256 token, each from a token that is good.

def with_header(token, **changes):
    header = {**header_of(token), **changes}
    header = {name: value for name, value in header.items() if value is not None}
    return ".".join([b64(compact(header)), *token.split(".")[1:]])


def with_signature(token, signature):
    return f"{token.rpartition('.')[0]}.{b64(signature)}"


def flipped(token, part, bit):
    parts = token.split(".")
    data = bytearray(unb64(parts[part]))
    data[bit // 8 % len(data)] ^= 1 << bit % 8
    parts[part] = b64(bytes(data))
    return ".".join(parts)


def signature_of(token):
    return unb64(token.split(".")[2])


ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def with_unused_bits(token):
    """The same octets, spelt in base64url with bits set that decode to nothing."""
    last = ALPHABET[ALPHABET.index(token[-1]) | 1]
    return token[:-1] + (last if last != token[-1] else ALPHABET[ALPHABET.index(last) ^ 2])


FORGERIES = {
    "signature_missing": lambda t: t.rpartition(".")[0] + ".",
    "signature_dropped_with_its_dot": lambda t: t.rpartition(".")[0],
    "signature_of_zeros": lambda t: with_signature(t, bytes(64)),
    "signature_r_zero": lambda t: with_signature(t, bytes(32) + signature_of(t)[32:]),
    "signature_s_zero": lambda t: with_signature(t, signature_of(t)[:32] + bytes(32)),
    "signature_of_the_group_order": lambda t: with_signature(t, bytes.fromhex(
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551") * 2),
    "signature_of_ones": lambda t: with_signature(t, b"\xff" * 64),
    "signature_in_der": lambda t: with_signature(t, tokens.der_signature(signature_of(t))),
    "signature_a_byte_short": lambda t: with_signature(t, signature_of(t)[:-1]),
    "signature_a_byte_long": lambda t: with_signature(t, signature_of(t) + b"\0"),
    "signature_halves_swapped": lambda t: with_signature(t, signature_of(t)[32:] + signature_of(t)[:32]),
    "bit_of_the_signature": lambda t: flipped(t, 2, 77),
    "bit_of_the_payload": lambda t: flipped(t, 1, 171),
    "payload_changed": lambda t: ".".join([t.split(".")[0], b64(compact(
        {**claims_of(t), "scope": "users:write"})), t.split(".")[2]]),
    "payload_empty": lambda t: ".".join([t.split(".")[0], "", t.split(".")[2]]),
    "header_empty": lambda t: ".".join(["", *t.split(".")[1:]]),
    "fourth_part": lambda t: t + ".AAAA",
    "leading_dot": lambda t: "." + t,
    "padding": lambda t: t + "==",
    "unused_bits": with_unused_bits,
    "alg_none": lambda t: with_header(t, alg="none"),
    "alg_none_unsigned": lambda t: joined({"alg": "none", "typ": "at+jwt"}, claims_of(t)),
    "alg_None_unsigned": lambda t: joined({"alg": "None", "typ": "at+jwt"}, claims_of(t)),
    "alg_NONE_unsigned": lambda t: joined({"alg": "NONE", "typ": "at+jwt"}, claims_of(t)),
    "alg_nOnE_with_kid": lambda t: joined({**header_of(t), "alg": "nOnE"}, claims_of(t)),
    "alg_missing": lambda t: with_header(t, alg=None),
    "alg_empty": lambda t: with_header(t, alg=""),
    "alg_null": lambda t: ".".join([b64(compact({**header_of(t), "alg": None})), *t.split(".")[1:]]),
    "alg_lower_case": lambda t: with_header(t, alg="es256"),
    "alg_es384": lambda t: with_header(t, alg="ES384"),
    "alg_a_list": lambda t: with_header(t, alg=["ES256"]),
    "kid_unknown": lambda t: with_header(t, kid="nobody"),
    "kid_of_a_path": lambda t: with_header(t, kid="../../../../dev/null"),
    "kid_of_sql": lambda t: with_header(t, kid="' OR '1'='1"),
    "kid_a_number": lambda t: with_header(t, kid=1),
    "crit_unknown": lambda t: with_header(t, crit=["x"], x=1),
    "crit_empty": lambda t: with_header(t, crit=[]),
    "unencoded_payload": lambda t: with_header(t, b64=False, crit=["b64"]),
    "header_no_object": lambda t: ".".join([b64(b"[]"), *t.split(".")[1:]]),
    "header_no_json": lambda t: ".".join([b64(b"{"), *t.split(".")[1:]]),
    "header_duplicate_alg": lambda t: ".".join([
        b64(b'{"alg":"none",' + compact(header_of(t))[1:]), *t.split(".")[1:]]),
    "encrypted_form": lambda t: ".".join([
        b64(compact({"alg": "dir", "enc": "A128GCM"})), "", b64(b"\0" * 12), b64(b"x" * 40), b64(b"\0" * 16)]),
    "whole_token_twice": lambda t: t + t,
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_is_invalid(server, pair, name):
    token = pair["access_token"]
    assert server.me(token).status == 200
    forged = FORGERIES[name](token)
    assert forged != token
    if name == "padding":  # Still one b64token.
        assert forged.endswith("==")
    refused(server, forged)


def test_a_signature_belongs_to_its_own_token(server, person):
    one, other = (server.logged_in(person)["access_token"] for _ in range(2))
    refused(server, f"{one.rpartition('.')[0]}.{other.rpartition('.')[2]}")


@pytest.mark.parametrize("form", ["pem", "pem_without_its_end", "der", "jwk", "key_set", "point", "kid", "empty"])
@pytest.mark.parametrize("with_kid", [True, False], ids=["with_kid", "without_kid"])
def test_the_public_key_is_no_hmac_secret(server, pair, form, with_kid):
    jwk = server.jwk()
    secret = {
        "pem": tokens.public_key_pem(jwk),
        "pem_without_its_end": tokens.public_key_pem(jwk).rstrip(),
        "der": tokens.public_key_der(jwk),
        "jwk": compact(jwk),
        "key_set": server.get("/.well-known/jwks.json").body,
        "point": b"\x04" + unb64(jwk["x"]) + unb64(jwk["y"]),
        "kid": jwk["kid"].encode(),
        "empty": b"",
    }[form]
    header = {"alg": "HS256", "typ": "at+jwt", **({"kid": jwk["kid"]} if with_kid else {})}
    refused(server, signed_hs256(header, claims_of(pair["access_token"]), secret))


@pytest.mark.parametrize("way", ["our_kid", "its_own_kid", "no_kid", "embedded_jwk", "jku", "x5c"])
def test_a_foreign_key_is_not_believed(server, pair, tmp_path, way):
    foreign = tokens.ForeignKey(tmp_path)
    header = {"alg": "ES256", "typ": "at+jwt", **{
        "our_kid": {"kid": server.jwk()["kid"]},
        "its_own_kid": {"kid": tokens.thumbprint(foreign.jwk)},
        "no_kid": {},
        "embedded_jwk": {"jwk": foreign.jwk},
        "jku": {"jku": "http://127.0.0.1:1/jwks.json", "kid": "x"},
        "x5c": {"x5c": ["AAAA"]},
    }[way]}
    forged = foreign.signed(header, claims_of(pair["access_token"]))
    assert tokens.verifies_es256(forged, foreign.jwk, tmp_path), "the forgery itself is faulty"
    refused(server, forged)


# HS256, whose secret the test knows: tokens that are signed well and say something wrong.

SECRET = bytes(range(40, 104))


@pytest.fixture(scope="module")
def hs256(serve, tmp_path_factory):
    folder = tmp_path_factory.mktemp("secret")
    (folder / "secret").write_bytes(SECRET_FILE_TEXT)
    (folder / "secret").chmod(0o600)
    return serve({"tokens.algorithm": "HS256", "tokens.secret_file": str(folder / "secret")})


SECRET_FILE_TEXT = b64(SECRET).encode()


@pytest.fixture
def good(hs256):
    """Header and claims of a token that the server believes."""
    token = hs256.logged_in()["access_token"]
    return header_of(token), claims_of(token)


def secret_of(token):
    """The octets that the server makes of its secret file: its text, or what it encodes."""
    signing_input, _, signature = token.rpartition(".")
    for secret in (SECRET_FILE_TEXT, SECRET):
        if b64(hmac.new(secret, signing_input.encode(), hashlib.sha256).digest()) == signature:
            return secret
    raise AssertionError("the server signs with something else than its secret file")


@pytest.fixture(scope="module")
def sign(hs256):
    secret = secret_of(hs256.logged_in()["access_token"])
    return lambda header, claims: signed_hs256(header, claims, secret)


def test_hs256_publishes_no_key(hs256):
    assert hs256.get("/.well-known/jwks.json").json() == {"keys": []}


def test_what_the_test_signs_is_believed(hs256, good, sign):
    header, claims = good
    assert header["alg"] == "HS256" and header["typ"] == "at+jwt"
    assert hs256.me(sign(header, claims)).status == 200
    assert hs256.me(sign({**header, "extra": [1]}, {**claims, "extra": {"a": None}})).status == 200


def test_a_token_without_a_sub_is_invalid_credentials(hs256, good, sign):
    header, claims = good
    answer = hs256.me(sign(header, {name: value for name, value in claims.items() if name != "sub"}))
    assert (answer.status, answer.detail) == (401, "Invalid authentication credentials")
    assert answer.challenge == 'Bearer realm="cardea", error="invalid_token"'


def test_a_sub_that_nobody_has_is_user_not_found(hs256, good, sign):
    header, claims = good
    gone = str(uuid.UUID(int=uuid.UUID(claims["sub"]).int ^ 1))
    answer = hs256.me(sign(header, {**claims, "sub": gone}))
    assert (answer.status, answer.detail) == (401, "User not found")


NOW = int(time.time())
WRONG_CLAIMS = {
    "expired": {"exp": NOW - 1}, "expired_long_ago": {"exp": 1}, "exp_zero": {"exp": 0},
    "exp_negative": {"exp": -1}, "exp_missing": {"exp": ...}, "exp_text": {"exp": str(NOW + 600)},
    "exp_null": {"exp": None}, "exp_true": {"exp": True}, "exp_list": {"exp": [NOW + 600]},
    "exp_beyond_9999": {"exp": 253402300800}, "exp_huge": {"exp": 10**30},
    "exp_overflows_64_bits": {"exp": 2**64 + NOW + 600}, "exp_overflows_63_bits": {"exp": 2**63},
    "not_yet_valid": {"nbf": NOW + 3600}, "nbf_text": {"nbf": "0"}, "nbf_null": {"nbf": None},
    "issued_in_the_future": {"iat": NOW + 3600}, "iat_text": {"iat": "0"},
    "issuer_missing": {"iss": ...}, "issuer_foreign": {"iss": "https://evil.test"},
    "issuer_prefix": {"iss": "http://127.0.0.1"}, "issuer_null": {"iss": None}, "issuer_list": {"iss": ["x"]},
    "audience_missing": {"aud": ...}, "audience_foreign": {"aud": "https://evil.test"},
    "audience_empty_list": {"aud": []}, "audience_null": {"aud": None},
    "audience_object": {"aud": {"0": "x"}}, "audience_number": {"aud": 7},
    "sub_empty": {"sub": ""}, "sub_number": {"sub": 7}, "sub_null": {"sub": None},
    "sub_too_long": {"sub": "x" * 256}, "sub_control_characters": {"sub": "a\nb"},
    "jti_number": {"jti": 7}, "sid_number": {"sid": 7}, "scope_list": {"scope": ["users:write"]},
}


@pytest.mark.parametrize("name", WRONG_CLAIMS)
def test_wrong_claims_are_refused_though_the_signature_holds(hs256, good, sign, name):
    header, claims = good
    claims = {**claims, **WRONG_CLAIMS[name]}
    refused(hs256, sign(header, {name: value for name, value in claims.items() if value is not ...}))


@pytest.mark.parametrize("change", [lambda iss: iss + "/", lambda iss: iss.upper(), lambda iss: iss[:-1],
                                    lambda iss: iss + ".evil.test"],
                         ids=["slash", "case", "prefix", "suffix"])
@pytest.mark.parametrize("claim", ["iss", "aud"])
def test_issuer_and_audience_are_compared_whole(hs256, good, sign, claim, change):
    header, claims = good
    value = claims[claim] if isinstance(claims[claim], str) else claims[claim][0]
    refused(hs256, sign(header, {**claims, claim: change(value)}))


def test_our_audience_may_stand_among_others_that_are_text(hs256, good, sign):
    header, claims = good
    ours = claims["aud"] if isinstance(claims["aud"], str) else claims["aud"][0]
    assert hs256.me(sign(header, {**claims, "aud": ["https://other.test", ours]})).status == 200
    refused(hs256, sign(header, {**claims, "aud": [ours, 7]}))


def test_fractions_of_a_second_are_legal(hs256, good, sign):
    header, claims = good
    assert hs256.me(sign(header, {**claims, "exp": claims["exp"] + 0.5})).status == 200


def test_five_seconds_of_skew_are_granted_on_iat_and_nbf(hs256, good, sign):
    header, claims = good
    now = int(time.time())
    assert hs256.me(sign(header, {**claims, "iat": now + 4, "nbf": now + 4})).status == 200
    refused(hs256, sign(header, {**claims, "nbf": now + 9}))
    refused(hs256, sign(header, {**claims, "iat": now + 9}))


@pytest.mark.parametrize("payload", [
    b"[]", b"null", b"7", b'"x"', b"", b"{", b"\xff", b'{"sub":"a","sub":"b"}', b"[" * 200 + b"]" * 200],
    ids=["list", "null", "number", "text", "nothing", "cut_off", "bad_utf8", "duplicates", "deep"])
def test_a_payload_that_is_no_set_of_claims_is_refused(hs256, good, sign, payload):
    refused(hs256, sign(good[0], payload))


def test_a_duplicate_claim_is_refused_whichever_comes_first(hs256, good, sign):
    header, claims = good
    text = json.dumps(claims)
    refused(hs256, sign(header, ('{"scope":"users:write",' + text[1:]).encode()))
    refused(hs256, sign(header, (text[:-1] + ',"scope":"users:write"}').encode()))


@pytest.mark.parametrize("changes", [
    {"typ": "JWT"}, {"typ": ...}, {"typ": "id+jwt"}, {"typ": 7}, {"alg": "HS384"}, {"alg": "HS512"},
    {"alg": "ES256"}, {"alg": "none"}, {"kid": "x"}, {"crit": ["exp"]}, {"b64": False, "crit": ["b64"]}],
    ids=str)
def test_wrong_headers_are_refused_though_the_signature_holds(hs256, good, sign, changes):
    header, claims = good
    header = {**header, **changes}
    refused(hs256, sign({name: value for name, value in header.items() if value is not ...}, claims))


def test_an_es256_token_is_nothing_to_an_hs256_server(hs256, server, pair):
    refused(hs256, pair["access_token"])
