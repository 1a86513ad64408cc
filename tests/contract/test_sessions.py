"""A user's sessions: listed, ended one by one and all together, ended by age and by number; and what
has ended stays so, whatever becomes of the server."""

import re
import sqlite3
import time
from datetime import datetime, timezone

import pytest

from served import Cardea
from standing import access_is_dead, bearer_is_refused, is_dead, lives, session_of
from tokens import claims_of

MEMBERS = ["id", "created_at", "last_used_at", "expires_at", "user_agent", "address", "current"]
TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z")
UNKNOWN_ID = "0192c7a4-7b1c-7def-8000-0123456789ab"
BARE = 'Bearer realm="cardea"'


def listed(server, pair, query=""):
    answer = server.get(f"/users/me/sessions{query}", token=pair["access_token"])
    assert answer.status == 200, answer.body
    page = answer.json()
    assert list(page) == ["items", "next_cursor"], page
    return page


def ids_of(page):
    return [session["id"] for session in page["items"]]


def seconds(text):
    assert TIMESTAMP.fullmatch(text), text
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc).timestamp()


def end(server, pair, session, **options):
    return server.delete(f"/users/me/sessions/{session}", token=pair["access_token"], **options)


# The list.

@pytest.mark.parametrize("path", ["/users/me/sessions", "/users/me/sessions/", "/users/me/sessions?"])
def test_a_session_is_told_to_its_user(server, path):
    person = server.registered()
    login = server.post("/auth/login", {"email": person.email, "password": person.password},
                        fields=[("User-Agent", "Nora's telephone/1.0")])
    pair = login.json()
    answer = server.get(path, token=pair["access_token"])
    assert answer.status == 200 and answer.one("Content-Type").split(";")[0] == "application/json"
    assert answer.one("Cache-Control") == "no-store"
    assert list(answer.json()) == ["items", "next_cursor"] and answer.json()["next_cursor"] is None
    (session,) = answer.json()["items"]
    assert list(session) == MEMBERS
    assert session["id"] == session_of(pair)
    assert session["user_agent"] == "Nora's telephone/1.0" and session["address"] == "127.0.0.1"
    assert session["current"] is True
    assert seconds(session["created_at"]) == claims_of(pair["access_token"])["auth_time"]
    assert seconds(session["created_at"]) <= seconds(session["last_used_at"]) < seconds(session["expires_at"])
    for secret in (pair["refresh_token"], pair["refresh_token"][4:]):
        assert secret.encode() not in answer.body


def test_head_says_what_get_says_without_a_body(server, pair):
    with server.connect() as connection:
        head = server.request("HEAD", "/users/me/sessions", token=pair["access_token"], connection=connection)
        assert (head.status, head.body, head.one("Cache-Control")) == (200, b"", "no-store")
        assert server.get("/healthz", connection=connection).status == 200


def test_who_may_not_call_is_told_so_before_anything_else(server, pair):
    for method, path in (("GET", "/users/me/sessions"), ("GET", "/users/me/sessions?limit=x"),
                         ("DELETE", f"/users/me/sessions/{session_of(pair)}"), ("DELETE", "/users/me/sessions/x"),
                         ("POST", "/auth/logout-all")):
        answer = server.request(method, path)
        assert (answer.status, answer.detail, answer.challenge) == (401, "Not authenticated", BARE), path
        bearer_is_refused(server.request(method, path, token="abc"))
        bearer_is_refused(server.request(method, path, token=pair["refresh_token"]))
    lives(server, pair)


def test_the_newest_is_first_and_only_ones_own_is_current(server):
    person = server.registered()
    pairs = [server.logged_in(person) for _ in range(4)]
    server.logged_in()
    newest_first = [session_of(pair) for pair in reversed(pairs)]
    for pair in pairs:
        page = listed(server, pair)
        assert ids_of(page) == newest_first
        current = [session["id"] for session in page["items"] if session["current"]]
        assert current == [session_of(pair)]


def test_every_way_of_signing_in_makes_a_session(server):
    person = server.registered()
    first = server.logged_in(person)
    form = f"grant_type=password&username={person.email}&password={person.password.replace(' ', '+')}"
    answer = server.post("/oauth/token", form=form)
    assert answer.status == 200, answer.body
    second = answer.json()
    assert ids_of(listed(server, second)) == [session_of(second), session_of(first)]
    assert end(server, first, session_of(second)).status == 204
    is_dead(server, second)


