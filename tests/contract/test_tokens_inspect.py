"""`cardea tokens inspect`: what a token says, shown to people, and nothing of it believed."""

import json
import time

import pytest

from signing import SigningKey, fed
from tokens import b64, joined

SECRET = SigningKey("HS256", kid=None)
CLAIMS = {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}


def inspect(*tokens, flags=()):
    return fed("\n".join(tokens) + "\n", "tokens", "inspect", *flags)


def told(token):
    code, out, err = inspect(token)
    assert (code, err) == (0, ""), (code, err)
    return out


def as_json(token):
    code, out, err = inspect(token, flags=["--json"])
    assert (code, err) == (0, "") and out.count("\n") == 1
    return json.loads(out)


def test_header_and_claims_are_told_as_not_verified():
    assert told(SECRET.token(CLAIMS, typ="JWT")) == """\
header, not verified:
{
  "alg": "HS256",
  "typ": "JWT"
}
claims, not verified:
{
  "iss": "joe",
  "exp": 1300819380,
  "http://example.com/is_root": true
}
times, not verified:
  exp        2011-03-22T18:43:00Z  expired
signature, not verified: 32 bytes
"""


def test_as_json_it_is_an_object_a_line():
    assert as_json(SECRET.token(CLAIMS)) == {
        "verified": False, "header": {"alg": "HS256"}, "claims": CLAIMS, "times": {"exp": "2011-03-22T18:43:00Z"},
        "expired": True, "signature_bytes": 32}


def test_values_stay_as_they_were_written():
    payload = b'{"a":[],"b":{},"c":[1.50,{"d":"x: {, [\\"\\u00e4"}],"e":1e2,"f":-0}'
    assert """
  "a": [],
  "b": {},
  "c": [
    1.50,
    {
      "d": "x: {, [\\"\\u00e4"
    }
  ],
  "e": 1e2,
  "f": -0
}
""" in told(SECRET.token(payload))
    assert '{\n}' not in told(SECRET.token(b" { } ")) and "{}" in told(SECRET.token(b" { } "))


def test_every_time_is_told_in_words():
    now = int(time.time())
    out = told(SECRET.token({"exp": now + 600, "nbf": now + 300, "iat": 0, "auth_time": 1.9}))
    assert "  exp        20" in out and "Z  not yet expired\n" in out
    assert "  nbf        20" in out and "Z  in the future\n" in out
    assert "  iat        1970-01-01T00:00:00Z\n  auth_time  1970-01-01T00:00:01Z\n" in out
    whole = as_json(SECRET.token({"exp": now + 600}))
    assert whole["expired"] is False
    assert whole["times"]["exp"] == time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + 600))


@pytest.mark.parametrize("exp", ["1", None, -1, 253402300800, 1e300, [1], True])
def test_a_time_that_is_none_is_told_as_none(exp):
    assert "  exp        no time\n" in told(SECRET.token({"exp": exp}))
    whole = as_json(SECRET.token({"exp": exp}))
    assert whole["times"] == {} and whole["expired"] is None


def test_the_signature_is_never_shown():
    token = SECRET.token(CLAIMS)
    for flags in ((), ("--json",)):
        assert token.rpartition(".")[2] not in inspect(token, flags=flags)[1]


def test_what_no_verifier_would_take_is_shown():
    assert '"alg": "none"' in told(joined({"alg": "none"}, CLAIMS))
    assert "0 bytes" in told(joined({"alg": "none"}, CLAIMS))
    assert '"crit"' in told(SECRET.token(CLAIMS, crit=["x"]))


HOSTILE = "\x1b[2J\x07\r\n\x7f\u0085\u009b2J\u202e\u2066\u200f\u2028\ufeff\U000e0041"


def test_hostile_content_does_not_reach_the_terminal():
    content = {"sub": HOSTILE, HOSTILE: [HOSTILE], "exp": 1}
    raw = json.dumps(content, ensure_ascii=False).encode()
    token = SECRET.token(raw, header=json.dumps({"alg": HOSTILE}, ensure_ascii=False).encode())
    for flags in ((), ("--json",)):
        code, out, err = inspect(token, flags=flags)
        assert (code, err) == (0, "")
        for character in set(HOSTILE) - set("[2J\n"):
            assert character not in out, hex(ord(character))
    assert as_json(token)["claims"] == content and as_json(token)["header"] == {"alg": HOSTILE}


MALFORMED = {
    "hello": "three parts", "a.b": "three parts", "a.b.c.d.e": "three parts", "a.b.c": "base64url",
    "*.e30.": "base64url", "\x1b[2J": "three parts",
    f"{b64(b'[]')}.e30.": "header", f"{b64(b'{')}.e30.": "header", f"e30.{b64(b'hello')}.": "payload",
    f"e30.{b64(b'7')}.": "payload", f"e30.{b64(bytes([0xff]))}.": "payload",
    f"e30.{b64(b'[' * 500)}.": "payload", "x" * 70_000: "long"}


@pytest.mark.parametrize("token", MALFORMED, ids=lambda token: token[:16].encode("unicode_escape").decode())
def test_what_is_no_token_is_told_in_a_sentence(token):
    code, out, err = inspect(token)
    assert (code, out) == (1, "") and err.startswith("cardea: line 1 is no token: ") and err.count("\n") == 1
    assert MALFORMED[token] in err and "\x1b" not in err
    code, out, err = inspect(token, flags=["--json"])
    assert code == 1 and MALFORMED[token] in json.loads(out)["error"] and json.loads(out)["verified"] is False


def test_each_line_is_a_token_and_empty_ones_are_none():
    good = SECRET.token(CLAIMS)
    code, out, err = inspect("", f"  {good}\r", "x", "", good)
    assert code == 1 and out.count("header, not verified:") == 2 and "bytes\n\nheader" in out
    assert err.startswith("cardea: line 3 ") and err.count("\n") == 1
    code, out, _ = inspect(good, "x", good, flags=["--json"])
    assert code == 1 and ["error" in json.loads(line) for line in out.splitlines()] == [False, True, False]


def test_no_token_is_told_too():
    for data in ("", "\n \n"):
        code, out, err = fed(data, "tokens", "inspect")
        assert (code, out) == (1, "") and "no token" in err and err.count("\n") == 1


def test_a_token_is_no_argument():
    token = SECRET.token(CLAIMS)
    code, out, err = fed("", "tokens", "inspect", token)
    assert (code, out) == (2, "") and err.count("\n") == 1
