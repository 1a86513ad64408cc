"""PUT /users/me/password and DELETE /users/me: what a user does to the account itself."""

import json
import sqlite3
import unicodedata
from urllib.parse import urlencode

import pytest

from served import Cardea
from standing import access_is_dead, bearer_is_refused, is_dead, lives, refresh_is_dead, session_of, user_of
from tokens import claims_of

NEW = "amber falcon harbour 31"
WRONG = "no password of anybody 8"
CURRENT_IS_WRONG = [["body", "current_password"]]
NEW_IS_REFUSED = [["body", "new_password"]]
BARE = 'Bearer realm="cardea"'
TOO_OLD = 'Bearer realm="cardea", error="insufficient_user_authentication", max_age="300"'


def change(server, pair, current, new=NEW, path="/users/me/password", **options):
    return server.put(path, {"current_password": current, "new_password": new}, token=pair["access_token"], **options)


def login_status(server, person, password):
    return server.post("/auth/login", {"email": person.email, "password": password}).status


def is_unchanged(server, person, pair):
    assert login_status(server, person, NEW) == 401
    assert server.logged_in(person)
    lives(server, pair)


# PUT /users/me/password

@pytest.mark.parametrize("path", ["/users/me/password", "/users/me/password/"])
def test_a_new_password_takes_the_place_of_the_old_one(server, path):
    person, stranger = server.registered(), server.logged_in()
    others = [server.logged_in(person) for _ in range(3)]
    others.append(server.refreshed(others[0]["refresh_token"]))
    mine = server.logged_in(person)
    answer = change(server, mine, person.password, path=path)
    assert answer.status == 204 and answer.body == b"" and answer.one("Cache-Control") == "no-store"
    for pair in others:
        is_dead(server, pair)
    newer = lives(server, mine)
    assert session_of(newer) == session_of(mine)
    lives(server, stranger)
    assert login_status(server, person, person.password) == 401
    assert login_status(server, person, NEW) == 200


def test_what_a_client_got_by_oauth_ends_too(server):
    person = server.registered()
    form = urlencode({"grant_type": "password", "username": person.email, "password": person.password})
    granted = server.post("/oauth/token", form=form).json()
    assert change(server, server.logged_in(person), person.password).status == 204
    access_is_dead(server, granted)
    grant = f"grant_type=refresh_token&refresh_token={granted['refresh_token']}"
    answer = server.post("/oauth/token", form=grant)
    assert (answer.status, answer.json()["error"]) == (400, "invalid_grant")
    answer = server.post("/oauth/token", form=form)
    assert (answer.status, answer.json()["error"]) == (400, "invalid_grant")


def test_the_profile_tells_that_something_changed_and_nothing_more(server):
    person = server.registered(name="Nora")
    pair = server.logged_in(person)
    before = server.me(pair["access_token"]).json()
    assert change(server, pair, person.password).status == 204
    after = server.me(pair["access_token"]).json()
    assert {**after, "updated_at": 0} == {**before, "updated_at": 0} and after["updated_at"] >= before["updated_at"]


@pytest.mark.parametrize("wrong", [WRONG, "", " ", "x" * 300, "{password}x", "{password} ", "\u0000"], ids=ascii)
def test_a_wrong_current_password_is_refused(server, wrong):
    person = server.registered()
    pair = server.logged_in(person)
    assert change(server, pair, wrong.format(password=person.password)).places() == CURRENT_IS_WRONG
    is_unchanged(server, person, pair)


@pytest.mark.parametrize("new", ["short 1", "password", "12345678", "qwertyuiop", "v" + "io0l-3t " * 32, "",
                                 "violet otter\u0000canyon"], ids=lambda new: ascii(new)[:20])
def test_a_weak_new_password_is_refused(server, new):
    person = server.registered()
    pair = server.logged_in(person)
    assert change(server, pair, person.password, new).places() == NEW_IS_REFUSED
    is_unchanged(server, person, pair)


def test_ones_own_address_is_no_new_password(server):
    person = server.new_person()
    person.email = f"zanzibarine.quoll.{person.email}"
    pair = server.logged_in(server.registered(person))
    for new in (person.email, person.email.upper()):
        assert change(server, pair, person.password, new).places() == NEW_IS_REFUSED


