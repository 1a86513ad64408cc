"""`cardea tokens verify`: every token is told by its claims or by the reason why it is refused."""

import json
import os
import pty
import subprocess
import time

import jwt
import pytest

from served import PROGRAM, environment_of
from signing import ALGORITHMS, SigningKey, fed, key_set
from tokens import b64, header_of, joined, unb64

NOW = 1_800_000_000
CLAIMS = {"iss": "https://id.test", "sub": "ada", "aud": ["orders", "notes"], "exp": NOW + 60, "iat": NOW, "nbf": NOW}
KEY = SigningKey("ES256")
OTHER = SigningKey("ES256", kid="other")
SECRET = SigningKey("HS256", kid="s")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def keys(folder):
    return written(folder, "keys.json", key_set(KEY, OTHER))


@pytest.fixture(scope="module")
def secrets(folder):
    return written(folder, "secrets.json", key_set(SECRET))


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def verify(lines, jwks, *flags, now=NOW):
    data = "".join(line + "\n" for line in ([lines] if isinstance(lines, str) else lines))
    return fed(data, "tokens", "verify", "--jwks", jwks, "--now", str(now), *flags)


def reason(token, jwks, *flags, now=NOW):
    """Why it is refused; None where it is not."""
    code, out, err = verify(token, jwks, *flags, now=now)
    assert err == "" and out.endswith("\n") and out.count("\n") == 1, (out, err)
    if out.startswith("ok "):
        assert code == 0
        return None
    assert code == 1 and out.startswith("refused "), out
    return out[len("refused "):-1]


def changed(**claims):
    return {name: value for name, value in {**CLAIMS, **claims}.items() if value is not ...}


def test_a_good_token_is_told_with_its_claims_as_they_were_signed(keys):
    payload = b'{ "sub":"ada", "exp":1800000060,"n":1.50,"big":1e2 , "u":"\\u00e4\xc3\xa4"}'
    assert verify(KEY.token(payload), keys) == (0, f"ok {payload.decode()}\n", "")


def test_claims_over_several_lines_are_told_on_one(keys):
    payload = b'{\r\n  "x": "a d\\n a",\t"exp": 1800000060,\n "l": [ 1.50, { }, "\\" , \\\\" ]\n}\n'
    _, out, _ = verify(KEY.token(payload), keys)
    assert out == 'ok {"x":"a d\\n a","exp":1800000060,"l":[1.50,{},"\\" , \\\\"]}\n'


def test_claims_cannot_draw_on_the_terminal(keys):
    hostile = "\u202e\u2066\x7f\u009b2J\ufeff\U000e0041"
    _, out, _ = verify(KEY.token(json.dumps(changed(name=hostile), ensure_ascii=False).encode()), keys)
    assert all(character not in out for character in hostile.replace("2J", ""))
    assert json.loads(out[3:]) == changed(name=hostile)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_is_verified(folder, algorithm):
    key = SigningKey(algorithm)
    jwks = written(folder, f"{algorithm}.json", key_set(key))
    assert reason(key.token(CLAIMS), jwks) is None
    assert reason(key.token(CLAIMS), jwks, "--algorithms", algorithm) is None
    others = ",".join(other for other in ALGORITHMS if other != algorithm)
    assert reason(key.token(CLAIMS), jwks, "--algorithms", others) == "algorithm"


@pytest.mark.parametrize("algorithm", ["HS256", "RS256", "PS256", "ES256", "EdDSA"])
def test_a_token_by_pyjwt_is_verified(folder, algorithm):
    key = SigningKey(algorithm)
    jwks = written(folder, f"pyjwt-{algorithm}.json", key_set(key))
    token = jwt.encode(CLAIMS, getattr(key, "key", None) or key.secret, algorithm, headers={"kid": "k"})
    code, out, _ = verify(token, jwks, "--issuer", "https://id.test", "--audience", "notes", "--type", "JWT")
    assert code == 0 and json.loads(out[3:]) == CLAIMS


def tampered(token):
    head, _, signature = token.rpartition(".")
    raw = bytearray(unb64(signature))
    raw[9] ^= 1
    return f"{head}.{b64(bytes(raw))}"


