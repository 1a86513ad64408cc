"""/users…: what administrators may do to others, and that nobody else may, by whatever detour."""

import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import pytest

from standing import access_is_dead, bearer_is_refused, is_dead, lives, refresh_is_dead, user_of

USER_MEMBERS = ["id", "email", "name", "email_verified", "disabled", "scope", "created_at", "updated_at"]
UNKNOWN_ID = "0192c7a4-7b1c-7def-8000-0123456789ab"
BARE = 'Bearer realm="cardea"'
ADMIN = "users:read users:write"
NO_IDS = ["x", "1", "%20", UNKNOWN_ID[:-1], UNKNOWN_ID + "0", UNKNOWN_ID.replace("-", "_"), "'%20OR%20''='"]
SMUGGLED = [
    ("id", UNKNOWN_ID), ("email", "eve@example.com"), ("is_admin", True), ("password_hash", "$argon2id$"),
    ("created_at", "2000-01-01T00:00:00Z"), ("updated_at", "2000-01-01T00:00:00Z"), ("email_verified", True),
    ("password", "violet otter canyon 77"), ("new_password", "violet otter canyon 77"), ("sub", UNKNOWN_ID),
    ("role", "admin"), ("sid", UNKNOWN_ID), ("email_folded", "eve@example.com"), ("Name", "Eve"),
    ("__proto__", {"scope": "users:write"}), ("", 1)]


def lacks(answer, scope):
    """A 403 that names what is missing."""
    assert (answer.status, answer.detail) == (403, "Not enough permissions"), answer.body
    assert answer.challenge == f'Bearer realm="cardea", error="insufficient_scope", scope="{scope}"'


@pytest.fixture(scope="module")
def admin(server):
    """A pair whose access token reads and writes users."""
    return server.permitted(ADMIN)


@pytest.fixture
def target(server):
    """Somebody to whom things are done."""
    return server.registered(name="Nora")


def shown(server, admin, user_id):
    answer = server.get(f"/users/{user_id}", token=admin["access_token"])
    assert answer.status == 200, answer.body
    assert list(answer.json()) == USER_MEMBERS
    return answer.json()


def patched(server, admin, user_id, body):
    answer = server.patch(f"/users/{user_id}", body, token=admin["access_token"])
    assert answer.status == 200, answer.body
    assert list(answer.json()) == USER_MEMBERS
    return answer.json()


# GET /users

def page_of(server, admin, query=""):
    answer = server.get(f"/users{query}", token=admin["access_token"])
    assert answer.status == 200, answer.body
    page = answer.json()
    assert list(page) == ["items", "next_cursor"], page
    assert all(list(user) == USER_MEMBERS for user in page["items"])
    return page


def walk(server, admin, limit, between=lambda page: None):
    """The ids of every page in turn."""
    seen, query = [], f"?limit={limit}"
    for _ in range(10_000):
        page = page_of(server, admin, query)
        assert 1 <= len(page["items"]) <= limit
        seen += [user["id"] for user in page["items"]]
        if page["next_cursor"] is None:
            return seen
        assert len(page["items"]) == limit, "a page is not full, and yet there are more"
        between(page)
        query = f"?limit={limit}&cursor={quote(page['next_cursor'])}"
    raise AssertionError("the pages have no end")


def all_ids(server):
    return {user["id"] for user in json.loads(server.run("users", "list", "--json").out)}


@pytest.fixture(scope="module")
def crowd(serve):
    """A server with 60 people, two of them no longer wanted, and an administrator."""
    server = serve({"passwords.memory": "1MiB"})
    people = [server.registered() for _ in range(59)]
    for person in people[:2]:
        assert server.run("users", "disable", person.email).code == 0
    return server, server.permitted(ADMIN), people


