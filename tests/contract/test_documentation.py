"""What the server says of itself: the OpenAPI document, the page that shows it, and the program's
own prints of both document and routes. Document and table are snapshots: who may call what, and
what is promised to clients, changes in a diff or not at all."""

import difflib
import json
import re
from pathlib import Path

import pytest

from served import run_program
from standing import session_of
from wire import check_invariants, request_bytes

HERE = Path(__file__).parent
UNKNOWN_ID = "0192c7a4-7b1c-7def-8000-0123456789ab"
RENEW = ("\n\nWhere this change is meant, renew the snapshot and look at its diff:\n"
         "    build/release/cardea {} > tests/contract/{}")


def check_snapshot(command, name, tmp_path):
    done = run_program(command, folder=tmp_path)
    assert (done.code, done.err) == (0, "")
    kept = (HERE / name).read_text()
    if done.out != kept:
        diff = difflib.unified_diff(kept.splitlines(), done.out.splitlines(), name, "now", lineterm="")
        pytest.fail("\n".join(diff) + RENEW.format(command, name), pytrace=False)


def test_who_may_call_each_route_is_as_it_was(tmp_path):
    check_snapshot("routes", "routes.txt", tmp_path)


def test_the_document_is_as_it_was(tmp_path):
    check_snapshot("openapi", "openapi.json", tmp_path)


def served_document(server, path="/openapi.json"):
    """Not by way of `request`, which takes what names a refresh token for a TokenPair."""
    with server.connect() as connection:
        answer = connection.send(request_bytes("GET", path)).answer()
    check_invariants(answer, path)
    return answer


# The program.

@pytest.mark.parametrize("command", ["openapi", "routes"])
def test_the_program_needs_nothing_and_leaves_nothing(tmp_path, command):
    nowhere = str(tmp_path / "no" / "such" / "folder.db")
    first = run_program(command, "--database", nowhere, folder=tmp_path)
    assert (first.code, first.err) == (0, "")
    assert first.out.endswith("\n") and "/users/me" in first.out
    assert run_program(command, folder=tmp_path).out == first.out, "it is not the same each time"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["openapi", "routes"])
def test_the_program_refuses_bad_settings(tmp_path, command):
    done = run_program(command, "--tokens.access_ttl", "never", folder=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert "tokens.access_ttl" in done.err and done.err.count("\n") == 1
    assert run_program(command, folder=tmp_path, settings={"cors.origins": "x"}).code == 2
    assert run_program(command, "surplus", folder=tmp_path).code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["openapi", "routes"])
def test_help_lists_the_command(command):
    assert f"\n  {command} " in run_program("--help").out
    assert "--oauth.password_grant" in run_program(command, "--help").out


def test_the_document_follows_the_settings(tmp_path):
    with_grant = run_program("openapi", folder=tmp_path).out
    without = run_program("openapi", "--oauth.password_grant", "false", folder=tmp_path).out
    assert '"tokenUrl": "oauth/token"' in with_grant
    assert "tokenUrl" not in without and '"scheme": "bearer"' in without


# The server.

def test_the_server_serves_what_the_program_prints(server):
    answer = served_document(server)
    assert answer.status == 200
    assert answer.one("Content-Type") == "application/json"
    assert answer.body.decode() == server.run("openapi").out
    assert served_document(server, "/openapi.json/").body == answer.body
    assert server.request("HEAD", "/openapi.json").one("Content-Length") == str(len(answer.body))
    assert server.post("/openapi.json", {}).status == 405


def test_every_path_and_method_of_the_document_is_there_and_no_other_method(server):
    document = served_document(server).json()
    for path, item in document["paths"].items():
        declared = {method.upper() for method in item}
        if "GET" in declared:
            declared.add("HEAD")
        asked = re.sub(r"\{[^/{}]+\}", UNKNOWN_ID, path)
        allowed = server.request("OPTIONS", asked).one("Allow").split(", ")
        assert set(allowed) == declared | {"OPTIONS"}, path


def test_the_table_has_every_route_of_the_document_and_who_may_call(server):
    document = served_document(server).json()
    table = {}
    for line in server.run("routes").out.splitlines():
        method, path, access = line.split(maxsplit=2)
        table[method.lower(), path] = access
    described = {(method, path): operation for path, item in document["paths"].items()
                 for method, operation in item.items()}
    hidden = {("get", "/"), ("get", "/docs"), ("get", "/openapi.json")}
    assert set(table) == set(described) | hidden
    for key, operation in described.items():
        demands = operation["security"] not in ([], [{}]) and {} not in operation["security"]
        is_guarded = not table[key].startswith(("Public", "-"))
        assert demands == is_guarded, key


