"""Each line of API.md's error table, over a real socket against the real program."""

import pytest

from wire import check_invariants, request_bytes

BARE = 'Bearer realm="cardea"'
REFUSED = 'Bearer realm="cardea", error="invalid_token"'


def rows(*table):
    return [pytest.param(*values, id=name) for name, *values in table]


def sent(server, data, path="/"):
    with server.connect() as connection:
        answer = connection.send(data).answer()
    check_invariants(answer, path)
    return answer


# 400

@pytest.mark.parametrize("body", rows(
    ("no_json", b"hello"),
    ("nothing_but_space", b"  "),
    ("cut_off", b'{"email": "a@example.com"'),
    ("single_quotes", b"{'email': 'a@example.com'}"),
    ("bare_name", b'{email: "a@example.com"}'),
    ("comment", b'{/* */"email": "a@example.com"}'),
    ("trailing_comma", b'{"email": "a@example.com",}'),
    ("trailing_bytes", b'{"email": "a@example.com", "password": "x"} x'),
    ("second_document", b'{"email": "a@example.com", "password": "x"}{}'),
    ("nul_after_the_end", b'{"email": "a@example.com", "password": "x"}\x00'),
    ("byte_order_mark", b'\xef\xbb\xbf{"email": "a@example.com", "password": "x"}'),
    ("bad_utf8", b'{"email": "a\xff@example.com", "password": "x"}'),
    ("overlong_utf8", b'{"email": "a\xc0\xaf@example.com", "password": "x"}'),
    ("utf8_surrogate", b'{"email": "a\xed\xa0\x80@example.com", "password": "x"}'),
    ("lone_surrogate", rb'{"email": "a\ud800@example.com", "password": "x"}'),
    ("utf16", '{"email": "a@example.com"}'.encode("utf-16")),
    ("control_character", b'{"email": "a\n@example.com", "password": "x"}'),
    ("bad_escape", rb'{"email": "a\x40example.com", "password": "x"}'),
    ("duplicate_member", b'{"email": "a@example.com", "password": "x", "email": "b@example.com"}'),
    ("duplicate_by_escape", rb'{"email": "a@example.com", "\u0065mail": "b@example.com"}'),
    ("duplicate_unknown_member", b'{"x": 1, "x": 2}'),
    ("duplicate_deep_inside", b'{"email": {"a": 1, "a": 2}}'),
    ("nan", b'{"email": NaN}'),
    ("infinity", b'{"email": 1e999}'),
    ("leading_zero", b'{"email": 01}'),
    ("too_deep", b'{"email": ' + b"[" * 32 + b"]" * 32 + b"}"),
    ("very_deep", b"[" * 30000),
))
@pytest.mark.parametrize("path", ["/auth/register", "/auth/login", "/auth/refresh"])
def test_a_body_that_is_no_json_is_400(server, path, body):
    answer = server.post(path, body=body)
    assert answer.status == 400, answer.body


def test_the_400_of_a_body_says_what_is_wrong(server):
    details = {server.post("/auth/login", body=body).detail for body in (
        b'{"email": "a", "email": "b"}', b'{"email": "\xff"}', b"[" * 40 + b"]" * 40, b"{} x")}
    assert len(details) == 4, details


def test_json_as_deep_as_the_limit_is_read(server):
    body = b'{"email": ' + b"[" * 31 + b"]" * 31 + b"}"
    assert server.post("/auth/login", body=body).types()[("body", "email")] == "string_type"


def test_too_deep_json_leaves_the_connection_open(server):
    with server.connect() as connection:
        for _ in range(3):
            answer = server.post("/auth/login", body=b"[" * 60 + b"]" * 60, connection=connection)
            assert answer.status == 400
            assert server.get("/healthz", connection=connection).status == 200


# 401

def test_no_authorization_is_401_without_an_error_code(server):
    answer = server.get("/users/me")
    assert (answer.status, answer.detail, answer.challenge) == (401, "Not authenticated", BARE)