def test_the_list_has_everybody_and_no_secret(crowd):
    server, admin, people = crowd
    assert {person.id for person in people} < set(walk(server, admin, 100))
    page = page_of(server, admin, "?limit=100")
    assert page["next_cursor"] is None
    for user in page["items"]:
        assert user == shown(server, admin, user["id"])
    assert sum(user["disabled"] for user in page["items"]) == 2
    text = json.dumps(page)
    assert "argon2" not in text and "cdr_" not in text


def test_a_page_has_50_where_nothing_else_is_asked(crowd):
    server, admin, _ = crowd
    for path in ("", "/", "?", "?x=1"):
        page = page_of(server, admin, path)
        assert len(page["items"]) == 50 and isinstance(page["next_cursor"], str)
    rest = page_of(server, admin, f"?cursor={quote(page['next_cursor'])}")
    assert len(rest["items"]) == 10 and rest["next_cursor"] is None
    with server.connect() as connection:
        head = server.request("HEAD", "/users", token=admin["access_token"], connection=connection)
        assert (head.status, head.body) == (200, b"")
        assert server.get("/healthz", connection=connection).status == 200


def test_pages_of_every_size_hold_everybody_once(crowd):
    server, admin, _ = crowd
    everybody, orders = all_ids(server), []
    assert len(everybody) == 60
    for limit in (1, 7, 20, 59, 60, 61, 100):
        seen = walk(server, admin, limit)
        assert len(seen) == len(set(seen)) and set(seen) == everybody, limit
        orders.append(seen)
    assert all(order == orders[0] for order in orders), "the order depends on the size of the pages"


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "", "1.5", "1e1", "0x10", "%2b5", "99999999999999999999"])
def test_a_limit_is_from_1_to_100(server, admin, limit):
    answer = server.get(f"/users?limit={limit}", token=admin["access_token"])
    assert answer.places() == [["query", "limit"]]


@pytest.mark.parametrize("cursor", ["x", "!", "%00", "%ff", "a" * 1000, "'%20OR%201=1--", "..%2f..", "-1", "null"])
def test_what_is_no_cursor_is_refused(server, admin, cursor):
    answer = server.get(f"/users?cursor={cursor}", token=admin["access_token"])
    assert answer.status in (400, 422), answer.body  # 400: no UTF-8, no text
    if answer.status == 422:
        assert answer.places() == [["query", "cursor"]]


def test_both_faults_of_a_query_are_told_at_once(server, admin):
    answer = server.get("/users?limit=0&cursor=!", token=admin["access_token"])
    assert sorted(answer.places()) == [["query", "cursor"], ["query", "limit"]]


def test_nobody_is_lost_or_twice_while_users_come_and_go(serve):
    server = serve({"passwords.memory": "1MiB"})
    admin = server.permitted(ADMIN)
    leaving = [server.registered() for _ in range(8)]
    staying = {server.registered().id for _ in range(16)} | {user_of(admin)}

    def between(page):
        server.registered()
        patched(server, admin, page["items"][-1]["id"], {"name": "as the cursor stands here"})
        if leaving:
            gone = leaving.pop()
            assert server.delete(f"/users/{gone.id}", token=admin["access_token"]).status == 204

    seen = walk(server, admin, 3, between)
    assert len(seen) == len(set(seen)), "somebody is there twice"
    assert staying <= set(seen), "somebody is lost"


def test_a_cursor_goes_on_where_its_user_was_deleted(server, admin):
    for _ in range(4):
        server.registered()
    page = page_of(server, admin, "?limit=2")
    last = page["items"][-1]["id"]
    if last == user_of(admin):
        page = page_of(server, admin, "?limit=3")
        last = page["items"][-1]["id"]
    expected = walk(server, admin, 100)
    assert server.delete(f"/users/{last}", token=admin["access_token"]).status == 204
    rest = page_of(server, admin, f"?limit=2&cursor={quote(page['next_cursor'])}")
    assert [user["id"] for user in rest["items"]] == expected[expected.index(last) + 1:][:2]