def test_the_page_is_served_with_its_charset_and_a_strict_policy(server):
    for path in ("/docs", "/docs/"):
        answer = server.get(path)
        assert answer.status == 200
        assert answer.one("Content-Type") == "text/html; charset=utf-8"
        policy = answer.one("Content-Security-Policy")
        assert policy.startswith("default-src 'none';"), policy
        assert "unsafe" not in policy and "*" not in policy and "http" not in policy
        assert "frame-ancestors 'none'" in policy
        body = answer.body.decode()
        assert "openapi.json" in body
        assert "<script>" not in body and "://" not in body.replace("http://www.w3.org", "")


def test_the_root_leads_to_the_page_also_behind_a_proxy_that_strips_a_prefix(server):
    answer = server.get("/")
    assert answer.status == 303
    assert not answer.body
    # A reference relative to where the client sees it: /docs here, /auth/docs behind such a proxy.
    assert answer.one("Location") == "docs"
    assert server.request("HEAD", "/").status == 303


# Each status that the document names, and a request that gets it.

@pytest.fixture(scope="module")
def closed(serve):
    return serve({"registration.enabled": "false"})


@pytest.fixture(scope="module")
def strict(serve):
    return serve({"throttle.login": "1/1h", "throttle.register": "1/1h"})


@pytest.fixture(scope="module")
def strict_pair(strict):
    """Of the one registration that it lets pass."""
    return strict.logged_in()


@pytest.fixture(scope="module")
def admin(server):
    return server.permitted("users:read users:write")


def credentials(person):
    return {"email": person.email, "password": person.password}


def throttled(server, path, method="POST", **request):
    for _ in range(3):
        answer = server.request(method, path, **request)
    return answer


def with_new_password(server):
    person = server.registered()
    change = {"current_password": person.password, "new_password": NEW_PASSWORD}
    return server.put("/users/me/password", change, token=server.logged_in(person)["access_token"])