@pytest.mark.parametrize("value", rows(
    ("basic", "Basic dXNlcjpwYXNz"),
    ("digest", 'Digest username="x"'),
    ("token_scheme", "Token abc"),
    ("bearers", "Bearers abc"),
    ("no_scheme", "abc.def.ghi"),
))
def test_another_scheme_is_no_credential_of_ours(server, value):
    answer = server.get("/users/me", fields=[("Authorization", value)])
    assert (answer.status, answer.detail) == (401, "Invalid authentication credentials")
    # RFC 6750 section 3.1: no error code for an unsupported method, as no token was presented.
    assert answer.challenge == BARE


@pytest.mark.parametrize("value", rows(
    ("empty", ""),
    ("scheme_alone", "Bearer"),
    ("scheme_and_space", "Bearer "),
    ("two_words", "Bearer abc def"),
    ("two_tokens", "Bearer abc,def"),
    ("quoted", 'Bearer "abc"'),
    ("padding_alone", "Bearer =="),
    ("padding_inside", "Bearer ab=cd"),
    ("tab_for_space", "Bearer\tabc"),
    ("semicolon", "Bearer abc;"),
    ("json_serialization", 'Bearer {"payload":"e30","signatures":[]}'),
    ("letters_beyond_ascii", "Bearer \xe4\xf6"),
    ("percent", "Bearer abc%2edef"),
))
def test_what_is_no_b64token_is_invalid_credentials(server, value):
    answer = server.get("/users/me", fields=[("Authorization", value)])
    assert (answer.status, answer.detail) == (401, "Invalid authentication credentials")
    assert answer.challenge in (BARE, REFUSED)


@pytest.mark.parametrize("value", rows(
    ("one_letter", "a"),
    ("b64token_signs", "-._~+/=="),
    ("opaque", "cdr_" + "A" * 43),
    ("two_dots", "a.b.c"),
    ("empty_parts", ".."),
    ("four_dots", "a.b.c.d.e"),
    ("only_dots", "." * 5000),
    ("eight_kib", "a" * 8192),
    ("over_eight_kib", "a" * 8193),
    ("far_over_eight_kib", "a." * 7000),
))
def test_any_other_b64token_is_an_invalid_token(server, value):
    with server.connect() as connection:
        for _ in range(2):
            answer = server.me(value, connection=connection)
            assert (answer.status, answer.detail) == (401, "Invalid token")
            assert answer.challenge == REFUSED
        # Not even too long a token ends the connection.
        assert server.get("/healthz", connection=connection).status == 200


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "bEaReR"])
def test_the_scheme_has_no_case(server, pair, scheme):
    answer = server.get("/users/me", fields=[("Authorization", f"{scheme} {pair['access_token']}")])
    assert answer.status == 200


def test_many_spaces_may_stand_before_the_token(server, pair):
    answer = server.get("/users/me", fields=[("Authorization", f"Bearer    {pair['access_token']} ")])
    assert answer.status == 200


def test_a_refresh_token_is_no_access_token(server, pair):
    answer = server.me(pair["refresh_token"])
    assert (answer.status, answer.detail) == (401, "Invalid token")


# Login's 401.

def test_login_refuses_all_alike_byte_for_byte(server):
    present, disabled = server.registered(), server.registered()
    assert server.run("users", "disable", disabled.email).code == 0
    answers = set()
    for email, password in ((present.email, "wrong password here"),
                            (disabled.email, disabled.password),
                            (disabled.email, "wrong password here"),
                            ("nobody-" + present.email, present.password),
                            (present.email, ""),
                            (present.email, present.password.upper())):
        answer = server.post("/auth/login", {"email": email, "password": password},
                             fields=[("X-Request-Id", "the-same")])
        assert (answer.status, answer.detail) == (401, "Invalid email or password")
        assert answer.challenge == BARE
        answers.add(answer.without("Date"))
    assert len(answers) == 1, answers


# Guards come before bodies.