def test_pages_hold_everybody_once_while_many_register(serve):
    server = serve({"passwords.memory": "1MiB"})
    admin = server.permitted(ADMIN)
    before = {server.registered().id for _ in range(20)}
    with ThreadPoolExecutor(4) as pool:
        coming = [pool.submit(server.registered) for _ in range(60)]
        while not all(one.done() for one in coming):
            seen = walk(server, admin, 5)
            assert len(seen) == len(set(seen)) and before <= set(seen)
        assert all(one.result() for one in coming)
    assert set(walk(server, admin, 5)) == all_ids(server)


# GET /users/{id}

@pytest.mark.parametrize("slash", ["", "/"])
def test_ones_own_id_needs_no_scope(server, slash):
    person = server.registered(name="Nora")
    pair = server.logged_in(person)
    answer = server.get(f"/users/{person.id}{slash}", token=pair["access_token"])
    assert answer.status == 200 and answer.json() == server.me(pair["access_token"]).json()
    with server.connect() as connection:
        head = server.request("HEAD", f"/users/{person.id}", token=pair["access_token"], connection=connection)
        assert (head.status, head.body) == (200, b"")


def test_somebody_elses_needs_the_scope_whether_or_not_they_exist(server, pair, admin, target):
    for user_id in (target.id, UNKNOWN_ID):
        lacks(server.get(f"/users/{user_id}", token=pair["access_token"]), "users:read")
    assert shown(server, admin, target.id)["email"] == target.email
    assert server.get(f"/users/{UNKNOWN_ID}", token=admin["access_token"]).status == 404


def test_a_reader_reads_and_does_not_write(server, target):
    reader = server.permitted("users:read")
    before = shown(server, reader, target.id)
    assert target.id in walk(server, reader, 100)
    lacks(server.patch(f"/users/{target.id}", {"name": "x"}, token=reader["access_token"]), "users:write")
    lacks(server.delete(f"/users/{target.id}", token=reader["access_token"]), "users:write")
    lacks(server.post(f"/users/{target.id}/revoke", token=reader["access_token"]), "users:write")
    lacks(server.patch(f"/users/{user_of(reader)}", {"scope": ADMIN}, token=reader["access_token"]), "users:write")
    assert shown(server, reader, target.id) == before


def test_a_writer_without_reading_writes_and_does_not_read(server, target):
    writer = server.permitted("users:write")
    lacks(server.get("/users", token=writer["access_token"]), "users:read")
    lacks(server.get(f"/users/{target.id}", token=writer["access_token"]), "users:read")
    assert patched(server, writer, target.id, {"name": "Written"})["name"] == "Written"
    assert server.post(f"/users/{target.id}/revoke", token=writer["access_token"]).status == 204
    assert server.delete(f"/users/{target.id}", token=writer["access_token"]).status == 204


@pytest.mark.parametrize("scope", ["users", "users:", "users:reader", "users:writes", "Users:Write", "users:read:write",
                                   "xusers:write", "users:*", "*", "admin"])
def test_a_scope_that_only_resembles_it_opens_nothing(server, target, scope):
    pair = server.permitted(scope)
    lacks(server.get("/users", token=pair["access_token"]), "users:read")
    lacks(server.get(f"/users/{target.id}", token=pair["access_token"]), "users:read")
    lacks(server.patch(f"/users/{target.id}", {"name": "x"}, token=pair["access_token"]), "users:write")


# Who may not call: by every door, whatever the id or the body.

def doors(user_id):
    return [("GET", "/users", None, "users:read"), ("GET", "/users?limit=x", None, "users:read"),
            ("GET", f"/users/{user_id}", None, "users:read"),
            ("PATCH", f"/users/{user_id}", {"name": "x"}, "users:write"),
            ("PATCH", f"/users/{user_id}", {"disabled": True, "scope": "a", "x": 1}, "users:write"),
            ("PATCH", f"/users/{user_id}/", {}, "users:write"),
            ("DELETE", f"/users/{user_id}", None, "users:write"),
            ("POST", f"/users/{user_id}/revoke", None, "users:write"),
            ("POST", f"/users/{user_id}/revoke/", None, "users:write")]


