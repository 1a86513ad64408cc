"""Tokens signed and verified by a program of the JWT library alone."""

import base64
import json

import pytest

from example import Example


@pytest.fixture(name="tokens")
def tokens_fixture(tmp_path):
    return Example("tokens", tmp_path)


def said(done):
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def new_keys(tokens, algorithm):
    """A key in `own.json`, and its public part in `public.json`."""
    (tokens.folder / "own.json").write_text(said(tokens.run("key", algorithm)))
    (tokens.folder / "public.json").write_text(said(tokens.run("publish", "own.json")))


def changed(token, **claims):
    """A token whose claims are others, under the signature of the first."""
    header, payload, signature = token.split(".")
    old = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    new = base64.urlsafe_b64encode(json.dumps(old | claims).encode()).rstrip(b"=").decode()
    return ".".join([header, new, signature])


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "RS256"])
def test_whoever_has_the_public_keys_verifies_and_cannot_sign(tokens, algorithm):
    new_keys(tokens, algorithm)
    assert '"d"' not in (tokens.folder / "public.json").read_text()
    token = said(tokens.run("sign", "own.json", "ada", "brass"))
    assert said(tokens.run("verify", "public.json", stdin=token + "\n")) == "ada of brass"
    refused = tokens.run("sign", "public.json", "eve", "brass")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "may not sign" in refused.stderr


def test_a_shared_secret_is_not_published(tokens):
    new_keys(tokens, "HS256")
    token = said(tokens.run("sign", "own.json", "ada", "brass"))
    assert said(tokens.run("verify", "own.json", stdin=token)) == "ada of brass"
    assert (tokens.folder / "public.json").read_text() == '{"keys":[]}'


def test_only_the_log_tells_why_a_token_is_refused(tokens):
    new_keys(tokens, "ES256")
    token = said(tokens.run("sign", "own.json", "ada", "brass"))
    for wrong, why in [("", "malformed"), (changed(token, sub="eve"), "signature"),
                       ("e30." + token.split(".", 1)[1], "malformed")]:
        done = tokens.run("verify", "public.json", stdin=wrong)
        assert (done.returncode, done.stdout, done.stderr) == (1, "Invalid token\n", why + "\n")
    new_keys(tokens, "ES256")
    assert tokens.run("verify", "public.json", stdin=token).stderr == "key\n"


def test_wrong_usage_says_what_is_right(tokens):
    assert "tokens verify KEYS" in tokens.run("verify").stderr
    assert tokens.run("key", "none").stderr == "there is no algorithm none\n"
    assert tokens.run("publish", "missing.json").stderr == "cannot read missing.json\n"
    (tokens.folder / "weak.json").write_text('{"kty":"oct","k":"c2hvcnQ"}')
    assert tokens.run("publish", "weak.json").stderr == "weak.json: k is not base64url of 32 to 2048 bytes\n"