@pytest.mark.parametrize("new", ["short", "password"])
def test_both_faults_are_told_at_once(server, new):
    person = server.registered()
    pair = server.logged_in(person)
    assert sorted(change(server, pair, WRONG, new).places()) == CURRENT_IS_WRONG + NEW_IS_REFUSED
    is_unchanged(server, person, pair)


def test_no_password_is_told_back(server):
    person = server.registered()
    answer = change(server, server.logged_in(person), WRONG, "short")
    assert answer.status == 422
    for password in (person.password, WRONG, "short"):
        assert json.dumps(password).encode() not in answer.body, "a password in an answer"


@pytest.mark.parametrize("body, faults", [
    ({}, {("body", "current_password"): "missing", ("body", "new_password"): "missing"}),
    ({"current_password": 1, "new_password": None},
     {("body", "current_password"): "string_type", ("body", "new_password"): "string_type"}),
    ({"new_password": NEW}, {("body", "current_password"): "missing"}),
    ({"current_password": "{password}"}, {("body", "new_password"): "missing"}),
    ({"new_password": "short"},
     {("body", "current_password"): "missing", ("body", "new_password"): "string_too_short"}),
    ({"current_password": "{password}", "new_password": NEW, "email": "x@example.com"},
     {("body", "email"): "extra_forbidden"}),
    ({"current_password": "{password}", "new_password": NEW, "scope": "users:write", "sessions": "keep"},
     {("body", "scope"): "extra_forbidden", ("body", "sessions"): "extra_forbidden"}),
], ids=["nothing", "types", "no_current", "no_new", "no_current_and_short", "one_more", "two_more"])
def test_a_faulty_body_changes_nothing(server, body, faults):
    person = server.registered()
    pair, other = server.logged_in(person), server.logged_in(person)
    body = {name: value.format(password=person.password) if isinstance(value, str) else value
            for name, value in body.items()}
    assert server.put("/users/me/password", body, token=pair["access_token"]).types() == faults
    is_unchanged(server, person, pair)
    lives(server, other)


@pytest.mark.parametrize("body, status", [("", (400, 422)), ("{", (400,)), ("[]", (422,)), ("null", (422,)),
                                          ('{"new_password": "a", "new_password": "b"}', (400,))])
def test_what_is_no_object_is_refused(server, pair, body, status):
    answer = server.request("PUT", "/users/me/password", body=body, token=pair["access_token"])
    assert answer.status in status, answer.body
    lives(server, pair)


def test_who_may_not_call_is_told_so_before_anything_else(server):
    person = server.registered()
    pair = server.logged_in(person)
    for body in ({"current_password": person.password, "new_password": NEW}, {"x": 1}, {}):
        answer = server.put("/users/me/password", body)
        assert (answer.status, answer.detail, answer.challenge) == (401, "Not authenticated", BARE)
        for token in ("abc", pair["refresh_token"], pair["access_token"][:-4] + "AAAA"):
            bearer_is_refused(server.put("/users/me/password", body, token=token))
    assert server.post("/auth/logout", token=pair["access_token"]).status == 204
    bearer_is_refused(change(server, pair, person.password))
    assert login_status(server, person, person.password) == 200


@pytest.mark.parametrize("command", ["disable", "delete"])
def test_a_user_who_is_gone_is_not_found(server, command):
    person = server.registered()
    pair = server.logged_in(person)
    assert server.run("users", command, person.email).code == 0
    bearer_is_refused(change(server, pair, person.password), "User not found")
    bearer_is_refused(server.delete("/users/me", token=pair["access_token"]), "User not found")
    if command == "disable":
        assert server.run("users", "enable", person.email).code == 0
        assert server.logged_in(person)