def test_a_refresh_makes_no_second_session_and_is_a_use(server):
    pair = server.logged_in()
    (before,) = listed(server, pair)["items"]
    newer, deadline = pair, time.monotonic() + 20
    while True:
        newer = server.refreshed(newer["refresh_token"])
        (session,) = listed(server, newer)["items"]
        assert {**session, "last_used_at": 0, "expires_at": 0} == {**before, "last_used_at": 0, "expires_at": 0}
        if seconds(session["last_used_at"]) > seconds(before["last_used_at"]):
            break
        assert time.monotonic() < deadline, "no use is noted"
        time.sleep(0.2)
    assert seconds(session["expires_at"]) > seconds(before["expires_at"])
    assert listed(server, pair)["items"] == [session], "the older access token belongs to it too"


def test_an_ended_session_is_not_listed(server):
    person = server.registered()
    first, second, third = (server.logged_in(person) for _ in range(3))
    assert server.post("/auth/logout", token=second["access_token"]).status == 204
    assert ids_of(listed(server, third)) == [session_of(third), session_of(first)]
    assert server.post("/auth/logout", {"refresh_token": third["refresh_token"]}).status == 204
    assert ids_of(listed(server, first)) == [session_of(first)]


@pytest.mark.parametrize("agent", ['x"}', "<script>alert(1)</script>", "'; DROP TABLE sessions; --", "a" * 4000],
                         ids=["quote", "markup", "sql", "long"])
def test_what_a_client_calls_itself_breaks_nothing(server, agent):
    person = server.registered()
    login = server.post("/auth/login", {"email": person.email, "password": person.password},
                        fields=[("User-Agent", agent)])
    (session,) = listed(server, login.json())["items"]
    assert agent.startswith(session["user_agent"]) and len(session["user_agent"]) >= min(len(agent), 60)


def test_an_address_that_a_stranger_claims_is_not_believed(server):
    person = server.registered()
    login = server.post("/auth/login", {"email": person.email, "password": person.password},
                        fields=[("X-Forwarded-For", "203.0.113.9"), ("Forwarded", "for=203.0.113.9")])
    (session,) = listed(server, login.json())["items"]
    assert session["address"] == "127.0.0.1" and not session["user_agent"]


def test_a_disabled_or_deleted_user_is_not_found(server):
    for command in ("disable", "delete"):
        person = server.registered()
        pair = server.logged_in(person)
        assert server.run("users", command, person.email).code == 0
        for method, path in (("GET", "/users/me/sessions"), ("POST", "/auth/logout-all"),
                             ("DELETE", f"/users/me/sessions/{session_of(pair)}")):
            bearer_is_refused(server.request(method, path, token=pair["access_token"]), "User not found")


# Pages.

def test_pages_hold_every_session_once(server):
    person = server.registered()
    pairs = [server.logged_in(person) for _ in range(7)]
    everything = [session_of(pair) for pair in reversed(pairs)]
    for limit in (1, 2, 3, 6, 7, 8, 100):
        seen, query = [], f"?limit={limit}"
        while True:
            page = listed(server, pairs[0], query)
            assert 1 <= len(page["items"]) <= limit
            seen += ids_of(page)
            if page["next_cursor"] is None:
                break
            query = f"?limit={limit}&cursor={page['next_cursor']}"
        assert seen == everything, limit


def test_a_cursor_goes_on_where_its_session_has_ended(server):
    person = server.registered()
    pairs = [server.logged_in(person) for _ in range(6)]
    page = listed(server, pairs[0], "?limit=2")
    for session in ids_of(page):
        assert end(server, pairs[0], session).status == 204
    server.logged_in(person)  # newer than where the cursor stands
    rest = listed(server, pairs[0], f"?cursor={page['next_cursor']}")
    assert ids_of(rest) == [session_of(pair) for pair in reversed(pairs[:4])] and rest["next_cursor"] is None


def test_a_cursor_of_somebody_else_shows_nothing_of_theirs(server):
    person, other = server.registered(), server.registered()
    mine = [server.logged_in(person) for _ in range(3)]
    theirs = [server.logged_in(other) for _ in range(3)]
    cursor = listed(server, theirs[0], "?limit=1")["next_cursor"]
    answer = server.get(f"/users/me/sessions?cursor={cursor}", token=mine[0]["access_token"])
    assert answer.status in (200, 422)
    if answer.status == 200:
        assert set(ids_of(answer.json())) <= {session_of(pair) for pair in mine}


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "", "1.5", "1e1", "0x10", "%2b5", "99999999999999999999"])
def test_a_limit_is_from_1_to_100(server, person, limit):
    pair = server.logged_in(person)
    answer = server.get(f"/users/me/sessions?limit={limit}", token=pair["access_token"])
    assert answer.places() == [["query", "limit"]]


@pytest.mark.parametrize("cursor", ["x", "!", "%00", "%ff", "a" * 1000, "'%20OR%201=1--", "..%2f.."])
def test_what_is_no_cursor_is_refused(server, person, cursor):
    pair = server.logged_in(person)
    answer = server.get(f"/users/me/sessions?cursor={cursor}", token=pair["access_token"])
    assert answer.status in (400, 422), answer.body  # 400: no UTF-8, no text
    if answer.status == 422:
        assert answer.places() == [["query", "cursor"]]


