"""The tutorial's promises, kept by the real program over a real socket."""

import base64
import hmac
import json
import socket
import time
import uuid

import pytest

from example import PATIENCE, Example, check_openapi

SECRET = "a secret of this test, never of the program"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(claims, header=None, secret=SECRET, digest="sha256"):
    """A token as anybody could make it by hand."""
    header = {"alg": "HS256", "typ": "JWT"} if header is None else header
    text = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    return f"{text}.{base64url(hmac.digest(secret.encode(), text.encode(), digest))}"


def claims_of(email="ada@example.com", lifetime=60, **others):
    return {"sub": email, "exp": int(time.time()) + lifetime, "jti": uuid.uuid4().hex} | others


def without(claims, name):
    return {key: value for key, value in claims.items() if key != name}


class Tutorial(Example):
    def __init__(self, folder):
        super().__init__("tutorial", folder, SECRET_KEY=SECRET)

    def add(self, email, name):
        done = self.run("add", email, name)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def token(self, email="ada@example.com"):
        done = self.run("token", email)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.strip()

    def me(self, token=None, **options):
        return self.request("GET", "/users/me/", token, **options)


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory):
    program = Tutorial(tmp_path_factory.mktemp("tutorial"))
    program.add("ada@example.com", "Ada")
    with program.start():
        yield program


def check_problem(answer, status, title, detail):
    assert (answer.status, answer.json()) == (
        status, {"type": "about:blank", "title": title, "status": status, "detail": detail})
    assert answer.fields["Content-Type"] == "application/problem+json"


def check_refused(answer, detail):
    check_problem(answer, 401, "Unauthorized", detail)
    challenge = answer.fields["WWW-Authenticate"]
    bare, refused = 'Bearer realm="cardea"', 'Bearer realm="cardea", error="invalid_token"'
    # RFC 6750 section 3.1: an error code only where a token was presented.
    assert challenge in {"Not authenticated": (bare,), "Invalid token": (refused,), "User not found": (refused,)}.get(
        detail, (bare, refused))


# --- starting ----------------------------------------------------------------------------------

@pytest.mark.parametrize("secret", [None, "", "x" * 31])
def test_refuses_to_start_without_a_good_secret(secret, tmp_path):
    settings = {} if secret is None else {"SECRET_KEY": secret}
    done = Example("tutorial", tmp_path, **settings).run(PORT="0")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("SECRET_KEY must be set to at least 32 secret bytes")
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir()), "it left something behind"


@pytest.mark.parametrize("port", ["", "http", "65536", "-1"])
def test_refuses_a_port_that_is_none(tutorial, port):
    done = tutorial.run(PORT=port)
    assert (done.returncode, done.stderr) == (2, "PORT must be a number from 0 to 65535.\n")


@pytest.mark.parametrize("arguments", [["serve"], ["token"], ["add", "bob@example.com"], ["token", "a", "b"]])
def test_says_how_it_is_called(tutorial, arguments):
    done = tutorial.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: tutorial ")


def test_adds_an_email_once(tutorial):
    done = tutorial.run("add", "ada@example.com", "Another Ada")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The change conflicts with what is stored already\n"


# --- get_current_user --------------------------------------------------------------------------

def test_tells_its_bearer_who_they_are(tutorial):
    tutorial.add("grace@example.com", "Grace")
    answer = tutorial.me(tutorial.token("grace@example.com"))
    assert answer.status == 200
    assert answer.fields["Content-Type"] == "application/json"
    assert set(answer.json()) == {"id", "email", "name"}
    assert (answer.json()["email"], answer.json()["name"]) == ("grace@example.com", "Grace")


def test_takes_the_path_with_and_without_its_last_slash(tutorial):
    token = tutorial.token()
    assert tutorial.request("GET", "/users/me", token).body == tutorial.me(token).body


def test_signs_tokens_that_live_for_fifteen_minutes(tutorial):
    before = int(time.time())
    header, payload, _ = tutorial.token().split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert set(claims) == {"sub", "exp", "jti"}
    assert claims["sub"] == "ada@example.com"
    assert before + 900 <= claims["exp"] <= time.time() + 900
    assert json.loads(base64.urlsafe_b64decode(header + "=="))["alg"] == "HS256"
    assert tutorial.token() != tutorial.token()


