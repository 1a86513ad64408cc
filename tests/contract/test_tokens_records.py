"""`cardea tokens verify --records`: one line of JSON in, one out, whatever the line."""

import json
import time

import pytest

from signing import ALGORITHMS, SigningKey, fed
from tokens import b64, joined

NOW = 1_800_000_000
CLAIMS = {"iss": "i", "sub": "ada", "aud": "a", "exp": NOW + 60}
KEY = SigningKey("ES256")
OTHER = SigningKey("ES256", kid="other")
NAMELESS = SigningKey("EdDSA", kid=None)


def answers_to(lines):
    data = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    code, out, err = fed(data + b"\n", "tokens", "verify", "--records")
    assert (code, err) == (0, ""), (code, err)
    answers = [json.loads(line) for line in out.splitlines()]
    assert len(answers) == len(lines)
    for answer in answers:
        assert list(answer) == ["id", "verdict", "reason", "ms"]
        assert answer["verdict"] == ("accept" if answer["reason"] is None else "reject")
        assert isinstance(answer["ms"], (int, float)) and not isinstance(answer["ms"], bool) and answer["ms"] >= 0
    return answers


def reasons_of(*lines):
    return [answer["reason"] for answer in answers_to(lines)]


def record(token=None, **members):
    whole = {"id": 1, "mode": "jwt", "token": KEY.token(CLAIMS) if token is None else token, "keys": [KEY.public],
             "allow": None, "iss": None, "aud": None, "now": NOW, "leeway": 0, "typ": None, "require": [],
             "max_token_bytes": None, **members}
    return {name: value for name, value in whole.items() if value is not ...}


def raw(key, message=b"hello", **members):
    whole = {"id": 1, "mode": "raw", "alg": key.algorithm, "jwk": key.public, "msg": message.hex(),
             "sig": key.signature(message).hex(), **members}
    return {name: value for name, value in whole.items() if value is not ...}


# What is asked.

@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_in_every_mode(algorithm):
    key, other = SigningKey(algorithm), "RS256" if algorithm != "RS256" else "ES256"
    free = key.token(b"\xff\0 any octets")
    assert reasons_of(
        record(key.token(CLAIMS), keys=[key.public]), record(key.token(CLAIMS), keys=[key.private]),
        record(key.token(CLAIMS), keys=[key.public], allow=[algorithm]),
        record(key.token(CLAIMS), keys=[key.public], allow=[other]),
        record(key.token(CLAIMS), keys=[key.public], allow=[]),
        record(free, mode="jws", keys=[key.public]), record(free, mode="jwt", keys=[key.public]),
        record(free, mode="jws", keys=[key.public], allow=[other]),
        raw(key), raw(key, b""), raw(key, msg=b"hellp".hex()), raw(key, alg=other)) == [
            None, None, None, "algorithm", "algorithm", None, "malformed", "algorithm", None, None, "signature", "key"]


def test_ed448_is_known():
    key = SigningKey("EdDSA", curve="Ed448")
    assert reasons_of(record(key.token(CLAIMS), keys=[key.public]), raw(key)) == [None, None]


def test_the_id_comes_back_as_it_is():
    ids = ["a", "", "ä\u2028\x7f\U0001f600\n\"\\", 0, -7, 2**63, 1.5, True, False, None]
    assert [answer["id"] for answer in answers_to([record(id=value) for value in ids])] == ids
    assert answers_to([record(id=...)])[0]["id"] is None
    assert reasons_of(record(id=[1]), record(id={})) == ["malformed", "malformed"]
    wrong = answers_to([record(id="x", token=1)])[0]
    assert (wrong["id"], wrong["reason"]) == ("x", "malformed")


def test_absent_is_as_null_and_unknown_members_are_ignored():
    bare = {"id": 1, "token": KEY.token({"sub": "ada"}), "keys": [KEY.public]}
    assert reasons_of(bare, {**bare, "mode": None, "leeway": None, "require": None, "surplus": {"iss": 1}},
                      {**bare, "keys": None}, {**bare, "token": None}) == [None, None, "key", "malformed"]


