"""What ends elsewhere ends here: by the command line in another process, and by another server on the
same database. How soon is printed (pytest -s), and held to a bound that no machine is too slow for."""

import threading
import time

import pytest

from served import Cardea
from standing import bearer_is_refused, is_dead, lives, refresh_is_dead, session_of
from wire import Closed

OTHER_PASSWORD = "amber falcon harbour 31"
PATIENCE = 2.0  # seconds; 0.1 is what is promised of a machine that is not busy

# What a token opens: reads that ask no database, one that does, and a write.
READ = [("GET", "/users/me", None), ("GET", "/users/me/sessions", None)]
WRITE = [("PATCH", "/users/me", {}), ("POST", "/auth/logout-all", None)]


def measured(what, seconds):
    """Prints how long it took from the moment that another had done it."""
    print(f"\n    {what}: {seconds * 1000:.1f} ms", end="")
    assert seconds <= PATIENCE, f"{what} took {seconds:.3f} s to get here"


def seconds_until_refused(server, pair, detail="Invalid token"):
    """How long a read still goes on. Once refused, it is so on every connection, and for one reason."""
    started = time.monotonic()
    with server.connect() as connection:
        while True:
            # A read that asks no database.
            answer = server.get("/users/me/sessions", token=pair["access_token"], connection=connection)
            took = time.monotonic() - started
            if answer.status != 200 or took > PATIENCE:
                break
    bearer_is_refused(answer, detail)
    for _ in range(10):
        bearer_is_refused(server.me(pair["access_token"]), detail)
    return took


def ended_for_every_path(server, pair, detail):
    for method, path, body in READ + WRITE:
        bearer_is_refused(server.request(method, path, json_body=body, token=pair["access_token"]), detail)
    bearer_is_refused(server.delete(f"/users/me/sessions/{session_of(pair)}", token=pair["access_token"]), detail)
    bearer_is_refused(server.post("/auth/logout", token=pair["access_token"]), detail)
    refresh_is_dead(server, pair)
    answer = server.post("/oauth/token", form=f"grant_type=refresh_token&refresh_token={pair['refresh_token']}")
    assert (answer.status, answer.json()["error"]) == (400, "invalid_grant")


def by_command(server, person, command):
    run = server.run("users", command, person.email, stdin=OTHER_PASSWORD + "\n", wait=False)
    assert run.code == 0, run


# The command line beside a running server.

COMMANDS = [("disable", "User not found"), ("delete", "User not found"), ("password", "Invalid token")]


@pytest.mark.parametrize("command, detail", COMMANDS, ids=[command for command, _ in COMMANDS])
def test_a_command_reaches_the_reads_of_a_running_server(server, command, detail):
    worst = 0.0
    for _ in range(5):
        person, bystander = server.registered(), server.logged_in()
        pair = server.logged_in(person)
        newer = server.refreshed(pair["refresh_token"])
        assert server.me(newer["access_token"]).status == 200
        by_command(server, person, command)
        worst = max(worst, seconds_until_refused(server, newer, detail))
        for one in (pair, newer):
            ended_for_every_path(server, one, detail)
        lives(server, bystander)
    measured(f"users {command}, at most", worst)


@pytest.mark.parametrize("command, detail", COMMANDS, ids=[command for command, _ in COMMANDS])
@pytest.mark.parametrize("path", ["/auth/refresh", "/oauth/token"])
def test_a_command_is_known_at_once_where_the_database_is_asked(server, path, command, detail):
    person = server.registered()
    pair = server.logged_in(person)
    by_command(server, person, command)
    if path == "/auth/refresh":
        refresh_is_dead(server, pair)
    else:
        answer = server.post(path, form=f"grant_type=refresh_token&refresh_token={pair['refresh_token']}")
        assert (answer.status, answer.json()["error"]) == (400, "invalid_grant")
    assert server.post("/auth/login", {"email": person.email, "password": person.password}).status == 401
    seconds_until_refused(server, pair, detail)


@pytest.mark.parametrize("command", ["disable", "delete"])
def test_a_user_who_is_gone_writes_nothing_more_once_the_command_has_ended(server, command):
    person = server.registered()
    pair = server.logged_in(person)
    by_command(server, person, command)
    bearer_is_refused(server.patch("/users/me", {"name": "x"}, token=pair["access_token"]), "User not found")
    bearer_is_refused(server.put("/users/me/password", {"current_password": person.password, "new_password": "x"},
                                 token=pair["access_token"]), "User not found")
    bearer_is_refused(server.delete("/users/me", token=pair["access_token"]), "User not found")


def is_known_enabled(server, pair):
    """Waits until this server takes a user of an earlier session for enabled again. For a moment it may
    still know less, but it never goes from a refusal back to believing the old token."""
    deadline, refused = time.monotonic() + PATIENCE, False
    while (answer := server.me(pair["access_token"])).status == 200 or answer.detail != "Invalid token":
        assert time.monotonic() < deadline, "it does not get here"
        assert not (refused and answer.status == 200), "a token came back"
        refused = refused or answer.status == 401
    is_dead(server, pair)


def test_enabling_by_the_command_line_brings_no_token_back(server):
    person = server.registered()
    pair = server.logged_in(person)
    by_command(server, person, "disable")
    seconds_until_refused(server, pair, "User not found")
    by_command(server, person, "enable")
    again = server.logged_in(person)
    is_known_enabled(server, pair)
    lives(server, again)


def test_disabled_and_enabled_in_a_breath_ends_the_sessions_too(server):
    for _ in range(5):
        person = server.registered()
        pair = server.logged_in(person)
        by_command(server, person, "disable")
        by_command(server, person, "enable")
        is_known_enabled(server, pair)
        lives(server, server.logged_in(person))


