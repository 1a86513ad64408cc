"""A service that believes the tokens of another: here, those of the real `cardea` server."""

import http.server
import os
import threading
import time

import pytest

from example import Example, check_openapi, free_port

# The key of RFC 7515, appendix A.3, and a token that names another.
KEYS = (b'{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",'
        b'"y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}')
FORGED = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImZvcmdlZCJ9.e30." + "A" * 86


def start_issuer(folder, port):
    """The server on that port; in a new folder it has new keys."""
    server = Example("cardea", folder, CARDEA_REGISTRATION_SCOPE="weather:read")
    server.url = f"http://127.0.0.1:{port}"
    return server.start("serve", "--listen", f"127.0.0.1:{port}", "--issuer", server.url, port=port)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    with start_issuer(tmp_path_factory.mktemp("issuer"), free_port()) as server:
        yield server


@pytest.fixture(scope="module")
def weather(issuer, tmp_path_factory):
    with Example("verify_only", tmp_path_factory.mktemp("weather"), ISSUER=issuer.url).start() as program:
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
    with Example("verify_only", weather.folder, ISSUER="https://other.example", AUDIENCE=issuer.url,
                 JWKS_URI=f"{issuer.url}/.well-known/jwks.json").start() as other:
        assert other.request("GET", "/caller", token).detail() == (401, "Invalid token")


def test_demands_the_scope(issuer, weather):
    done = issuer.run("users", "add", "linus@example.com", "--scope", "mail:read",
                      stdin="a hinge opens what is shut\n")
    assert done.returncode == 0, done.stderr
    person = {"email": "linus@example.com", "password": "a hinge opens what is shut"}
    token = issuer.request("POST", "/auth/login", body=person).json()["access_token"]
    assert weather.request("GET", "/caller", token).status == 200
    assert weather.request("GET", "/forecast/Rome", token).detail() == (403, "Not enough permissions")


def test_fails_no_request_when_the_issuer_has_new_keys(tmp_path_factory):
    port = free_port()
    with start_issuer(tmp_path_factory.mktemp("before"), port) as before:
        old = before.sign_up("ada@example.com")
        weather = Example("verify_only", tmp_path_factory.mktemp("weather"), ISSUER=before.url).start()
    with weather:
        assert weather.request("GET", "/caller", old).status == 200, "though the issuer is away"
        with start_issuer(tmp_path_factory.mktemp("after"), port) as after:
            assert weather.request("GET", "/caller", after.sign_up("ada@example.com")).status == 200
            assert weather.request("GET", "/caller", old).detail() == (401, "Invalid token")


def test_is_not_made_to_flood_its_issuer(tmp_path):
    asked = []

    class Keys(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(KEYS)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Keys) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/keys"
        with Example("verify_only", tmp_path, JWKS_URI=url).start() as weather:
            for _ in range(200):
                assert weather.request("GET", "/caller", FORGED).detail() == (401, "Invalid token")
        server.shutdown()
    assert asked == ["/keys"] * 2


def test_does_not_start_without_keys(tmp_path):
    url = f"http://127.0.0.1:{free_port()}"
    begin = time.monotonic()
    done = Example("verify_only", tmp_path, ISSUER=url).run()
    assert (done.returncode, done.stdout) == (1, "")
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"{url}/.well-known/jwks.json: Failed to connect to 127.0.0.1")
    assert time.monotonic() - begin < 15


def test_does_not_start_with_keys_from_a_place_that_is_not_safe(tmp_path):
    done = Example("verify_only", tmp_path, ISSUER="http://id.example").run()
    assert (done.returncode, done.stderr) == (1, "http://id.example/.well-known/jwks.json: https is demanded of all "
                                                 "but this machine's loopback\n")


def test_has_no_database_in_it(weather):
    assert not [name for name in os.listdir(weather.folder) if name.endswith(".db")]
    with open(weather.program, "rb") as program:
        assert b"libsqlite3" not in program.read()


def test_says_what_it_is(weather):
    check_openapi(weather, __file__)