@pytest.mark.parametrize("members", [
    {"mode": 1}, {"mode": "JWT"}, {"mode": ""}, {"token": 1}, {"token": ...}, {"token": ["a"]}, {"keys": {}},
    {"keys": "x"}, {"allow": "ES256"}, {"allow": [1]}, {"allow": [None]}, {"iss": 1}, {"aud": ["a"]}, {"typ": True},
    {"now": "1"}, {"now": True}, {"now": -1}, {"now": 1e300}, {"leeway": "10s"}, {"leeway": -1}, {"leeway": 1e18},
    {"require": "exp"}, {"require": [1]}, {"max_token_bytes": "1"}, {"max_token_bytes": -1},
    {"max_token_bytes": 1.5}], ids=str)
def test_a_member_of_the_wrong_type_spoils_its_record_alone(members):
    assert reasons_of(record(), record(**members), record()) == [None, "malformed", None]


def test_times_are_kept_to_the_second():
    def at(now, leeway=0, **claims):
        return record(KEY.token({**CLAIMS, **claims}), now=now, leeway=leeway)

    assert reasons_of(at(NOW + 59), at(NOW + 59.9), at(NOW + 60), at(NOW, exp=NOW), at(NOW, exp=NOW + 0.5)) == [
        None, None, "expired", "expired", "expired"]
    assert reasons_of(at(NOW, nbf=NOW), at(NOW, nbf=NOW + 1), at(NOW, iat=NOW + 1), at(NOW, iat=NOW)) == [
        None, "not_yet_valid", "not_yet_valid", None]


@pytest.mark.parametrize("leeway", [1, 300, 301, 86400, 10**9])
def test_leeway_is_granted_on_each_time_however_long_it_is(leeway):
    token = KEY.token({"exp": NOW, "nbf": NOW, "iat": NOW})
    times = (NOW + leeway - 1, NOW + leeway, NOW - leeway, NOW - leeway - 1)
    assert reasons_of(*[record(token, now=now, leeway=leeway) for now in times]) == [
        None, "expired", None, "not_yet_valid"]


def test_without_now_it_is_the_clocks_time():
    now = int(time.time())
    good, old = KEY.token({"exp": now + 600}), KEY.token({"exp": now - 1})
    assert reasons_of(record(good, now=None), record(old, now=None), record(old, now=...)) == [
        None, "expired", "expired"]


def test_exp_is_demanded_only_where_it_is_required():
    token = KEY.token({"sub": "ada", "x": None})
    assert reasons_of(record(token), record(token, require=["sub"]), record(token, require=["exp"]),
                      record(token, require=["sub", "jti"]), record(KEY.token({}))) == [
                          None, None, "claims", "claims", None]


def test_issuer_audience_and_type():
    token = KEY.token(CLAIMS, typ="AT+JWT")
    assert reasons_of(record(token, iss="i", aud="a", typ="application/at+jwt"), record(token, iss="I"),
                      record(token, aud="b"), record(token, typ="JWT"), record(token, iss=""), record(token, aud=""),
                      record(token, typ=""), record(KEY.token({"sub": "a"}), iss="i"),
                      record(token, mode="jws", typ="JWT"), record(token, mode="jws", typ="at+jwt")) == [
                          None, "issuer", "audience", "type", "issuer", "audience", "type", "issuer", "type", None]


@pytest.mark.parametrize("claims", [{"sub": ""}, {"sub": "x" * 256}, {"sub": "a\0b"}, {"sub": 1}, {"sub": None},
                                    {"jti": 1}, {"aud": ["a", 1]}, {"aud": 1}, {"exp": "1"}, {"exp": True},
                                    {"nbf": None}, {"iat": -1}, {"exp": 253402300800}, {"iss": ["i"]}], ids=str)
def test_wrong_claims(claims):
    assert reasons_of(record(KEY.token({**CLAIMS, **claims}))) == ["claims"]


def test_the_size_of_a_token_is_bounded_where_asked():
    token = KEY.token({**CLAIMS, "x": "y" * 20_000})
    size = len(token)
    assert reasons_of(record(token, max_token_bytes=size), record(token, max_token_bytes=size - 1), record(token),
                      record(token, mode="jws", max_token_bytes=size - 1), record(token, max_token_bytes=0)) == [
                          None, "malformed", None, "malformed", "malformed"]


# Keys.

