"""GET and PATCH /users/me, the neighbours of GET, and what the command line changes under it."""

import pytest

BARE = 'Bearer realm="cardea"'


@pytest.mark.parametrize("path", ["/users/me", "/users/me/", "/users/me?x=1", "/users/me/?"])
def test_answers_the_user(server, path):
    person = server.registered(name="Nora")
    pair = server.logged_in(person)
    answer = server.get(path, token=pair["access_token"])
    assert answer.status == 200
    assert answer.one("Content-Type").split(";")[0] == "application/json"
    user = answer.json()
    assert list(user) == ["id", "email", "name", "email_verified", "disabled", "scope", "created_at",
                          "updated_at"]
    assert (user["id"], user["email"], user["name"]) == (person.id, person.email, "Nora")


def test_head_says_what_get_says_without_a_body(server, pair):
    with server.connect() as connection:
        for path in ("/users/me", "/users/me/"):
            got = server.get(path, token=pair["access_token"], connection=connection)
            head = server.request("HEAD", path, token=pair["access_token"], connection=connection)
            assert head.status == 200 and head.body == b""
            assert head.one("Content-Length") == got.one("Content-Length")
            assert head.one("Content-Type") == got.one("Content-Type")
        refused = server.request("HEAD", "/users/me", connection=connection)
        assert (refused.status, refused.challenge) == (401, BARE)
        assert server.get("/healthz", connection=connection).status == 200


@pytest.mark.parametrize("path, allowed", [
    ("/users/me", {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}),
    ("/users/me/", {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}),
    ("/auth/login", {"POST", "OPTIONS"}),
    ("/auth/register/", {"POST", "OPTIONS"}),
    ("/oauth/token", {"POST", "OPTIONS"}),
    ("/healthz", {"GET", "HEAD", "OPTIONS"}),
])
def test_options_answers_allow(server, path, allowed):
    answer = server.request("OPTIONS", path)
    assert answer.status in (200, 204)
    assert allowed <= {name.strip() for name in answer.one("Allow").split(",")}


def test_no_origin_is_let_in_by_default(server, pair):
    origin = [("Origin", "https://evil.test"), ("Access-Control-Request-Method", "GET")]
    for answer in (server.me(pair["access_token"], fields=origin),
                   server.request("OPTIONS", "/users/me", fields=origin)):
        assert answer.one("Access-Control-Allow-Origin") is None
        assert answer.one("Access-Control-Allow-Credentials") is None


# PATCH

@pytest.mark.parametrize("path", ["/users/me", "/users/me/"])
def test_a_name_is_set_cleared_and_left(server, pair, path):
    token = pair["access_token"]
    before = server.me(token).json()
    for body, name in (({"name": "Nora"}, "Nora"), ({}, "Nora"), ({"name": None}, None), ({}, None)):
        answer = server.patch(path, body, token=token)
        assert answer.status == 200 and answer.json()["name"] == name, answer.body
        now = server.me(token).json()
        assert now == answer.json()
        assert {**now, "name": 0, "updated_at": 0} == {**before, "name": 0, "updated_at": 0}
        assert now["updated_at"] >= before["updated_at"]


def test_a_write_is_read_back_at_once_on_any_connection(server, pair):
    token = pair["access_token"]
    for number in range(100):
        assert server.patch("/users/me", {"name": f"n{number}"}, token=token).status == 200
        assert server.me(token).json()["name"] == f"n{number}"


@pytest.mark.parametrize("body, faults", [
    ({"name": 7}, {("body", "name"): "string_type"}),
    ({"name": "x" * 201}, {("body", "name"): "string_too_long"}),
    ({"scope": "users:write"}, {("body", "scope"): "extra_forbidden"}),
    ({"name": [], "email": "x@example.com", "disabled": False, "id": 1},
     {("body", "name"): "string_type", ("body", "email"): "extra_forbidden",
      ("body", "disabled"): "extra_forbidden", ("body", "id"): "extra_forbidden"}),
], ids=["type", "length", "scope", "many"])
def test_a_faulty_patch_changes_nothing(server, pair, body, faults):
    before = server.me(pair["access_token"]).json()
    assert server.patch("/users/me", body, token=pair["access_token"]).types() == faults
    assert server.me(pair["access_token"]).json() == before


def test_text_comes_back_as_it_went_in(server, pair):
    for name in ("\u00e4\u00f6\u00fc\u4e16\U0001f98a", '"\\/\b\f\n\r\t\u0001\u007f\u2028', "</script>",
                 "\r\nSet-Cookie: a=b", "'; DROP TABLE users; --", "%s%n{}", "\ufeffx", "e\u0301"):
        answer = server.patch("/users/me", {"name": name}, token=pair["access_token"])
        assert answer.status == 200, answer.body
        assert answer.json()["name"] == name
        assert server.me(pair["access_token"]).json()["name"] == name


# A user who is gone.

def test_a_disabled_user_is_not_found(server):
    person = server.registered()
    pair = server.logged_in(person)
    assert server.run("users", "disable", person.email).code == 0
    for answer in (server.me(pair["access_token"]),
                   server.patch("/users/me", {"name": "x"}, token=pair["access_token"])):
        assert (answer.status, answer.detail) == (401, "User not found")
        assert answer.challenge == 'Bearer realm="cardea", error="invalid_token"'
    refused = server.post("/auth/refresh", {"refresh_token": pair["refresh_token"]})
    assert refused.status == 401 and refused.detail in ("Invalid token", "User not found")
    grant = f"grant_type=refresh_token&refresh_token={pair['refresh_token']}"
    refused = server.post("/oauth/token", form=grant)
    assert (refused.status, refused.json()["error"]) == (400, "invalid_grant")

    assert server.run("users", "enable", person.email).code == 0
    assert server.me(pair["access_token"]).detail == "Invalid token", "enabling brings no token back"
    assert server.post("/auth/refresh", {"refresh_token": pair["refresh_token"]}).status == 401
    assert server.me(server.logged_in(person)["access_token"]).status == 200


def test_user_not_found_wins_over_a_session_that_ended(server):
    person = server.registered()
    pair = server.logged_in(person)
    assert server.post("/auth/logout", token=pair["access_token"]).status == 204
    assert server.me(pair["access_token"]).detail == "Invalid token"
    assert server.run("users", "disable", person.id).code == 0
    assert server.me(pair["access_token"]).detail == "User not found"


def test_a_scope_given_by_the_command_line_is_seen(server):
    person = server.registered()
    pair = server.logged_in(person)
    assert server.run("users", "scope", person.email, "users:read users:write").code == 0
    assert server.me(pair["access_token"]).json()["scope"] == "users:read users:write"
    assert server.logged_in(person)["scope"] == "users:read users:write"
    assert server.run("users", "scope", person.email, "").code == 0
    assert server.me(pair["access_token"]).json()["scope"] == ""
    assert server.refreshed(pair["refresh_token"])["scope"] == ""


# A token that lacks a scope.

def test_a_missing_scope_is_403_and_named(server, pair):
    answer = server.get("/users", token=pair["access_token"])
    assert (answer.status, answer.detail) == (403, "Not enough permissions")
    assert answer.challenge == 'Bearer realm="cardea", error="insufficient_scope", scope="users:read"'