@pytest.mark.parametrize("kind", ["another", "unknown", "malformed"])
def test_a_plain_user_opens_no_door(server, pair, admin, kind):
    person = server.registered()
    theirs = server.logged_in(person)
    before = shown(server, admin, person.id)
    user_id = {"another": person.id, "unknown": UNKNOWN_ID, "malformed": "x"}[kind]
    for method, path, body, scope in doors(user_id):
        answer = server.request(method, path, json_body=body)
        assert (answer.status, answer.detail, answer.challenge) == (401, "Not authenticated", BARE), path
        bearer_is_refused(server.request(method, path, json_body=body, token="abc"))
        lacks(server.request(method, path, json_body=body, token=pair["access_token"]), scope)
    assert shown(server, admin, person.id) == before
    lives(server, theirs)


def test_a_plain_user_does_nothing_to_oneself_by_these_doors(server, pair):
    own = user_of(pair)
    before = server.me(pair["access_token"]).json()
    for body in ({"scope": ADMIN}, {"disabled": False}, {"name": "x"}, {}):
        lacks(server.patch(f"/users/{own}", body, token=pair["access_token"]), "users:write")
    lacks(server.delete(f"/users/{own}", token=pair["access_token"]), "users:write")
    lacks(server.post(f"/users/{own}/revoke", token=pair["access_token"]), "users:write")
    assert server.me(pair["access_token"]).json() == before
    lives(server, pair)


def test_a_path_in_disguise_is_no_way_round_the_guard(server, pair, target):
    token = pair["access_token"]
    for path in ("/users;x", "/Users", "/USERS", "//users", "/%75sers", "/users/.", "/users/%2e", "/users/x/..",
                 f"/users/{target.id};x", f"/users//{target.id}", f"/users/{user_of(pair)}/../{target.id}",
                 f"/users/{user_of(pair)}%2f..%2f{target.id}", f"/users/{user_of(pair)},{target.id}",
                 f"/users/{target.id}?id={user_of(pair)}", f"/users/{target.id}%00{user_of(pair)}",
                 f"/users/{target.id.upper()}"):
        answer = server.get(path, token=token)
        assert answer.status >= 400, path
        assert target.email.encode() not in answer.body, path
    for field in ("X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL", "X-Auth-Subject", "X-Auth-Scope"):
        answer = server.get(f"/users/{target.id}", token=token, fields=[(field, "users:read")])
        lacks(answer, "users:read")


def test_a_user_who_is_gone_opens_no_door(server, target):
    for command in ("disable", "delete"):
        person = server.registered()
        pair = server.permitted(ADMIN, person)
        assert server.run("users", command, person.email).code == 0
        for method, path, body, _ in doors(target.id):
            answer = server.request(method, path, json_body=body, token=pair["access_token"])
            bearer_is_refused(answer, "User not found")


# PATCH /users/{id}: what changes, and what cannot.

def test_a_name_is_set_cleared_and_left(server, admin, target):
    before = shown(server, admin, target.id)
    for body, name in (({"name": "Änne"}, "Änne"), ({}, "Änne"), ({"name": None}, None), ({}, None)):
        after = patched(server, admin, target.id, body)
        assert after["name"] == name and shown(server, admin, target.id) == after
        assert {**after, "name": 0, "updated_at": 0} == {**before, "name": 0, "updated_at": 0}
        assert after["updated_at"] >= before["updated_at"]


def test_everything_is_changed_in_one_go(server, admin, target):
    pair = server.logged_in(target)
    after = patched(server, admin, target.id, {"name": "N", "disabled": True, "scope": "users:read"})
    assert (after["name"], after["disabled"], after["scope"]) == ("N", True, "users:read")
    access_is_dead(server, pair, "User not found")
    assert patched(server, admin, target.id, {"disabled": False})["scope"] == "users:read"
    assert server.logged_in(target)["scope"] == "users:read"