NEW_PASSWORD = "amber falcon harbour 31"
PASSWORD_GRANT = "grant_type=password&username=nobody%40example.com&password=wrong"
HAPPENS = {
    ("get", "/.well-known/jwks.json", 200): lambda s: s.server.get("/.well-known/jwks.json"),
    ("get", "/healthz", 200): lambda s: s.server.get("/healthz"),
    ("get", "/metrics", 200): lambda s: s.server.get("/metrics"),
    ("get", "/readyz", 200): lambda s: s.server.get("/readyz"),
    ("get", "/users", 200): lambda s: s.server.get("/users", token=s.admin["access_token"]),
    ("get", "/users", 401): lambda s: s.server.get("/users"),
    ("get", "/users", 403): lambda s: s.server.get("/users", token=s.pair["access_token"]),
    ("get", "/users", 422): lambda s: s.server.get("/users?limit=0", token=s.admin["access_token"]),
    ("get", "/users/{id}", 200): lambda s: s.server.get(f"/users/{s.person.id}", token=s.admin["access_token"]),
    ("get", "/users/{id}", 401): lambda s: s.server.get(f"/users/{s.person.id}"),
    ("get", "/users/{id}", 403): lambda s: s.server.get(f"/users/{s.person.id}", token=s.pair["access_token"]),
    ("get", "/users/{id}", 404): lambda s: s.server.get(f"/users/{UNKNOWN_ID}", token=s.admin["access_token"]),
    ("get", "/users/{id}", 422): lambda s: s.server.get("/users/x", token=s.admin["access_token"]),
    ("patch", "/users/{id}", 200): lambda s: s.server.patch(f"/users/{s.person.id}", {}, token=s.admin["access_token"]),
    ("patch", "/users/{id}", 401): lambda s: s.server.patch(f"/users/{s.person.id}", {}),
    ("patch", "/users/{id}", 403): lambda s: s.server.patch(f"/users/{s.person.id}", {}, token=s.pair["access_token"]),
    ("patch", "/users/{id}", 404): lambda s: s.server.patch(f"/users/{UNKNOWN_ID}", {}, token=s.admin["access_token"]),
    ("patch", "/users/{id}", 422): lambda s: s.server.patch("/users/x", {}, token=s.admin["access_token"]),
    ("delete", "/users/{id}", 204): lambda s: s.server.delete(
        f"/users/{s.server.registered().id}", token=s.admin["access_token"]),
    ("delete", "/users/{id}", 401): lambda s: s.server.delete(f"/users/{s.person.id}"),
    ("delete", "/users/{id}", 403): lambda s: s.server.delete(f"/users/{s.person.id}", token=s.pair["access_token"]),
    ("delete", "/users/{id}", 404): lambda s: s.server.delete(f"/users/{UNKNOWN_ID}", token=s.admin["access_token"]),
    ("delete", "/users/{id}", 422): lambda s: s.server.delete("/users/x", token=s.admin["access_token"]),
    ("post", "/users/{id}/revoke", 204): lambda s: s.server.post(
        f"/users/{s.person.id}/revoke", token=s.admin["access_token"]),
    ("post", "/users/{id}/revoke", 401): lambda s: s.server.post(f"/users/{s.person.id}/revoke"),
    ("post", "/users/{id}/revoke", 403): lambda s: s.server.post(
        f"/users/{s.person.id}/revoke", token=s.pair["access_token"]),
    ("post", "/users/{id}/revoke", 404): lambda s: s.server.post(
        f"/users/{UNKNOWN_ID}/revoke", token=s.admin["access_token"]),
    ("post", "/users/{id}/revoke", 422): lambda s: s.server.post("/users/x/revoke", token=s.admin["access_token"]),
    ("get", "/users/me", 200): lambda s: s.server.me(s.pair["access_token"]),
    ("get", "/users/me", 401): lambda s: s.server.get("/users/me"),
    ("patch", "/users/me", 200): lambda s: s.server.patch("/users/me", {}, token=s.pair["access_token"]),
    ("patch", "/users/me", 401): lambda s: s.server.patch("/users/me", {}),
    ("patch", "/users/me", 422): lambda s: s.server.patch("/users/me", {"name": 1}, token=s.pair["access_token"]),
    ("delete", "/users/me", 204): lambda s: s.server.delete("/users/me", token=s.pair["access_token"]),
    ("delete", "/users/me", 401): lambda s: s.server.delete("/users/me"),
    ("put", "/users/me/password", 204): lambda s: with_new_password(s.server),
    ("put", "/users/me/password", 401): lambda s: s.server.put("/users/me/password", {}),
    ("put", "/users/me/password", 422): lambda s: s.server.put("/users/me/password", {}, token=s.pair["access_token"]),
    ("put", "/users/me/password", 429): lambda s: throttled(
        s.strict, "/users/me/password", "PUT", token=s.strict_pair["access_token"],
        json_body={"current_password": "wrong", "new_password": NEW_PASSWORD}),
    ("get", "/users/me/sessions", 200): lambda s: s.server.get("/users/me/sessions", token=s.pair["access_token"]),
    ("get", "/users/me/sessions", 401): lambda s: s.server.get("/users/me/sessions"),
    ("get", "/users/me/sessions", 422): lambda s: s.server.get(
        "/users/me/sessions?limit=0", token=s.pair["access_token"]),
    ("delete", "/users/me/sessions/{id}", 204): lambda s: s.server.delete(
        f"/users/me/sessions/{session_of(s.pair)}", token=s.pair["access_token"]),
    ("delete", "/users/me/sessions/{id}", 401): lambda s: s.server.delete(f"/users/me/sessions/{UNKNOWN_ID}"),
    ("delete", "/users/me/sessions/{id}", 404): lambda s: s.server.delete(
        f"/users/me/sessions/{UNKNOWN_ID}", token=s.pair["access_token"]),
    ("delete", "/users/me/sessions/{id}", 422): lambda s: s.server.delete(
        "/users/me/sessions/x", token=s.pair["access_token"]),
    ("post", "/auth/register", 201): lambda s: s.server.post("/auth/register", credentials(s.server.new_person())),
    ("post", "/auth/register", 403): lambda s: s.closed.post("/auth/register", credentials(s.closed.new_person())),
    ("post", "/auth/register", 409): lambda s: s.server.post("/auth/register", credentials(s.person)),
    ("post", "/auth/register", 422): lambda s: s.server.post("/auth/register", {}),
    ("post", "/auth/register", 429): lambda s: throttled(
        s.strict, "/auth/register", json_body=credentials(s.strict.new_person())),
    ("post", "/auth/login", 200): lambda s: s.server.post("/auth/login", credentials(s.person)),
    ("post", "/auth/login", 401): lambda s: s.server.post("/auth/login", {"email": s.person.email, "password": "no"}),
    ("post", "/auth/login", 422): lambda s: s.server.post("/auth/login", {}),
    ("post", "/auth/login", 429): lambda s: throttled(
        s.strict, "/auth/login", json_body={"email": "a@example.com", "password": "wrong"}),
    ("post", "/auth/refresh", 200): lambda s: s.server.post(
        "/auth/refresh", {"refresh_token": s.pair["refresh_token"]}),
    ("post", "/auth/refresh", 401): lambda s: s.server.post("/auth/refresh", {"refresh_token": "cdr_x"}),
    ("post", "/auth/refresh", 422): lambda s: s.server.post("/auth/refresh", {}),
    ("post", "/auth/logout", 204): lambda s: s.server.post("/auth/logout", token=s.pair["access_token"]),
    ("post", "/auth/logout", 401): lambda s: s.server.post("/auth/logout"),
    ("post", "/auth/logout", 422): lambda s: s.server.post("/auth/logout", {"refresh_token": 1}),
    ("post", "/auth/logout-all", 204): lambda s: s.server.post("/auth/logout-all", token=s.pair["access_token"]),
    ("post", "/auth/logout-all", 401): lambda s: s.server.post("/auth/logout-all"),
    ("post", "/oauth/token", 200): lambda s: s.server.post(
        "/oauth/token", form="grant_type=refresh_token&refresh_token=" + s.pair["refresh_token"]),
    ("post", "/oauth/token", 400): lambda s: s.server.post("/oauth/token", form="grant_type=x"),
    ("post", "/oauth/token", 401): lambda s: s.server.post(
        "/oauth/token", form=PASSWORD_GRANT, fields=[("Authorization", "Basic eDp5")]),
    ("post", "/oauth/token", 415): lambda s: s.server.post("/oauth/token", {}),
    ("post", "/oauth/token", 429): lambda s: throttled(s.strict, "/oauth/token", form=PASSWORD_GRANT),
}
# Those of a server that is overwhelmed or ending: test_overload.py, test_operations.py.
ELSEWHERE = {("post", "/auth/register", 503), ("post", "/auth/login", 503), ("post", "/oauth/token", 503),
             ("put", "/users/me/password", 503), ("get", "/readyz", 503)}