# Ending one.

@pytest.mark.parametrize("slash", ["", "/"])
def test_a_session_is_ended_by_another_of_the_same_user(server, slash):
    person = server.registered()
    mine, other, third = (server.logged_in(person) for _ in range(3))
    newer = server.refreshed(other["refresh_token"])
    answer = end(server, mine, session_of(other) + slash)
    assert answer.status == 204 and answer.body == b"" and answer.one("Cache-Control") == "no-store"
    is_dead(server, other)
    is_dead(server, newer)
    assert ids_of(listed(server, mine)) == [session_of(third), session_of(mine)]
    lives(server, mine)
    lives(server, third)


def test_a_session_ends_itself(server, person):
    pair, other = server.logged_in(person), server.logged_in(person)
    assert end(server, pair, session_of(pair)).status == 204
    is_dead(server, pair)
    bearer_is_refused(end(server, pair, session_of(pair)))
    lives(server, other)


def test_a_session_that_is_not_ones_own_is_not_found(server, person):
    mine, other = server.logged_in(person), server.logged_in(person)
    stranger = server.logged_in()
    assert end(server, mine, session_of(other)).status == 204
    answers = [end(server, mine, session, fields=[("X-Request-Id", "the-same")])
               for session in (session_of(stranger), UNKNOWN_ID, session_of(other))]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.without("Date") for answer in answers}) == 1, "a stranger's, an unknown and an ended one differ"
    lives(server, stranger)


def test_an_administrator_ends_no_ones_session_by_this_door(server):
    admin = server.permitted("users:read users:write")
    stranger = server.logged_in()
    assert end(server, admin, session_of(stranger)).status == 404
    lives(server, stranger)


@pytest.mark.parametrize("text", ["x", "1", "me", "%20", UNKNOWN_ID[:-1], UNKNOWN_ID + "0", "'%20OR%20''='",
                                  UNKNOWN_ID.replace("-", "_")])
def test_what_is_no_id_is_422(server, pair, text):
    assert end(server, pair, text).places() == [["path", "id"]]
    lives(server, pair)


# Ending all.

@pytest.mark.parametrize("path", ["/auth/logout-all", "/auth/logout-all/"])
def test_logout_all_ends_every_session_of_this_user_and_of_nobody_else(server, path):
    person = server.registered()
    stranger = server.logged_in()
    pairs = [server.logged_in(person) for _ in range(5)]
    newer = server.refreshed(pairs[1]["refresh_token"])
    answer = server.post(path, token=pairs[0]["access_token"])
    assert answer.status == 204 and answer.body == b""
    for pair in [*pairs, newer]:
        is_dead(server, pair)
    lives(server, stranger)
    again = server.logged_in(person)
    assert ids_of(listed(server, again)) == [session_of(again)]
    bearer_is_refused(server.post(path, token=pairs[0]["access_token"]))
    lives(server, again)


def test_a_refresh_token_alone_does_not_log_out_everywhere(server, person):
    pair, other = server.logged_in(person), server.logged_in(person)
    answer = server.post("/auth/logout-all", {"refresh_token": pair["refresh_token"]})
    assert (answer.status, answer.challenge) == (401, BARE)
    lives(server, pair)
    lives(server, other)


# Number.

def test_of_more_than_a_hundred_sessions_the_oldest_end(server):
    person = server.registered()
    pairs = [server.logged_in(person) for _ in range(100)]
    page = listed(server, pairs[0], "?limit=100")
    assert ids_of(page) == [session_of(pair) for pair in reversed(pairs)] and page["next_cursor"] is None
    assert server.post("/auth/logout", token=pairs[50]["access_token"]).status == 204
    pairs.append(server.logged_in(person))  # it takes the place of the one that ended
    assert server.me(pairs[0]["access_token"]).status == 200
    pairs += [server.logged_in(person) for _ in range(2)]
    for pair in pairs[:2]:
        is_dead(server, pair)
    expected = [session_of(pair) for pair in reversed(pairs[2:]) if pair is not pairs[50]]
    assert len(expected) == 100 and ids_of(listed(server, pairs[2], "?limit=100")) == expected
    lives(server, pairs[2])


# Age.

def test_a_session_says_when_it_expires(serve):
    server = serve({"tokens.refresh_ttl": "1h", "tokens.refresh_idle_ttl": "10m"})
    pair = server.logged_in()
    (session,) = listed(server, pair)["items"]
    assert seconds(session["expires_at"]) - seconds(session["last_used_at"]) == 600
    server = serve({"tokens.refresh_ttl": "1h", "tokens.refresh_idle_ttl": "2h"})
    (session,) = listed(server, server.logged_in())["items"]
    assert seconds(session["expires_at"]) - seconds(session["created_at"]) == 3600