def test_believes_a_token_that_was_signed_elsewhere_with_its_secret(tutorial):
    assert tutorial.me(signed(claims_of())).status == 200


def test_refuses_a_token_that_names_nobody(tutorial):
    for claims in (without(claims_of(), "sub"), {"exp": int(time.time()) + 60}):
        check_refused(tutorial.me(signed(claims)), "Invalid authentication credentials")


def test_refuses_a_user_whom_it_does_not_have(tutorial):
    for email in ("nobody@example.com", "ADA@example.com", "ada@example.com ", "' OR 1=1 --"):
        check_refused(tutorial.me(tutorial.token(email)), "User not found")


FAR = 253402300799
HOSTILE = {
    "expired": lambda: signed(claims_of(lifetime=-1)),
    "expired_this_second": lambda: signed(claims_of(lifetime=0)),
    "long_expired": lambda: signed(claims_of(exp=0)),
    "never_expires": lambda: signed(without(claims_of(), "exp")),
    "expiry_is_text": lambda: signed(claims_of(exp=str(FAR))),
    "expiry_beyond_all_dates": lambda: signed(claims_of(exp=FAR + 1)),
    "not_yet_valid": lambda: signed(claims_of(nbf=FAR)),
    "no_jti": lambda: signed(without(claims_of(), "jti")),
    "sub_is_a_number": lambda: signed(claims_of(email=1)),
    "another_secret": lambda: signed(claims_of(), secret=SECRET + "?"),
    "empty_secret": lambda: signed(claims_of(), secret=""),
    "exchanged_payload": lambda: exchanged_payload(signed(claims_of("nobody@example.com"))),
    "no_signature": lambda: signed(claims_of()).rsplit(".", 1)[0] + ".",
    "alg_none": lambda: signed(claims_of(), {"alg": "none"}).rsplit(".", 1)[0] + ".",
    "alg_nOnE_with_our_signature": lambda: signed(claims_of(), {"alg": "nOnE"}),
    "alg_hs512": lambda: signed(claims_of(), {"alg": "HS512"}, digest="sha512"),
    "no_alg": lambda: signed(claims_of(), {"typ": "JWT"}),
    "unknown_crit": lambda: signed(claims_of(), {"alg": "HS256", "crit": ["x"], "x": 1}),
    "no_token_at_all": lambda: "abc",
    "dots": lambda: "...",
    "list_for_claims": lambda: signed(["sub"]),
}


def exchanged_payload(token):
    header, _, signature = token.split(".")
    return ".".join((header, base64url(json.dumps(claims_of()).encode()), signature))


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_refuses_a_token_that_does_not_hold(tutorial, make):
    check_refused(tutorial.me(make()), "Invalid token")


def test_refuses_a_request_without_a_bearer_credential(tutorial):
    check_refused(tutorial.me(), "Not authenticated")
    for value in ("Basic Og==", "Bearer", "Bearer a b", tutorial.token()):
        answer = tutorial.me(fields={"Authorization": value})
        check_refused(answer, "Invalid authentication credentials")
    check_refused(tutorial.request("GET", "/users/me/?token=" + tutorial.token()), "Not authenticated")


# --- logout: the blacklist ---------------------------------------------------------------------

def test_believes_no_token_after_its_logout_and_every_other_one(tutorial):
    token, other = tutorial.token(), tutorial.token()
    assert tutorial.me(token).status == 200
    answer = tutorial.request("POST", "/logout", token)
    assert (answer.status, answer.body) == (204, b"")
    for _ in range(10):  # every worker knows
        check_refused(tutorial.me(token), "Invalid token")
    check_refused(tutorial.request("PATCH", "/users/me/", token, {"name": "X"}), "Invalid token")
    check_refused(tutorial.request("POST", "/logout", token), "Invalid token")
    assert tutorial.me(other).status == 200