@pytest.mark.parametrize("body, faults", [
    ({"name": 7}, {("body", "name"): "string_type"}),
    ({"name": "x" * 201}, {("body", "name"): "string_too_long"}),
    ({"disabled": None}, {("body", "disabled"): None}),
    ({"disabled": "true"}, {("body", "disabled"): None}),
    ({"disabled": 1}, {("body", "disabled"): None}),
    ({"scope": None}, {("body", "scope"): None}),
    ({"scope": ["users:read"]}, {("body", "scope"): None}),
    ({"scope": 'a"b'}, {("body", "scope"): None}),
    ({"scope": "a\\b"}, {("body", "scope"): None}),
    ({"scope": "ä"}, {("body", "scope"): None}),
    ({"scope": "a\tb"}, {("body", "scope"): None}),
    ({"scope": "a\nb"}, {("body", "scope"): None}),
    ({"scope": "users:read\u0000"}, {("body", "scope"): None}),
    ({"scope": "users:read\u00a0users:write"}, {("body", "scope"): None}),
    ({"scope": "a" * 60_000}, {("body", "scope"): None}),
    ({"name": 7, "disabled": None, "scope": 'a"', "email": "x@example.com"},
     {("body", "name"): "string_type", ("body", "disabled"): None, ("body", "scope"): None,
      ("body", "email"): "extra_forbidden"}),
], ids=lambda value: ascii(value)[:40] if isinstance(value, dict) and "body" not in str(value) else "")
def test_a_faulty_patch_changes_nothing(server, admin, target, body, faults):
    pair = server.logged_in(target)
    before = shown(server, admin, target.id)
    types = server.patch(f"/users/{target.id}", body, token=admin["access_token"]).types()
    assert set(types) == set(faults), types
    assert all(types[place] == kind for place, kind in faults.items() if kind), types
    assert shown(server, admin, target.id) == before
    lives(server, pair)


@pytest.mark.parametrize("body, status", [(b"", (400, 422)), (b"{", (400,)), (b"[]", (422,)), (b"null", (422,)),
                                          (b'{"scope": "", "scope": "users:write"}', (400,)),
                                          (b'{"name": "\xff"}', (400,))])
def test_what_is_no_object_is_refused(server, admin, target, body, status):
    before = shown(server, admin, target.id)
    answer = server.request("PATCH", f"/users/{target.id}", body=body, token=admin["access_token"],
                            fields=[("Content-Type", "application/json")])
    assert answer.status in status, answer.body
    assert shown(server, admin, target.id) == before


@pytest.mark.parametrize("member, value", SMUGGLED)
def test_no_member_can_be_smuggled_in(server, admin, target, member, value):
    pair = server.logged_in(target)
    before = shown(server, admin, target.id)
    forbidden = {("body", member): "extra_forbidden"}
    for body in ({member: value}, {"name": "Eve", "disabled": True, member: value}):
        answer = server.patch(f"/users/{target.id}", body, token=admin["access_token"])
        assert answer.types() == forbidden, body
    for body in ({member: value}, {"name": "Eve", member: value}):
        assert server.patch("/users/me", body, token=pair["access_token"]).types() == forbidden, body
    person = server.new_person()
    if member not in ("email", "password"):
        body = {"email": person.email, "password": person.password, member: value}
        assert server.post("/auth/register", body).types() == forbidden
        login = {"email": person.email, "password": person.password}
        assert server.post("/auth/login", login).status == 401, "somebody was made of it"
        assert server.post("/auth/login", {**login, member: value}).types() == forbidden
    assert shown(server, admin, target.id) == before
    lives(server, pair)


@pytest.mark.parametrize("member, value", [("scope", "users:write"), ("disabled", False)])
def test_a_user_cannot_give_oneself_what_an_administrator_gives(server, pair, member, value):
    answer = server.patch("/users/me", {member: value}, token=pair["access_token"])
    assert answer.types() == {("body", member): "extra_forbidden"}