def test_an_idle_session_is_over_and_not_listed(serve):
    server = serve({"tokens.refresh_idle_ttl": "3s", "tokens.access_ttl": "1m"})
    person = server.registered()
    idle, busy = server.logged_in(person), server.logged_in(person)
    deadline = time.monotonic() + 20
    while session_of(idle) in ids_of(listed(server, busy)):
        assert time.monotonic() < deadline, "a session idles without end"
        time.sleep(0.5)
        busy = server.refreshed(busy["refresh_token"])
    assert ids_of(listed(server, busy)) == [session_of(busy)]
    assert server.post("/auth/refresh", {"refresh_token": idle["refresh_token"]}).status == 401
    assert end(server, busy, session_of(idle)).status == 404
    lives(server, busy)


def test_no_access_token_outlives_the_absolute_age_of_its_session(serve):
    server = serve({"tokens.refresh_ttl": "4s", "tokens.refresh_idle_ttl": "4s", "tokens.access_ttl": "15m"})
    person = server.registered()
    form = f"grant_type=password&username={person.email}&password={person.password.replace(' ', '+')}"
    pairs = [server.logged_in(person), server.post("/oauth/token", form=form).json()]
    began = {session_of(pair): claims_of(pair["access_token"])["auth_time"] for pair in pairs}
    pairs += [server.refreshed(pair["refresh_token"]) for pair in pairs]
    time.sleep(1.1)
    pairs += [server.refreshed(pair["refresh_token"]) for pair in pairs[2:]]
    for pair in pairs:
        claims = claims_of(pair["access_token"])
        assert claims["exp"] <= began[claims["sid"]] + 4, claims
        assert pair["expires_in"] == claims["exp"] - claims["iat"]
    deadline = max(began.values()) + 4
    while time.time() < deadline:
        time.sleep(0.05)
    for pair in pairs:
        is_dead(server, pair)


# Whatever becomes of the server.

def by_logout(server, pair, _):
    assert server.post("/auth/logout", token=pair["access_token"]).status == 204


def by_refresh_token(server, pair, _):
    assert server.post("/auth/logout", {"refresh_token": pair["refresh_token"]}).status == 204


def by_logout_all(server, _, other):
    assert server.post("/auth/logout-all", token=other["access_token"]).status == 204


def by_the_list(server, pair, other):
    assert end(server, other, session_of(pair)).status == 204


def by_reuse(server, pair, _):
    server.refreshed(pair["refresh_token"])
    assert server.post("/auth/refresh", {"refresh_token": pair["refresh_token"]}).status == 401


ENDINGS = [by_logout, by_refresh_token, by_logout_all, by_the_list, by_reuse]


@pytest.fixture
def desk(tmp_path):
    """A server of the test's own, not yet started, which may be killed."""
    cardea = Cardea(tmp_path, {"tokens.refresh_grace": "0s"})
    yield cardea
    cardea.finish()


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_an_ended_session_stays_so_after_a_kill_at_once(desk, ending):
    server = desk.start()
    person = server.registered()
    pair, other, bystander = server.logged_in(person), server.logged_in(person), server.logged_in()
    ending(server, pair, other)
    server.kill()
    server.start()
    is_dead(server, pair)
    lives(server, bystander)
    server.restart()
    is_dead(server, pair)
    lives(server, server.logged_in(person))


@pytest.mark.parametrize("command, detail", [("disable", "User not found"), ("delete", "User not found"),
                                             ("password", "Invalid token")])
def test_what_the_command_line_ends_while_no_server_runs_is_over(desk, command, detail):
    server = desk.start()
    person, bystander = server.registered(), server.logged_in()
    pair = server.logged_in(person)
    server.kill()
    assert server.run("users", command, person.email, stdin="amber falcon harbour 31\n").code == 0
    server.start()
    is_dead(server, pair, detail)
    lives(server, bystander)


def test_enabling_while_no_server_runs_brings_no_token_back(desk):
    server = desk.start()
    person = server.registered()
    pair = server.logged_in(person)
    server.kill()
    for command in ("disable", "enable"):
        assert server.run("users", command, person.email).code == 0
    server.start()
    is_dead(server, pair)
    lives(server, server.logged_in(person))


def test_many_ended_sessions_are_all_known_after_a_kill(desk):
    server = desk.start()
    person = server.registered()
    pairs = [server.logged_in(person) for _ in range(60)]
    for pair in pairs[::2]:
        by_logout(server, pair, None)
    server.kill()
    server.start()
    for number, pair in enumerate(pairs):
        if number % 2:
            assert server.me(pair["access_token"]).status == 200
        else:
            access_is_dead(server, pair)
    with sqlite3.connect(server.database) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