def test_passwords_are_compared_by_nfc(server):
    person = server.new_person()
    person.password = unicodedata.normalize("NFC", "pêché d'été à Zürich")
    pair = server.logged_in(server.registered(person))
    new = "façade über ångström 7"
    current = unicodedata.normalize("NFD", person.password)
    assert change(server, pair, current, unicodedata.normalize("NFD", new)).status == 204
    assert login_status(server, person, unicodedata.normalize("NFC", new)) == 200
    assert login_status(server, person, unicodedata.normalize("NFD", new)) == 200
    assert login_status(server, person, person.password) == 401


def test_a_password_is_changed_again_and_again(server):
    person = server.registered()
    pair = server.logged_in(person)
    passwords = [person.password] + [f"{NEW} {number}" for number in range(5)]
    for old, new in zip(passwords, passwords[1:]):
        other = server.logged_in(person) if old == person.password else None
        assert change(server, pair, old, new).status == 204
        if other:
            is_dead(server, other)
    for old in passwords[:-1]:
        assert login_status(server, person, old) == 401
    assert login_status(server, person, passwords[-1]) == 200
    lives(server, pair)


def test_a_changed_password_and_what_it_ended_survive_a_kill(tmp_path):
    server = Cardea(tmp_path).start()
    try:
        person = server.registered()
        other, mine = server.logged_in(person), server.logged_in(person)
        assert change(server, mine, person.password).status == 204
        server.kill()
        server.start()
        is_dead(server, other)
        lives(server, mine)
        assert login_status(server, person, person.password) == 401
        assert login_status(server, person, NEW) == 200
        assert NEW.encode() not in server.database.read_bytes() and NEW not in server.log()
    finally:
        server.finish()


# The throttle: one for every path that tries a credential.

def throttled(answer):
    return answer.status == 429 and answer.one("Retry-After").isdigit()


def test_a_wrong_current_password_counts_as_a_login_attempt(serve):
    server = serve({"throttle.login": "4/1h"})
    person = server.registered()
    pair = server.logged_in(person)
    for _ in range(4):
        assert change(server, pair, WRONG).places() == CURRENT_IS_WRONG
    assert throttled(change(server, pair, WRONG))
    assert throttled(change(server, pair, person.password)), "it would tell the right one"
    assert throttled(server.post("/auth/login", {"email": person.email, "password": person.password}))
    lives(server, pair)


def test_attempts_at_every_door_are_counted_together(serve):
    server = serve({"throttle.login": "4/1h"})
    person = server.registered()
    pair = server.logged_in(person)
    assert login_status(server, person, WRONG) == 401
    form = urlencode({"grant_type": "password", "username": person.email.upper(), "password": WRONG})
    assert server.post("/oauth/token", form=form).status == 400
    for _ in range(2):
        assert change(server, pair, WRONG).places() == CURRENT_IS_WRONG
    assert throttled(change(server, pair, WRONG))
    assert throttled(server.post("/oauth/token", form=form))


def test_a_guess_is_counted_whatever_new_password_comes_with_it(serve):
    server = serve({"throttle.login": "4/1h"})
    pair = server.logged_in()
    statuses = [change(server, pair, WRONG, "short").status for _ in range(6)]
    assert statuses == [422] * 4 + [429] * 2, "guesses that cost nothing"


def test_a_right_current_password_is_no_attempt(serve):
    server = serve({"throttle.login": "3/1h"})
    person = server.registered()
    pair = server.logged_in(person)
    old, new = person.password, NEW
    for _ in range(8):
        assert change(server, pair, old, new).status == 204
        old, new = new, old
    assert change(server, pair, WRONG).places() == CURRENT_IS_WRONG


def test_nobody_is_locked_out_by_a_body_that_tries_nothing(serve):
    server = serve({"throttle.login": "3/1h"})
    person = server.registered()
    pair = server.logged_in(person)
    for _ in range(6):
        assert server.put("/users/me/password", {"new_password": NEW}, token=pair["access_token"]).status == 422
        assert server.put("/users/me/password", {"current_password": WRONG, "new_password": NEW}).status == 401
    assert change(server, pair, person.password).status == 204


# DELETE /users/me