def documented(server):
    return {(method, path, int(status)): answer
            for path, item in served_document(server).json()["paths"].items()
            for method, operation in item.items()
            for status, answer in operation["responses"].items() if status != "default"}


def test_a_request_is_known_for_every_status_of_the_document(server):
    assert set(documented(server)) == set(HAPPENS) | ELSEWHERE


@pytest.fixture
def setting(server, closed, strict, strict_pair, person, pair, admin):
    class Setting:
        pass
    setting = Setting()
    setting.server, setting.closed, setting.strict, setting.strict_pair = server, closed, strict, strict_pair
    setting.person, setting.pair, setting.admin = person, pair, admin
    return setting


@pytest.mark.parametrize("method, path, status", sorted(HAPPENS), ids=lambda part: str(part))
def test_what_the_document_says_happens(setting, method, path, status):
    answer = HAPPENS[method, path, status](setting)
    assert answer.status == status, (answer.status, answer.body)
    described = documented(setting.server)[method, path, status]
    if "$ref" in described:
        name = described["$ref"].rsplit("/", 1)[1]
        described = served_document(setting.server).json()["components"]["responses"][name]
    content = (answer.one("Content-Type") or "").split(";")[0]
    assert set(described.get("content", {})) == ({content} if content else set())


def test_every_operation_has_its_words(server):
    document = served_document(server).json()
    known = {tag["name"] for tag in document["tags"]}
    ids = []
    for item in document["paths"].values():
        for operation in item.values():
            assert operation["summary"] and len(operation["tags"]) == 1
            assert set(operation["tags"]) <= known
            ids.append(operation["operationId"])
    assert len(ids) == len(set(ids))
    assert json.dumps(document).count("Secret") == 0, "a C++ name in the document"