REASONS = {
    "no_token": ("hello", "malformed"), "two_parts": ("a.b", "malformed"), "four_parts": ("a.b.c.d", "malformed"),
    "dots": ("." * 50000, "malformed"), "nul": ("a\0b", "malformed"), "no_ascii": ("ä.ä.ä", "malformed"),
    "padded": (KEY.token(CLAIMS) + "=", "malformed"),
    "header_no_json": (KEY.token(CLAIMS, header=b"{"), "malformed"),
    "header_twice_alg": (KEY.token(CLAIMS, header=b'{"alg":"none","alg":"ES256"}'), "malformed"),
    "payload_no_json": (KEY.token(b"hello"), "malformed"),
    "payload_no_object": (KEY.token(b"[]"), "malformed"),
    "payload_twice_sub": (KEY.token(b'{"exp":1800000060,"sub":"a","sub":"b"}'), "malformed"),
    "payload_no_utf8": (KEY.token(b'{"exp":1800000060,"sub":"\xff"}'), "malformed"),
    "none": (joined({"alg": "none"}, CLAIMS), "algorithm"),
    "nOnE": (joined({"alg": "nOnE"}, CLAIMS), "algorithm"),
    "lower_case": (KEY.token(CLAIMS, header={"alg": "es256", "kid": "k"}), "algorithm"),
    "of_another_algorithm": (KEY.token(CLAIMS, header={"alg": "ES384", "kid": "k"}), "algorithm"),
    "unknown_kid": (KEY.token(CLAIMS, header={"alg": "ES256", "kid": "x"}), "key"),
    "no_kid_and_two_that_fit": (KEY.token(CLAIMS, header={"alg": "ES256"}), "key"),
    "forged": (tampered(KEY.token(CLAIMS)), "signature"),
    "of_another_key": (OTHER.token(CLAIMS, header={"alg": "ES256", "kid": "k"}), "signature"),
    "crit": (KEY.token(CLAIMS, crit=["x"], x=1), "critical"),
    "unencoded": (KEY.token(CLAIMS, crit=["b64"], b64=False), "critical"),
    "expired": (KEY.token(changed(exp=NOW)), "expired"),
    "not_before": (KEY.token(changed(nbf=NOW + 1)), "not_yet_valid"),
    "issued_later": (KEY.token(changed(iat=NOW + 1)), "not_yet_valid"),
    "exp_missing": (KEY.token(changed(exp=...)), "claims"), "exp_text": (KEY.token(changed(exp="1")), "claims"),
    "sub_empty": (KEY.token(changed(sub="")), "claims"), "sub_long": (KEY.token(changed(sub="x" * 256)), "claims"),
    "sub_number": (KEY.token(changed(sub=1)), "claims"), "sub_control": (KEY.token(changed(sub="a\nb")), "claims"),
    "jti_number": (KEY.token(changed(jti=1)), "claims"), "aud_mixed": (KEY.token(changed(aud=["a", 1])), "claims"),
}


@pytest.mark.parametrize("name", REASONS)
def test_a_refusal_says_why(keys, name):
    token, why = REASONS[name]
    assert reason(token, keys) == why


def test_issuer_audience_and_type_are_asked_where_they_are_named(keys):
    token = KEY.token(CLAIMS, typ="at+jwt")
    good = ("--issuer", "https://id.test", "--audience", "notes", "--type", "application/AT+jwt")
    assert reason(token, keys, *good) is None
    assert reason(token, keys, "--issuer", "https://id.test/") == "issuer"
    assert reason(token, keys, "--audience", "note") == "audience"
    assert reason(token, keys, "--type", "jwt") == "type"
    assert reason(KEY.token(CLAIMS), keys, "--type", "at+jwt") == "type"
    bare = KEY.token({"exp": NOW + 60})
    assert reason(bare, keys) is None
    assert reason(bare, keys, "--issuer", "x") == "issuer" and reason(bare, keys, "--audience", "x") == "audience"