@pytest.mark.parametrize("path", ["/users/me", "/users/me/"])
def test_a_user_who_goes_is_gone(server, path):
    person, stranger = server.registered(), server.logged_in()
    other, mine = server.logged_in(person), server.logged_in(person)
    answer = server.delete(path, token=mine["access_token"])
    assert answer.status == 204 and answer.body == b"" and answer.one("Cache-Control") == "no-store"
    for pair in (mine, other):
        access_is_dead(server, pair, "User not found")
        refresh_is_dead(server, pair)
    bearer_is_refused(server.delete(path, token=mine["access_token"]), "User not found")
    assert login_status(server, person, person.password) == 401
    assert server.run("users", "show", person.id).code == 1
    lives(server, stranger)

    old_id = person.id
    assert server.registered(person).id != old_id, "the address is free, and its new user is another"
    pair = server.logged_in(person)
    assert server.me(pair["access_token"]).json()["id"] == user_of(pair) == person.id
    access_is_dead(server, mine, "User not found")
    refresh_is_dead(server, other)


def test_no_token_no_deletion(server, pair):
    answer = server.delete("/users/me")
    assert (answer.status, answer.detail, answer.challenge) == (401, "Not authenticated", BARE)
    bearer_is_refused(server.delete("/users/me", token=pair["refresh_token"]))
    other = server.logged_in()
    assert server.post("/auth/logout", token=other["access_token"]).status == 204
    bearer_is_refused(server.delete("/users/me", token=other["access_token"]))
    lives(server, pair)


def aged(server, pair, seconds):
    """The pair that a refresh brings once its session's sign-in lies so much further back."""
    assert server.stop() == 0
    with sqlite3.connect(server.database) as database:
        done = database.execute("UPDATE sessions SET created_at = created_at - ? WHERE id = ?",
                                (seconds, session_of(pair)))
        assert done.rowcount == 1
    server.start()
    newer = server.refreshed(pair["refresh_token"])
    assert claims_of(newer["access_token"])["auth_time"] == claims_of(pair["access_token"])["auth_time"] - seconds
    return newer


@pytest.fixture
def desk(tmp_path):
    """A server of the test's own, which it may stop."""
    cardea = Cardea(tmp_path)
    yield cardea
    cardea.finish()


def test_who_signed_in_too_long_ago_is_to_sign_in_again(desk):
    server = desk.start()
    person = server.registered()
    old = aged(server, server.logged_in(person), 301)
    answer = server.delete("/users/me", token=old["access_token"])
    assert (answer.status, answer.detail, answer.challenge) == (401, "Sign in again", TOO_OLD)
    newer = server.refreshed(old["refresh_token"])
    answer = server.delete("/users/me", token=newer["access_token"])
    assert (answer.status, answer.challenge) == (401, TOO_OLD), "a refresh is no sign-in"
    assert server.me(newer["access_token"]).json()["email"] == person.email
    assert change(server, newer, person.password).status == 204, "the password itself is asked for here"

    person.password = NEW
    assert server.delete("/users/me", token=server.logged_in(person)["access_token"]).status == 204
    access_is_dead(server, newer, "User not found")


def test_who_signed_in_within_five_minutes_may_go(desk):
    server = desk.start()
    person = server.registered()
    recent = aged(server, server.logged_in(person), 120)
    assert server.delete("/users/me", token=recent["access_token"]).status == 204
    access_is_dead(server, recent, "User not found")


def test_a_token_that_ended_is_told_before_an_old_sign_in(desk):
    server = desk.start()
    person = server.registered()
    ended = aged(server, server.logged_in(person), 301)
    gone = aged(server, server.logged_in(), 301)
    assert server.post("/auth/logout", token=ended["access_token"]).status == 204
    bearer_is_refused(server.delete("/users/me", token=ended["access_token"]))
    assert server.run("users", "disable", user_of(gone)).code == 0
    bearer_is_refused(server.delete("/users/me", token=gone["access_token"]), "User not found")


def test_a_user_who_went_stays_gone_after_a_kill(desk):
    server = desk.start()
    person = server.registered()
    pair = server.logged_in(person)
    assert server.delete("/users/me", token=pair["access_token"]).status == 204
    server.kill()
    server.start()
    access_is_dead(server, pair, "User not found")
    refresh_is_dead(server, pair)
    assert server.registered(person)