def test_text_comes_back_as_it_went_in(server, admin, target):
    for name in ("\u4e16\U0001f98a", '"\\/\b\f\n\r\t\u0001\u007f\u2028', "</script>", "\r\nSet-Cookie: a=b",
                 "'; DROP TABLE users; --", "%s%n{}"):
        assert patched(server, admin, target.id, {"name": name})["name"] == name
        assert shown(server, admin, target.id)["name"] == name


@pytest.mark.parametrize("text", NO_IDS)
def test_what_is_no_id_is_422(server, admin, text):
    for method, path, body in (("GET", f"/users/{text}", None), ("PATCH", f"/users/{text}", {"name": "x"}),
                               ("DELETE", f"/users/{text}", None), ("POST", f"/users/{text}/revoke", None)):
        answer = server.request(method, path, json_body=body, token=admin["access_token"])
        assert answer.places() == [["path", "id"]], (method, path)


def test_an_unknown_user_is_404(server, admin):
    for method, path, body in (("GET", f"/users/{UNKNOWN_ID}", None), ("PATCH", f"/users/{UNKNOWN_ID}", {"name": "x"}),
                               ("PATCH", f"/users/{UNKNOWN_ID}", {"scope": "users:read"}),
                               ("PATCH", f"/users/{UNKNOWN_ID}", {}), ("DELETE", f"/users/{UNKNOWN_ID}", None),
                               ("POST", f"/users/{UNKNOWN_ID}/revoke", None)):
        assert server.request(method, path, json_body=body, token=admin["access_token"]).status == 404, (method, body)


# Scopes: nobody gives what they do not have.

@pytest.mark.parametrize("scope", ["users:read", "users:write", ADMIN, "users:write users:read", ""])
def test_an_administrator_grants_what_it_holds(server, admin, target, scope):
    pair = server.logged_in(target)
    after = patched(server, admin, target.id, {"scope": scope})
    assert sorted(after["scope"].split()) == sorted(scope.split())
    assert shown(server, admin, target.id) == after
    assert server.logged_in(target)["scope"] == after["scope"]
    assert server.refreshed(pair["refresh_token"])["scope"] == after["scope"], "a session grows with its user"


def test_a_scope_is_kept_clean(server, admin, target):
    answer = server.patch(f"/users/{target.id}", {"scope": "  users:write   users:read users:write "},
                          token=admin["access_token"])
    assert answer.status in (200, 422), answer.body
    if answer.status == 200:
        assert answer.json()["scope"] == "users:write users:read"


@pytest.mark.parametrize("scope", ["billing:admin", "users:read billing:admin", f"{ADMIN} *", "users:reader",
                                   "Users:read", "users:rea", "openid"])
def test_an_administrator_grants_nothing_that_it_lacks(server, admin, target, scope):
    before = shown(server, admin, target.id)
    for user_id in (target.id, user_of(admin)):
        answer = server.patch(f"/users/{user_id}", {"name": "Eve", "scope": scope}, token=admin["access_token"])
        assert (answer.status, answer.detail) == (403, "Not enough permissions"), answer.body
        assert answer.challenge.startswith('Bearer realm="cardea", error="insufficient_scope"')
    assert shown(server, admin, target.id) == before
    own = shown(server, admin, user_of(admin))
    assert own["scope"] == ADMIN and own["name"] is None


def test_what_the_target_has_already_is_no_grant(server, admin, target):
    run = server.run("users", "scope", target.email, "billing:admin notes:read")
    assert run.code == 0
    after = patched(server, admin, target.id, {"scope": "billing:admin users:read"})
    assert after["scope"] == "billing:admin users:read", "one kept, one taken away, one granted"
    answer = server.patch(f"/users/{target.id}", {"scope": "billing:admin notes:read"}, token=admin["access_token"])
    assert answer.status == 403, "what was taken away does not come back"
    assert patched(server, admin, target.id, {"scope": "users:read"})["scope"] == "users:read"
    answer = server.patch(f"/users/{target.id}", {"scope": "billing:admin"}, token=admin["access_token"])
    assert answer.status == 403
    assert shown(server, admin, target.id)["scope"] == "users:read"