def test_claims_are_required_where_they_are_named(keys):
    assert reason(KEY.token(CLAIMS), keys, "--require", "exp, sub,nbf") is None
    assert reason(KEY.token(CLAIMS), keys, "--require", "sub,jti") == "claims"
    assert reason(KEY.token(changed(exp=...)), keys, "--require", "sub") == "claims"


@pytest.mark.parametrize("leeway, seconds", [("0s", 0), ("10s", 10), ("5m", 300), ("2h", 7200)])
def test_leeway_is_granted_on_each_time_to_the_second(keys, leeway, seconds):
    def at(now):
        return reason(KEY.token(changed(iat=NOW, nbf=NOW, exp=NOW + 60)), keys, "--leeway", leeway, now=now)

    assert at(NOW + 60 + seconds - 1) is None and at(NOW + 60 + seconds) == "expired"
    assert at(NOW - seconds) is None and at(NOW - seconds - 1) == "not_yet_valid"


def test_without_now_it_is_the_clocks_time(keys):
    now = int(time.time())
    tokens = [KEY.token({"exp": now + 600}), KEY.token({"exp": now - 1})]
    code, out, _ = fed("\n".join(tokens), "tokens", "verify", "--jwks", keys)
    assert code == 1 and [line.split()[0] for line in out.splitlines()] == ["ok", "refused"]


def test_each_line_has_its_answer_in_its_place(keys):
    good = KEY.token(CLAIMS)
    code, out, err = verify([good, "", f" \t{good}\r", "x", good], keys)
    assert (code, err) == (1, "")
    assert [line[:12] for line in out.splitlines()] == [
        'ok {"iss":"h', "refused malf", 'ok {"iss":"h', "refused malf", 'ok {"iss":"h']
    assert verify([], keys) == (0, "", "")
    assert fed(good, "tokens", "verify", "--jwks", keys, "--now", str(NOW))[0] == 0, "the last line needs no end"


def test_a_long_line_is_malformed_and_the_next_one_is_read(keys):
    code, out, _ = verify(["x" * 64 * 1024, "y" * (64 * 1024 + 1), "z" * 5_000_000, KEY.token(CLAIMS)], keys)
    assert code == 1 and out.count("refused malformed\n") == 3 and out.splitlines()[3].startswith("ok ")


def test_an_answer_leaves_before_the_next_token_is_awaited(keys):
    command = [PROGRAM, "tokens", "verify", "--jwks", keys, "--now", str(NOW)]
    with subprocess.Popen(command, env=environment_of({}), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for _ in range(3):
            process.stdin.write(KEY.token(CLAIMS).encode() + b"\n")
            process.stdin.flush()
            assert process.stdout.readline().startswith(b"ok ")
        process.stdin.close()
        assert process.wait(20) == 0


def test_on_a_terminal_each_answer_is_shown_at_once(keys):
    command = [PROGRAM, "tokens", "verify", "--jwks", keys, "--now", str(NOW)]
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, env=environment_of({}), stdin=subprocess.PIPE, stdout=theirs) as process:
        os.close(theirs)
        process.stdin.write(b"x\n")
        process.stdin.flush()
        assert os.read(ours, 100) == b"refused malformed\r\n"
        process.stdin.close()
        assert process.wait(20) == 1
    os.close(ours)


# The file of keys.

def test_a_set_a_key_and_a_pem_are_taken(folder):
    forms = {"set": key_set(KEY), "jwk": json.dumps(KEY.public), "private": json.dumps(KEY.private)}
    for name, content in forms.items():
        assert reason(KEY.token(CLAIMS), written(folder, name, content)) is None, name
    pem = written(folder, "pem", KEY.pem())
    assert reason(KEY.token(CLAIMS, header={"alg": "ES256"}), pem) is None, "a PEM has no kid"


def test_the_public_key_is_no_secret(folder, keys):
    for name, secret in {"pem": KEY.pem(), "jwk": json.dumps(KEY.public).encode()}.items():
        forged = SigningKey("HS256", secret=secret).token(CLAIMS)
        assert reason(forged, keys) == "algorithm", name
        assert reason(SigningKey("HS256", kid=None, secret=secret).token(CLAIMS), keys) == "key", name