def test_does_not_let_a_forger_log_anybody_out(tutorial):
    claims = claims_of()
    forged = signed(claims, secret="x" * 32)
    check_refused(tutorial.request("POST", "/logout", forged), "Invalid token")
    check_refused(tutorial.request("POST", "/logout"), "Not authenticated")
    assert tutorial.me(signed(claims)).status == 200


# --- the write ---------------------------------------------------------------------------------

def test_changes_the_name_of_its_bearer_alone(tutorial):
    tutorial.add("linus@example.com", "Linus")
    tutorial.add("lise@example.com", "Lise")
    token = tutorial.token("lise@example.com")
    answer = tutorial.request("PATCH", "/users/me/", token, {"name": "Lise Meitner"})
    assert (answer.status, answer.json()["name"]) == (200, "Lise Meitner")
    assert tutorial.me(token).json() == answer.json()
    assert tutorial.me(tutorial.token("linus@example.com")).json()["name"] == "Linus"


def test_guards_the_write_before_it_looks_at_the_body(tutorial):
    for body in ({"name": "Mallory"}, {"nonsense": 1}):
        check_refused(tutorial.request("PATCH", "/users/me/", None, body), "Not authenticated")
        answer = tutorial.request("PATCH", "/users/me/", signed(claims_of(lifetime=-1)), body)
        check_refused(answer, "Invalid token")
    assert tutorial.me(tutorial.token()).json()["name"] == "Ada"


@pytest.mark.parametrize("body, fault", [
    ({}, "missing"), ({"name": ""}, "string_too_short"), ({"name": "x" * 101}, "string_too_long"),
    ({"name": 1}, "string_type"), ({"name": None}, "string_type")])
def test_refuses_a_name_that_is_none(tutorial, body, fault):
    answer = tutorial.request("PATCH", "/users/me/", tutorial.token(), body)
    assert answer.status == 422
    assert [(one["loc"], one["type"]) for one in answer.json()["errors"]] == [(["body", "name"], fault)]
    assert tutorial.me(tutorial.token()).json()["name"] == "Ada"


def test_writes_nothing_for_a_caller_who_logged_out_while_the_body_was_on_its_way(tutorial):
    token, body = tutorial.token(), b'{"name":"Mallory"}'
    with socket.create_connection(("127.0.0.1", tutorial.port), timeout=PATIENCE) as late:
        late.sendall(b"PATCH /users/me/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                     b"Content-Type: application/json\r\nExpect: 100-continue\r\n"
                     b"Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
                     % (token.encode(), len(body)))
        # The token was believed, or nobody would ask for the body.
        assert late.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert tutorial.request("POST", "/logout", token).status == 204
        late.sendall(body)
        answer = b"".join(iter(lambda: late.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 401 ") and b'"detail":"Invalid token"' in answer
    assert tutorial.me(tutorial.token()).json()["name"] == "Ada"


# --- the rest ----------------------------------------------------------------------------------

def test_knows_no_other_paths_and_methods(tutorial):
    for path in ("/", "/users", "/users/1", "/users/me/x", "/Users/me/"):
        check_problem(tutorial.request("GET", path, tutorial.token()), 404, "Not Found", "Not Found")
    answer = tutorial.request("DELETE", "/users/me/", tutorial.token())
    check_problem(answer, 405, "Method Not Allowed", "Method Not Allowed")
    assert answer.fields["Allow"] == "GET, HEAD, PATCH, OPTIONS"
    answer = tutorial.request("GET", "/logout", tutorial.token())
    check_problem(answer, 405, "Method Not Allowed", "Method Not Allowed")
    assert answer.fields["Allow"] == "POST, OPTIONS"


def test_remembers_users_and_logouts_when_it_starts_again(tmp_path):
    program = Tutorial(tmp_path)
    program.add("ada@example.com", "Ada")
    token, other = program.token(), program.token()
    with program.start():
        assert program.request("POST", "/logout", token).status == 204
    with program.start():
        check_refused(program.me(token), "Invalid token")
        assert program.me(other).status == 200
    assert SECRET.encode() not in (tmp_path / "tutorial.db").read_bytes()


def test_says_what_it_is(tutorial):
    check_openapi(tutorial, __file__)