def test_a_patch_without_a_scope_grants_nothing_and_takes_nothing(server, admin, target):
    assert server.run("users", "scope", target.email, "billing:admin").code == 0
    assert patched(server, admin, target.id, {"name": "Kept"})["scope"] == "billing:admin"
    assert patched(server, admin, target.id, {"disabled": False})["scope"] == "billing:admin"


def test_an_administrator_who_was_one_is_none_though_the_token_says_so(server, target):
    person = server.registered()
    former = server.permitted(ADMIN + " notes:read", person)
    token = former["access_token"]
    assert server.run("users", "scope", person.email, "users:write").code == 0
    answer = server.patch(f"/users/{target.id}", {"scope": "notes:read"}, token=token)
    assert answer.status == 403, "it grants what it held once"
    assert patched(server, former, target.id, {"name": "x"})["name"] == "x"
    assert server.run("users", "scope", person.email, "users:read").code == 0
    for method, path, body, scope in doors(target.id):
        if scope == "users:write":
            lacks(server.request(method, path, json_body=body, token=token), "users:write")
    lacks(server.patch(f"/users/{person.id}", {"scope": ADMIN}, token=token), "users:write")
    assert shown(server, server.permitted(ADMIN), target.id)["scope"] == ""


def test_a_token_that_was_asked_for_little_gives_little(server, target):
    person = server.registered()
    server.permitted(ADMIN + " notes:read", person)

    def asked_for(scope):
        form = urlencode({"grant_type": "password", "username": person.email, "password": person.password,
                          "scope": scope})
        answer = server.post("/oauth/token", form=form)
        assert answer.status == 200 and answer.json()["scope"] == scope, answer.body
        return answer.json()

    narrow = asked_for("users:write")
    for scope in ("notes:read", "users:read", "users:write notes:read"):
        answer = server.patch(f"/users/{target.id}", {"scope": scope}, token=narrow["access_token"])
        assert answer.status == 403, scope
    assert patched(server, narrow, target.id, {"scope": "users:write"})["scope"] == "users:write"
    reader = asked_for("users:read notes:read")
    lacks(server.patch(f"/users/{target.id}", {"scope": ""}, token=reader["access_token"]), "users:write")
    wide = asked_for("users:write notes:read")
    assert patched(server, wide, target.id, {"scope": "notes:read"})["scope"] == "notes:read"
    form = f"grant_type=refresh_token&refresh_token={wide['refresh_token']}&scope=users%3Awrite"
    narrowed = server.post("/oauth/token", form=form).json()
    answer = server.patch(f"/users/{person.id}", {"scope": ADMIN + " notes:read more"}, token=narrowed["access_token"])
    assert answer.status == 403


def test_a_new_scope_does_not_grow_in_a_token_that_is_out(server, target):
    person = server.registered()
    pair = server.logged_in(person)
    assert server.run("users", "scope", person.email, ADMIN).code == 0
    lacks(server.get("/users", token=pair["access_token"]), "users:read")
    lacks(server.patch(f"/users/{target.id}", {"name": "x"}, token=pair["access_token"]), "users:write")
    assert shown(server, server.refreshed(pair["refresh_token"]), target.id)


# Disabling, enabling, deleting, revoking.

def test_disabling_ends_every_session_at_once_and_enabling_brings_none_back(server, admin):
    person, bystander = server.registered(), server.logged_in()
    pairs = [server.logged_in(person) for _ in range(3)]
    pairs.append(server.refreshed(pairs[0]["refresh_token"]))
    assert patched(server, admin, person.id, {"disabled": True})["disabled"] is True
    for pair in pairs:
        access_is_dead(server, pair, "User not found")
        refresh_is_dead(server, pair)
        bearer_is_refused(server.patch("/users/me", {"name": "x"}, token=pair["access_token"]), "User not found")
    assert server.post("/auth/login", {"email": person.email, "password": person.password}).status == 401
    assert patched(server, admin, person.id, {"disabled": True})["disabled"] is True, "once more does no harm"
    assert patched(server, admin, person.id, {"disabled": False})["disabled"] is False
    for pair in pairs:
        is_dead(server, pair)
    lives(server, server.logged_in(person))
    lives(server, bystander)


