"""A service that believes the tokens of another: here, those of the real `cardea` server."""

import json
import os

import pytest

from example import Example, check_openapi, free_port


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    port = free_port()
    server = Example("cardea", tmp_path_factory.mktemp("issuer"),
                     CARDEA_REGISTRATION_SCOPE="weather:read")
    url = f"http://127.0.0.1:{port}"
    with server.start("serve", "--listen", f"127.0.0.1:{port}", "--issuer", url, port=port):
        server.url = url
        yield server


@pytest.fixture(scope="module")
def weather(issuer, tmp_path_factory):
    folder = tmp_path_factory.mktemp("weather")
    (folder / "jwks.json").write_bytes(issuer.request("GET", "/.well-known/jwks.json").body)
    with Example("verify_only", folder, ISSUER=issuer.url).start() as program:
        yield program


def test_believes_whom_the_issuer_signed_in(issuer, weather):
    token = issuer.sign_up("ada@example.com")
    me = issuer.request("GET", "/users/me", token).json()
    caller = weather.request("GET", "/caller", token).json()
    assert (caller["subject"], caller["scope"]) == (me["id"], "weather:read")
    assert weather.request("GET", "/forecast/Rome", token).json() == {"city": "Rome", "degrees": 4}


def test_refuses_whoever_has_no_token_or_a_bad_one(issuer, weather):
    token = issuer.sign_up("eve@example.com")
    assert weather.request("GET", "/caller").detail() == (401, "Not authenticated")
    head, payload, signature = token.split(".")
    for forged in ("abc", f"{head}.{payload}.", f"{head}.{payload}.{signature[::-1]}", f"{head}.e30.{signature}"):
        assert weather.request("GET", "/caller", forged).detail() == (401, "Invalid token")


def test_refuses_a_token_that_is_meant_for_another(issuer, weather):
    token = issuer.sign_up("grace@example.com")
    with Example("verify_only", weather.folder, ISSUER=issuer.url, AUDIENCE="https://other.example").start() as other:
        assert other.request("GET", "/caller", token).detail() == (401, "Invalid token")
    with Example("verify_only", weather.folder, ISSUER="https://other.example", AUDIENCE=issuer.url).start() as other:
        assert other.request("GET", "/caller", token).detail() == (401, "Invalid token")


def test_demands_the_scope(issuer, weather):
    done = issuer.run("users", "add", "linus@example.com", "--scope", "mail:read",
                      stdin="a hinge opens what is shut\n")
    assert done.returncode == 0, done.stderr
    person = {"email": "linus@example.com", "password": "a hinge opens what is shut"}
    token = issuer.request("POST", "/auth/login", body=person).json()["access_token"]
    assert weather.request("GET", "/caller", token).status == 200
    assert weather.request("GET", "/forecast/Rome", token).detail() == (403, "Not enough permissions")


@pytest.mark.parametrize("keys, sentence", [
    (None, "The file of keys cannot be read: jwks.json"),
    ("{}", "jwks.json is of no use: a JWK Set is a JSON object with a list `keys`"),
    (json.dumps({"keys": [{"kty": "RSA"}]}), "jwks.json is of no use: kty is neither EC nor oct"),
], ids=["no_file", "no_set", "no_key_of_use"])
def test_does_not_start_without_keys(tmp_path, keys, sentence):
    if keys is not None:
        (tmp_path / "jwks.json").write_text(keys)
    done = Example("verify_only", tmp_path).run()
    assert (done.returncode, done.stdout, done.stderr) == (1, "", sentence + "\n")


def test_has_no_database_in_it(weather):
    assert not [name for name in os.listdir(weather.folder) if name.endswith(".db")]
    with open(weather.program, "rb") as program:
        assert b"libsqlite3" not in program.read()


def test_says_what_it_is(weather):
    check_openapi(weather, __file__)