def test_one_command_after_another_gets_here(server):
    people = [server.registered() for _ in range(12)]
    pairs = [server.logged_in(person) for person in people]
    for person in people[:8]:
        by_command(server, person, "disable")
    worst = max(seconds_until_refused(server, pair, "User not found") for pair in pairs[:8])
    measured("the last of eight, at most", worst)
    for pair in pairs[8:]:
        lives(server, pair)


def test_a_command_gets_here_while_many_write(server):
    person = server.registered()
    pair = server.logged_in(person)
    busy, ended = [server.logged_in() for _ in range(3)], threading.Event()

    def write(own):
        number = 0
        while not ended.is_set():
            number += 1
            assert server.patch("/users/me", {"name": f"n{number}"}, token=own["access_token"]).status == 200
            time.sleep(0.005)  # or the command, a process of its own, seldom gets the database to itself

    threads = [threading.Thread(target=write, args=(own,)) for own in busy]
    for thread in threads:
        thread.start()
    try:
        by_command(server, person, "disable")
        took = seconds_until_refused(server, pair, "User not found")
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    measured("while others write", took)
    for own in busy:
        lives(server, own)


# Two servers on one database.

@pytest.fixture(scope="module")
def two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cardea")
    servers = [Cardea(folder, {"tokens.issuer": "http://id.test"}) for _ in range(2)]
    for number, server in enumerate(servers):
        server.log_path = folder / f"server-{number}.log"
    try:
        yield [server.start() for server in servers]
    finally:
        for server in servers:
            server.finish()


def log_out(server, pair, _person):
    return server.post("/auth/logout", token=pair["access_token"])


def log_out_by_refresh_token(server, pair, _person):
    return server.post("/auth/logout", {"refresh_token": pair["refresh_token"]})


def log_out_everywhere(server, _pair, person):
    return server.post("/auth/logout-all", token=server.logged_in(person)["access_token"])


def end_it_from_the_list(server, pair, person):
    return server.delete(f"/users/me/sessions/{session_of(pair)}", token=server.logged_in(person)["access_token"])


def change_the_password(server, _pair, person):
    return server.put("/users/me/password", {"current_password": person.password, "new_password": OTHER_PASSWORD},
                      token=server.logged_in(person)["access_token"])


def delete_oneself(server, _pair, person):
    return server.delete("/users/me", token=server.logged_in(person)["access_token"])


def be_disabled(server, _pair, person):
    return server.patch(f"/users/{person.id}", {"disabled": True},
                        token=server.permitted("users:read users:write")["access_token"])


def be_deleted(server, _pair, person):
    return server.delete(f"/users/{person.id}", token=server.permitted("users:read users:write")["access_token"])


def be_revoked(server, _pair, person):
    return server.post(f"/users/{person.id}/revoke",
                       token=server.permitted("users:read users:write")["access_token"])


GONE = (delete_oneself, be_disabled, be_deleted)
ENDINGS = (log_out, log_out_by_refresh_token, log_out_everywhere, end_it_from_the_list, change_the_password,
           be_revoked, *GONE)


@pytest.mark.parametrize("end", ENDINGS, ids=lambda end: end.__name__)
def test_what_ends_at_one_server_ends_at_the_other(two, end):
    detail = "User not found" if end in GONE else "Invalid token"
    worst = 0.0
    for here, there in (two, two[::-1]):
        person = here.registered()
        bystander = there.logged_in()
        pair = there.logged_in(person)
        newer = here.refreshed(pair["refresh_token"])
        for server in two:
            assert server.me(newer["access_token"]).status == 200
        assert end(here, newer, person).status in (200, 204)
        for one in (pair, newer):  # where it was done, at once
            bearer_is_refused(here.me(one["access_token"]), detail)
        refresh_is_dead(there, newer)  # where the database is asked, too
        worst = max(worst, seconds_until_refused(there, newer, detail))
        ended_for_every_path(there, pair, detail)
        ended_for_every_path(here, newer, detail)
        for server in two:
            assert server.me(bystander["access_token"]).status == 200
    measured(f"{end.__name__}, at the other server, at most", worst)


def test_a_command_reaches_both_servers(two):
    for command, detail in COMMANDS:
        person = two[0].registered()
        pairs = [server.logged_in(person) for server in two]
        by_command(two[0], person, command)
        for server in two:
            for pair in pairs:
                seconds_until_refused(server, pair, detail)


def test_a_session_begun_at_one_server_is_good_at_the_other_at_once(two):
    for here, there in (two, two[::-1]):
        for _ in range(20):
            pair = here.logged_in()
            assert there.me(pair["access_token"]).status == 200
            assert [session["id"] for session in
                    there.get("/users/me/sessions", token=pair["access_token"]).json()["items"]] == [session_of(pair)]


def test_what_ended_while_one_server_was_killed_is_known_when_it_comes_back(tmp_path):
    servers = [Cardea(tmp_path, {"tokens.issuer": "http://id.test"}) for _ in range(2)]
    for number, server in enumerate(servers):
        server.log_path = tmp_path / f"server-{number}.log"
    here, there = servers
    try:
        here.start()
        there.start()
        people = [here.registered() for _ in range(3)]
        pairs = [here.logged_in(person) for person in people]
        there.kill()
        with pytest.raises((OSError, Closed)):
            there.me(pairs[0]["access_token"])
        assert here.post("/auth/logout", token=pairs[0]["access_token"]).status == 204
        by_command(here, people[1], "disable")
        here.kill()
        there.start()
        is_dead(there, pairs[0])
        is_dead(there, pairs[1], "User not found")
        lives(there, pairs[2])
    finally:
        for server in servers:
            server.finish()