def test_enabling_who_is_enabled_ends_nothing(server, admin, target):
    pair = server.logged_in(target)
    assert patched(server, admin, target.id, {"disabled": False})["disabled"] is False
    lives(server, pair)


def test_a_deleted_user_is_gone_and_the_address_free(server, admin, target):
    pair, bystander = server.logged_in(target), server.logged_in()
    answer = server.delete(f"/users/{target.id}", token=admin["access_token"])
    assert answer.status == 204 and answer.body == b""
    access_is_dead(server, pair, "User not found")
    refresh_is_dead(server, pair)
    for method, path, body, _ in doors(target.id)[2:]:
        if body is None or "x" not in body:
            assert server.request(method, path, json_body=body, token=admin["access_token"]).status == 404, path
    assert target.id not in walk(server, admin, 100)
    old_id = target.id
    assert server.registered(target).id != old_id
    access_is_dead(server, pair, "User not found")
    lives(server, bystander)


@pytest.mark.parametrize("slash", ["", "/"])
def test_revoking_ends_every_session_and_no_more(server, admin, target, slash):
    bystander = server.logged_in()
    pairs = [server.logged_in(target) for _ in range(3)]
    before = shown(server, admin, target.id)
    answer = server.post(f"/users/{target.id}/revoke{slash}", token=admin["access_token"])
    assert answer.status == 204 and answer.body == b""
    for pair in pairs:
        is_dead(server, pair)
    assert server.post(f"/users/{target.id}/revoke", token=admin["access_token"]).status == 204, "none to end is well"
    after = shown(server, admin, target.id)
    assert {**after, "updated_at": 0} == {**before, "updated_at": 0}
    lives(server, server.logged_in(target))
    lives(server, bystander)


def test_an_administrator_may_end_itself(server):
    person = server.registered()
    admin = server.permitted(ADMIN, person)
    assert server.post(f"/users/{person.id}/revoke", token=admin["access_token"]).status == 204
    is_dead(server, admin)
    admin = server.logged_in(person)
    assert server.patch(f"/users/{person.id}", {"disabled": True}, token=admin["access_token"]).status == 200
    access_is_dead(server, admin, "User not found")


def test_the_command_line_and_the_api_tell_the_same_user(server, admin, target):
    for body in ({"name": "Ä"}, {"scope": "users:read"}, {"disabled": True}):
        user = patched(server, admin, target.id, body)
        assert json.loads(server.run("users", "show", target.id, "--json").out) == user
    assert server.run("users", "enable", target.email).code == 0
    assert server.run("users", "scope", target.email, "a b").code == 0
    user = shown(server, admin, target.id)
    assert (user["disabled"], user["scope"]) == (False, "a b")


@pytest.mark.parametrize("path, allowed", [("/users", {"GET", "HEAD", "OPTIONS"}),
                                           ("/users/{id}", {"GET", "HEAD", "PATCH", "DELETE", "OPTIONS"}),
                                           ("/users/{id}/revoke", {"POST", "OPTIONS"}),
                                           ("/users/me/sessions", {"GET", "HEAD", "OPTIONS"}),
                                           ("/users/me/password", {"PUT", "OPTIONS"}),
                                           ("/auth/logout-all", {"POST", "OPTIONS"})])
def test_a_method_that_is_not_allowed_is_405(server, admin, target, path, allowed):
    path = path.format(id=target.id)
    for method in {"GET", "PUT", "POST", "PATCH", "DELETE"} - allowed:
        answer = server.request(method, path, token=admin["access_token"])
        assert answer.status == 405, (method, path)
        assert {name.strip() for name in answer.one("Allow").split(",")} == allowed