def test_a_kid_names_one_key_and_without_one_exactly_one_must_fit():
    kid, no_kid = KEY.token(CLAIMS), KEY.token(CLAIMS, header={"alg": "ES256"})
    twin = {**OTHER.public, "kid": "k"}
    rsa = SigningKey("RS256", kid="r")
    assert reasons_of(
        record(kid, keys=[OTHER.public, KEY.public]), record(kid, keys=[OTHER.public]), record(kid, keys=[]),
        record(kid, keys=[KEY.public, twin]), record(no_kid), record(no_kid, keys=[KEY.public, OTHER.public]),
        record(no_kid, keys=[KEY.public, rsa.public, NAMELESS.public]),
        record(OTHER.token(CLAIMS, header={"alg": "ES256", "kid": "k"}))) == [
            None, "key", "key", "key", None, "key", None, "signature"]


def test_symmetric_and_asymmetric_keys_do_not_mix():
    secret = SigningKey("HS256", kid="s")
    assert reasons_of(record(keys=[KEY.public, secret.public]), record(secret.token(CLAIMS), keys=[secret.public])) == [
        "key", None]


def test_alg_use_and_key_ops_are_respected():
    def of(**members):
        jwk = {**KEY.public, **members}
        return record(keys=[{name: value for name, value in jwk.items() if value is not ...}])

    assert reasons_of(of(alg=...), of(use="sig"), of(key_ops=["verify"]), of(use="enc"), of(key_ops=["sign"]),
                      of(key_ops=["encrypt"]), of(alg="ECDH-ES"), of(alg="RS256"), of(alg="ES384"),
                      of(key_ops=["verify", "verify"])) == [None, None, None] + ["key"] * 7
    other = {**OTHER.public, "use": "enc"}
    assert reasons_of(record(KEY.token(CLAIMS, header={"alg": "ES256"}), keys=[other, KEY.public])) == [None]


def test_a_foreign_key_is_as_if_it_were_not_there():
    foreign = [{"kty": "XYZ", "kid": "k"}, {"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA", "kid": "k"},
               {"kty": "OKP", "crv": "X25519", "x": "AA", "kid": "k"}]
    assert reasons_of(record(keys=[*foreign, KEY.public]), record(keys=foreign)) == [None, "key"]


def rsa(**members):
    return {**SigningKey("RS256").public, **members}


BAD_KEYS = {
    "no_object": "x", "no_kty": {}, "short_secret": {"kty": "oct", "k": b64(b"x" * 31)},
    "empty_secret": {"kty": "oct", "k": ""}, "no_secret": {"kty": "oct"},
    "rsa_1024": SigningKey("RS256", bits=1024).public, "rsa_e_1": rsa(e="AQ"), "rsa_e_2": rsa(e="Ag"),
    "rsa_n_padded": rsa(n=SigningKey("RS256").public["n"] + "="), "rsa_n_zero": rsa(n="AA"),
    "point_off_the_curve": {**KEY.public, "y": KEY.public["x"]}, "point_short": {**KEY.public, "x": "AAAA"},
    "wrong_curve": {**KEY.public, "crv": "P-384"}, "small_order": {**NAMELESS.public, "x": b64(b"\1" + bytes(31))},
    "kid_a_number": {**KEY.public, "kid": 1}, "alg_of_another_kind": {**KEY.public, "alg": "HS256"},
}


@pytest.mark.parametrize("name", BAD_KEYS)
def test_a_key_that_is_refused_is_a_refusal_whatever_else_is_in_the_set(name):
    assert reasons_of(record(keys=[BAD_KEYS[name]]), record(keys=[KEY.public, BAD_KEYS[name]]),
                      record(mode="jws", keys=[BAD_KEYS[name], KEY.public]),
                      raw(KEY, jwk=BAD_KEYS[name])) == ["key"] * 4


# Hostile tokens.

def test_header_rules_hold_in_both_modes_of_tokens():
    tokens = {
        KEY.token(CLAIMS, crit=["exp"]): "critical", KEY.token(CLAIMS, b64=False, crit=["b64"]): "critical",
        joined({"alg": "none"}, CLAIMS): "algorithm", joined({"alg": "NONE", "kid": "k"}, CLAIMS): "algorithm",
        KEY.token(CLAIMS, header={"alg": "HS256", "kid": "k"}): "algorithm",
        KEY.token(CLAIMS, header={"alg": "HS256"}): "key", KEY.token(CLAIMS, header=b'{"alg":1}'): "malformed",
        KEY.token(CLAIMS, header=b'{"alg":"ES256","kid":1}'): "malformed",
        KEY.token(CLAIMS, header=b'{"alg":"ES256","alg":"ES256"}'): "malformed",
        KEY.token(CLAIMS) + ".": "malformed", "": "malformed", "." * 100_000: "malformed",
        KEY.token(CLAIMS).rpartition(".")[0] + ".": "signature", "a b": "malformed",
        json.dumps({"payload": "e30", "signatures": []}): "malformed"}
    for mode in ("jwt", "jws"):
        assert reasons_of(*[record(token, mode=mode) for token in tokens]) == list(tokens.values()), mode