def test_keys_of_no_use_are_left_out_with_a_line_each(folder):
    weak = {"kty": "oct", "kid": "weak", "k": b64(b"hush-hush-hush")}
    jwks = written(folder, "mixed-use.json", key_set({**KEY.public, "kid": "e", "use": "enc"}, KEY, weak))
    code, out, err = verify(KEY.token(CLAIMS), jwks)
    assert code == 0 and out.startswith("ok ")
    assert err.count("\n") == 2 and all(line.startswith("cardea: ") for line in err.splitlines()), err
    assert "key 1" in err and "key 3" in err and weak["k"] not in err


UNUSABLE = {
    "empty": (b"", "JSON"), "no_json": (b"{", "JSON"), "no_keys": (b"{}", "keys"), "no_key": (b'{"keys":[]}', "no key"),
    "weak": (b'{"kty":"oct","k":"aHVzaC1odXNo"}', "32"), "broken_pem": (b"-----BEGIN PUBLIC KEY-----\nx", "PEM"),
    "large": (b" " * (1024 * 1024 + 1), "1 MiB")}


@pytest.mark.parametrize("name", UNUSABLE)
def test_an_unusable_file_of_keys_is_wrong_usage(folder, name):
    content, says = UNUSABLE[name]
    code, out, err = verify("x", written(folder, name, content))
    assert (code, out) == (2, "") and err.startswith("cardea: --jwks: ") and err.count("\n") == 1, err
    assert says in err and "aHVzaC1odXNo" not in err, err


def test_a_file_of_keys_that_is_not_there_is_wrong_usage(folder):
    for path in (str(folder / "nowhere"), str(folder), "-", "", str(folder / "a\nb\x1b[2J")):
        code, out, err = verify("x", path)
        assert (code, out) == (2, "") and err.startswith("cardea: --jwks: ") and err.count("\n") == 1, err
        assert "\x1b" not in err


@pytest.mark.parametrize("flags, says", [
    (("--algorithms", "HS255"), "ES256"), (("--algorithms", "none"), "ES256"), (("--algorithms", ""), "ES256"),
    (("--algorithms", "ES256,es256"), "ES256"), (("--issuer", ""), "--issuer"), (("--audience", ""), "--audience"),
    (("--type", ""), "--type"), (("--now", "soon"), "--now"), (("--now", ""), "--now"), (("--now", "-1"), "--now"),
    (("--now", "253402300800"), "--now"), (("--leeway", "10"), "--leeway"), (("--leeway", "-1s"), "--leeway"),
    (("--leeway", ""), "--leeway"), (("--require", ""), "--require"), (("--records",), "--records"),
    (("surplus",), "surplus"), (("--nonsense",), "--nonsense")])
def test_wrong_usage_is_told_in_a_sentence(keys, flags, says):
    code, out, err = fed("x\n", "tokens", "verify", "--jwks", keys, *flags)
    assert (code, out) == (2, "") and err.startswith("cardea: ") and err.count("\n") == 1 and says in err, err


def test_without_keys_nothing_is_verified():
    code, out, err = fed("x\n", "tokens", "verify")
    assert (code, out) == (2, "") and "--jwks FILE" in err


def test_hmac_keys_verify_and_are_never_shown(secrets):
    code, out, err = verify([SECRET.token(CLAIMS), tampered(SECRET.token(CLAIMS)), "x"], secrets)
    assert code == 1 and out.startswith("ok ") and "refused signature" in out
    assert SECRET.public["k"] not in out + err


def test_every_bit_counts(keys):
    token = KEY.token({"exp": NOW + 60})
    forged = []
    for part in range(3):
        parts = token.split(".")
        data = unb64(parts[part])
        for bit in range(len(data) * 8):
            raw = bytearray(data)
            raw[bit // 8] ^= 1 << bit % 8
            forged.append(".".join([*parts[:part], b64(bytes(raw)), *parts[part + 1:]]))
    forged += [token[:end] for end in range(1, len(token))]
    code, out, _ = verify(forged, keys)
    assert code == 1 and len(out.splitlines()) == len(forged)
    assert all(line.startswith("refused ") for line in out.splitlines())
    assert header_of(token)["alg"] == "ES256"