@pytest.mark.parametrize("body", rows(
    ("faulty_values", b'{"name": 7, "scope": "users:write"}'),
    ("no_json", b"{{{{"),
    ("none", b""),
))
@pytest.mark.parametrize("token, detail", [(None, "Not authenticated"), ("abc", "Invalid token")])
def test_who_may_not_call_gets_401_never_422(server, body, token, detail):
    answer = server.patch("/users/me", body=body, token=token)
    assert (answer.status, answer.detail) == (401, detail)


# 404, 405

@pytest.mark.parametrize("path", ["/nothing", "/users/me/nothing", "/auth", "/USERS/ME", "/users/m/e",
                                  "/userss", "/auth/register/x", "/.well-known", "/index.html"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_is_not_there_is_404(server, method, path):
    assert server.request(method, path).status == 404


@pytest.mark.parametrize("method, path, allowed", [
    ("GET", "/auth/register", {"POST", "OPTIONS"}),
    ("PUT", "/auth/login", {"POST", "OPTIONS"}),
    ("HEAD", "/auth/login", {"POST", "OPTIONS"}),
    ("DELETE", "/auth/refresh", {"POST", "OPTIONS"}),
    ("GET", "/auth/logout/", {"POST", "OPTIONS"}),
    ("POST", "/users/me", {"GET", "HEAD", "PATCH", "OPTIONS"}),
    ("PUT", "/users/me/", {"GET", "HEAD", "PATCH", "OPTIONS"}),
    ("GET", "/oauth/token", {"POST", "OPTIONS"}),
    ("POST", "/.well-known/jwks.json", {"GET", "HEAD", "OPTIONS"}),
    ("POST", "/healthz", {"GET", "HEAD", "OPTIONS"}),
])
def test_a_method_that_is_not_there_is_405_and_says_what_is(server, method, path, allowed):
    answer = server.request(method, path)
    assert answer.status == 405
    assert allowed <= {name.strip() for name in answer.one("Allow").split(",")}


# 409

def test_a_taken_address_is_409(server, person):
    for email in (person.email, person.email.upper(), f"  {person.email}\t"):
        answer = server.post("/auth/register", {"email": email, "password": "slow violet canyon 88"})
        assert answer.status == 409, answer.body


# 415

@pytest.mark.parametrize("path, media_type", [
    ("/auth/register", "text/plain"),
    ("/auth/login", "application/x-www-form-urlencoded"),
    ("/auth/login", "application/xml"),
    ("/auth/login", "multipart/form-data; boundary=x"),
    ("/auth/refresh", "application/jsonp"),
    ("/auth/refresh", "text/json"),
    ("/oauth/token", "application/json"),
    ("/oauth/token", "multipart/form-data; boundary=x"),
])
def test_a_body_of_another_type_is_415(server, path, media_type):
    answer = server.post(path, body=b'{"email": "a@example.com"}', fields=[("Content-Type", media_type)])
    assert answer.status == 415


@pytest.mark.parametrize("media_type", ["application/json", "Application/JSON",
                                        "application/json; charset=utf-8", "application/json;charset=UTF-8"])
def test_json_is_known_however_it_is_written(server, person, media_type):
    answer = server.post("/auth/login", {"email": person.email, "password": person.password},
                         fields=[("Content-Type", media_type)])
    assert answer.status == 200


# 422

@pytest.mark.parametrize("path, body, faults", rows(
    ("nothing_given", "/auth/register", {},
     {("body", "email"): "missing", ("body", "password"): "missing"}),
    ("nothing_given_at_login", "/auth/login", {},
     {("body", "email"): "missing", ("body", "password"): "missing"}),
    ("nothing_given_at_refresh", "/auth/refresh", {}, {("body", "refresh_token"): "missing"}),
    ("wrong_types", "/auth/login", {"email": 7, "password": ["x"]},
     {("body", "email"): "string_type", ("body", "password"): "string_type"}),
    ("null_for_text", "/auth/login", {"email": None, "password": None},
     {("body", "email"): "string_type", ("body", "password"): "string_type"}),
    ("true_for_text", "/auth/refresh", {"refresh_token": True}, {("body", "refresh_token"): "string_type"}),
    ("unknown_member", "/auth/login", {"email": "a@example.com", "password": "x", "otp": "1"},
     {("body", "otp"): "extra_forbidden"}),
    ("case_of_a_member", "/auth/refresh", {"Refresh_token": "cdr_x"},
     {("body", "refresh_token"): "missing", ("body", "Refresh_token"): "extra_forbidden"}),
    ("no_address", "/auth/register", {"email": "nobody", "password": "violet otter canyon"},
     {("body", "email"): "value_error"}),
    ("all_at_once", "/auth/register", {"email": "nobody", "password": "x", "name": 7, "is_admin": True},
     {("body", "email"): "value_error", ("body", "password"): "string_too_short",
      ("body", "name"): "string_type", ("body", "is_admin"): "extra_forbidden"}),
    ("shape_and_rules_at_once", "/auth/register",
     {"email": "nobody", "password": "password1", "scope": "users:write"},
     {("body", "email"): "value_error", ("body", "password"): "value_error",
      ("body", "scope"): "extra_forbidden"}),
    ("rule_beside_a_missing_member", "/auth/register", {"password": "password1"},
     {("body", "email"): "missing", ("body", "password"): "value_error"}),
))
def test_every_fault_is_told_at_once(server, path, body, faults):
    assert server.post(path, body).types() == faults


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"7", b"true",
                                  b'[{"email": "a@example.com", "password": "x"}]'])