def test_keys_in_a_header_are_never_followed():
    token = OTHER.token(CLAIMS, header={"alg": "ES256", "jwk": OTHER.public, "jku": "http://127.0.0.1:1/",
                                        "x5u": "http://127.0.0.1:1/", "x5c": ["AAAA"]})
    assert reasons_of(record(token), record(token, mode="jws")) == ["signature", "signature"]


# Bare signatures.

def test_a_bare_signature():
    good = raw(KEY)
    size = len(good["sig"])
    assert reasons_of(
        good, {**good, "sig": good["sig"].upper()},
        {**good, "sig": good["sig"][:-1]}, {**good, "sig": good["sig"][:-2]},
        {**good, "sig": good["sig"] + "00"}, {**good, "sig": ""}, {**good, "sig": "0" * size},
        {**good, "sig": "zz" + good["sig"][2:]}, {**good, "msg": "0x00"}, {**good, "msg": 1}, {**good, "sig": None},
        {**good, "alg": None}, {**good, "alg": "none"}, {**good, "alg": "Ed25519"}, {**good, "alg": "ES384"},
        {**good, "alg": 1}, {**good, "jwk": None}, {**good, "jwk": "x"}, {**good, "jwk": OTHER.public},
        {**good, "jwk": {**KEY.public, "use": "enc"}}, {**good, "jwk": {**KEY.public, "key_ops": ["sign"]}},
        {**good, "allow": ["RS256"]}) == [
            None, None, "malformed", "signature", "signature", "signature", "signature", "malformed", "malformed",
            "malformed", "malformed", "malformed", "algorithm", "algorithm", "key", "malformed", "key", "key",
            "signature", "key", "key", None]


def test_the_order_of_members_does_not_matter():
    assert reasons_of(dict(reversed(raw(KEY).items())), dict(reversed(record().items()))) == [None, None]


# Hostile lines.

NOTHING = {"id": None, "verdict": "reject", "reason": "malformed", "ms": 0}
LINES = [b"", b" ", b"x", b"{", b"[]", b"null", b"1", b'"x"', b'{"id":1,}', b'{"id":1}{"id":2}', b'{"id":1,"id":2}',
         b'{"id":"\xff"}', b'{"id":"\\ud800"}', b"\0", b"\xef\xbb\xbf{}", b"{" * 5000,
         b'{"a":' * 1000 + b"1" + b"}" * 1000,
         b'{"id":1e999}', b'{"id":1,"token":"' + b"x" * 2_000_000 + b'"}']


def test_a_line_that_is_no_record_ends_nothing():
    answers = answers_to([line for bad in LINES for line in (bad, record())])
    assert answers[::2] == [NOTHING] * len(LINES)
    assert [answer["reason"] for answer in answers[1::2]] == [None] * len(LINES)


def test_no_line_at_all_is_no_answer():
    assert fed(b"", "tokens", "verify", "--records") == (0, "", "")
    code, out, _ = fed(json.dumps(record()), "tokens", "verify", "--records")
    assert code == 0 and out.count("\n") == 1, "the last line needs no end"


def test_thousands_of_lines_are_answered_in_their_order():
    key = SigningKey("HS256")
    lines = [record(key.token({**CLAIMS, "jti": str(at)}), keys=[key.public], id=at) for at in range(20_000)]
    before = time.monotonic()
    answers = answers_to(lines)
    assert [answer["id"] for answer in answers] == list(range(20_000))
    assert all(answer["reason"] is None for answer in answers)
    assert time.monotonic() - before < 20


def test_nothing_of_a_key_is_told():
    key = SigningKey("RS256")
    data = json.dumps(record(key.token(CLAIMS), keys=[{**key.private, "e": "AQ"}]))
    code, out, err = fed(data, "tokens", "verify", "--records")
    assert code == 0 and json.loads(out)["reason"] == "key" and key.private["d"] not in out + err