def test_json_that_is_no_object_is_422_at_the_body(server, body):
    assert server.post("/auth/login", body=body).places() == [["body"]]


@pytest.mark.parametrize("path", ["/auth/register", "/auth/login", "/auth/refresh"])
def test_no_body_is_422_at_the_body(server, path):
    assert server.post(path).types() == {("body",): "missing"}


# 429

def test_too_many_sign_ins_are_429(serve):
    server = serve({"throttle.login": "3/1m"})
    person = server.registered()
    wrong = {"email": person.email, "password": "wrong password here"}
    statuses = [server.post("/auth/login", wrong).status for _ in range(6)]
    assert statuses[:3] == [401] * 3 and statuses[3:] == [429] * 3
    answer = server.post("/auth/login", {"email": person.email.upper(), "password": person.password})
    assert answer.status == 429, "another case of the address must not evade the throttle"
    assert 1 <= int(answer.one("Retry-After")) <= 60
    answer = server.post("/oauth/token", form=f"grant_type=password&username={person.email}&password=x")
    assert answer.status == 429, "another door must not evade the throttle"
    someone_else = server.registered()
    assert server.logged_in(someone_else)


def test_too_many_registrations_are_429(serve):
    server = serve({"throttle.register": "2/1h"})
    server.registered()
    server.registered()
    person = server.new_person()
    answer = server.post("/auth/register", {"email": person.email, "password": person.password})
    assert answer.status == 429
    assert 1 <= int(answer.one("Retry-After")) <= 3600


def test_a_spoofed_address_does_not_evade_the_throttle(serve):
    server = serve({"throttle.register": "2/1h"})
    statuses = []
    for number in range(4):
        person = server.new_person()
        statuses.append(server.post(
            "/auth/register", {"email": person.email, "password": person.password},
            fields=[("X-Forwarded-For", f"10.0.0.{number}"), ("Forwarded", f"for=10.0.0.{number}"),
                    ("X-Real-IP", f"10.0.0.{number}")]).status)
    assert statuses == [201, 201, 429, 429]


# 501, 505

@pytest.mark.parametrize("method", ["TRACE", "get", "Get", "FOO", "PROPFIND", "G", "GETT",
                                    "A" * 200, "M-SEARCH", "!#$%&'*+-.^_`|~"])
def test_an_unknown_method_is_501(server, method):
    assert sent(server, request_bytes(method, "/healthz")).status == 501


def test_connect_is_an_unknown_method(server):
    assert sent(server, b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n").status == 501


@pytest.mark.parametrize("version", ["HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/1.2", "HTTP/1.9"])
def test_another_version_is_505(server, version):
    data = f"GET /healthz {version}\r\nHost: cardea.test\r\n\r\n".encode()
    assert sent(server, data).status == 505
