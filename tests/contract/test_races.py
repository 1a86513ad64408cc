"""Races, run for real: many connections to the real server, over and over. What must hold is said of
the end, once everybody has been answered: no order of events may leave a token alive that should not
be, and none is believed that was handed out on the way."""

import itertools
import random
import sqlite3
import threading
import time
from collections import Counter

import pytest

from served import EFFORT, Cardea, rounds
from standing import is_dead, lives, session_of, user_of
from volley import Shot, login_shot, pairs_among, refresh_shot, volleys
from wire import Closed, request_bytes

NEW = "amber falcon harbour 31"
ADMIN = "users:read users:write"
CROWD = 50


@pytest.fixture(scope="module")
def server(serve):
    """Connections that no test has needed for a while stay open."""
    return serve({"limits.idle_time": "1h"})


@pytest.fixture(scope="module")
def crowd(server):
    """Connections for fifty at once."""
    with volleys(CROWD + 2, server) as some:
        yield some


@pytest.fixture(scope="module")
def admin(server):
    return server.permitted(ADMIN)


@pytest.fixture
def chance(request):
    """When the requests of a round are sent: another way each round, and the same in every run."""
    return random.Random(request.node.name)


def statuses(answers):
    return Counter(answer.status for answer in answers)


def was_a_race(outcomes):
    """Of many rounds some went one way and some the other, or nothing has been tried here."""
    print(dict(outcomes))
    assert len(outcomes) == 2 or EFFORT < 1, f"no race: {outcomes}"


# Refreshes.

def test_fifty_refreshes_of_one_token_have_one_successor_and_that_one_has_one_too(server, crowd):
    for _ in rounds(8):
        pair = server.logged_in()
        seen, generations = [pair], []
        for _ in range(3):
            answers = crowd.fire([refresh_shot(pair)] * CROWD)
            assert statuses(answers) == {200: CROWD}
            handed = pairs_among(answers)
            assert len({one["refresh_token"] for one in handed}) == 1, "one token has several successors"
            assert len({one["access_token"] for one in handed}) == CROWD
            assert {session_of(one) for one in handed} == {session_of(pair)}
            pair = handed[0]
            generations.append(pair["refresh_token"])
            seen += handed
        assert len(set(generations)) == 3
        live = crowd.fire([Shot("GET", "/users/me", token=one["access_token"]) for one in seen[-CROWD:]])
        assert statuses(live) == {200: CROWD}
        assert server.post("/auth/logout", token=seen[0]["access_token"]).status == 204
        for some in (seen[at:at + CROWD] for at in range(0, len(seen), CROWD)):
            dead = crowd.fire([Shot("GET", "/users/me", token=one["access_token"]) for one in some])
            assert statuses(dead) == {401: len(some)}, "the session is over, and not all of its tokens"


def test_a_token_its_successor_and_both_doors_at_once_do_not_fork(server, crowd, chance):
    for _ in rounds(10):
        parent = server.logged_in()
        child = server.refreshed(parent["refresh_token"])
        shots = []
        for number in range(40):
            token = (parent, child)[number % 2]["refresh_token"]
            form = f"grant_type=refresh_token&refresh_token={token}"
            shots.append(Shot("POST", "/oauth/token", form=form) if number % 3 else
                         Shot("POST", "/auth/refresh", {"refresh_token": token}))
        order = chance.sample(range(40), 40)
        answers = crowd.fire([shots[number] for number in order])
        assert statuses(answers) == {200: 40}
        successors = {0: set(), 1: set()}
        for number, answer in zip(order, answers):
            successors[number % 2].add(answer.json()["refresh_token"])
        assert successors[0] == {child["refresh_token"]}
        assert len(successors[1]) == 1
        assert server.refreshed(successors[1].pop())


def test_without_a_grace_time_fifty_refreshes_leave_nothing_alive(serve):
    server = serve({"tokens.refresh_grace": "0s"})
    with volleys(CROWD, server) as crowd:
        for _ in rounds(8):
            pair, bystander = server.logged_in(), server.logged_in()
            answers = crowd.fire([refresh_shot(pair)] * CROWD)
            handed = pairs_among(answers)
            assert len(handed) <= 1, "more than one use of a token that has one"
            for one in [pair, *handed]:
                is_dead(server, one)
            lives(server, bystander)


def test_refreshes_through_two_servers_have_one_successor(tmp_path):
    servers = [Cardea(tmp_path, {"tokens.issuer": "http://id.test"}) for _ in range(2)]
    for number, server in enumerate(servers):
        server.log_path = tmp_path / f"server-{number}.log"
    try:
        for server in servers:
            server.start()
        with volleys(32, *servers) as crowd:
            for _ in rounds(8):
                pair = servers[0].logged_in()
                answers = crowd.fire([refresh_shot(pair)] * 32)
                assert statuses(answers) == {200: 32}
                assert len({one["refresh_token"] for one in pairs_among(answers)}) == 1
                lives(servers[1], pairs_among(answers)[0])
    finally:
        for server in servers:
            server.finish()


# Refreshes beside the end of their session.

def by_logout(pair, _other, _admin, after):
    return Shot("POST", "/auth/logout", token=pair["access_token"], after=after)


def by_refresh_token(pair, _other, _admin, after):
    return Shot("POST", "/auth/logout", {"refresh_token": pair["refresh_token"]}, after=after)


def by_logout_all(_pair, other, _admin, after):
    return Shot("POST", "/auth/logout-all", token=other["access_token"], after=after)


def by_the_list(pair, other, _admin, after):
    return Shot("DELETE", f"/users/me/sessions/{session_of(pair)}", token=other["access_token"], after=after)


def by_an_administrator(pair, _other, admin, after):
    return Shot("POST", f"/users/{user_of(pair)}/revoke", token=admin["access_token"], after=after)


ENDINGS = [by_logout, by_refresh_token, by_logout_all, by_the_list, by_an_administrator]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_refreshes_racing_the_end_of_their_session_leave_no_token_alive(server, crowd, admin, chance, ending):
    outcomes = Counter()
    for _ in rounds(25):
        person = server.registered()
        pair, other, bystander = server.logged_in(person), server.logged_in(person), server.logged_in()
        newer = server.refreshed(pair["refresh_token"])
        shots = [refresh_shot(chance.choice((pair, newer)), chance.uniform(0, 0.003)) for _ in range(10)]
        shots.append(ending(pair, other, admin, chance.uniform(0, 0.003)))
        answers = crowd.fire(shots)
        assert answers[-1].status == 204, answers[-1].body
        assert set(statuses(answers[:-1])) <= {200, 401}, statuses(answers[:-1])
        outcomes.update(statuses(answers[:-1]))
        for one in [pair, newer, *pairs_among(answers)]:
            is_dead(server, one)
        lives(server, bystander)
    was_a_race(outcomes)


def test_logout_all_racing_the_refreshes_of_every_session_leaves_none(server, crowd, chance):
    for _ in rounds(20):
        person = server.registered()
        pairs = [server.logged_in(person) for _ in range(6)]
        shots = [refresh_shot(pair, chance.uniform(0, 0.003)) for pair in pairs for _ in range(4)]
        shots += [Shot("POST", "/auth/logout-all", token=pair["access_token"], after=chance.uniform(0, 0.003))
                  for pair in pairs[:2]]
        answers = crowd.fire(shots)
        assert 204 in [answer.status for answer in answers[-2:]]
        assert set(statuses(answers[-2:])) <= {204, 401}
        for one in [*pairs, *pairs_among(answers)]:
            is_dead(server, one)
        lives(server, server.logged_in(person))


def test_of_logins_beside_a_logout_all_each_lives_whole_or_not_at_all(server, crowd, chance):
    for _ in rounds(10):
        person = server.registered()
        pair = server.logged_in(person)
        shots = [login_shot(person, after=chance.uniform(0, 0.01)) for _ in range(6)]
        shots.append(Shot("POST", "/auth/logout-all", token=pair["access_token"], after=chance.uniform(0, 0.015)))
        answers = crowd.fire(shots)
        assert statuses(answers) == {200: 6, 204: 1}
        is_dead(server, pair)
        for one in pairs_among(answers):
            (lives if server.me(one["access_token"]).status == 200 else is_dead)(server, one)


# After the answer.

def test_after_the_answer_to_a_logout_no_request_succeeds(server, crowd, admin):
    """At once, on many connections, which have their places on all of the server's threads."""
    for number, ending in zip(rounds(100), itertools.cycle(ENDINGS)):
        person = server.registered()
        pair, other = server.logged_in(person), server.logged_in(person)
        with server.connect() as connection:
            shot = ending(pair, other, admin, 0.0)
            connection.send(shot.bytes())
            assert connection.answer().status == 204
        shots = [Shot("GET", "/users/me", token=pair["access_token"])] * 14 + [refresh_shot(pair)] * 2
        answers = crowd.fire(shots)
        assert statuses(answers) == {401: 16}, (number, ending.__name__, statuses(answers))


class Hammer:
    """Asks for /users/me without pause, and notes for each answer when the request was sent."""

    def __init__(self, server, token):
        self.connection = server.connect()
        self.request = request_bytes("GET", "/users/me", [("Authorization", f"Bearer {token}")])
        self.sent_of_200 = 0.0
        self.refusals = 0
        self.answers = Counter()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        try:
            while self.refusals < 20 and sum(self.answers.values()) < 20_000:
                sent = time.monotonic()
                status = self.connection.send(self.request).answer().status
                self.answers[status] += 1
                if status == 200:
                    self.sent_of_200 = sent
                    self.refusals = 0
                else:
                    self.refusals += 1
        finally:
            self.connection.close()


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_no_read_that_is_sent_after_the_answer_succeeds_however_busy_the_session(server, admin, chance, ending):
    for _ in rounds(8):
        person = server.registered()
        pair, other = server.logged_in(person), server.logged_in(person)
        shot = ending(pair, other, admin, 0.0)
        with server.connect() as connection:
            hammers = [Hammer(server, pair["access_token"]) for _ in range(4)]
            time.sleep(chance.uniform(0.005, 0.03))
            connection.send(shot.bytes())
            answer = connection.answer()
            arrived = time.monotonic()
        for hammer in hammers:
            hammer.thread.join()
        assert answer.status == 204, answer.body
        for hammer in hammers:
            assert hammer.refusals == 20, f"it went on: {hammer.answers}"
            assert set(hammer.answers) == {200, 401}, hammer.answers
            late = hammer.sent_of_200 - arrived
            assert late <= 0, f"a request that was sent {late * 1000:.2f} ms after the 204 arrived succeeded"


def test_a_disabled_user_reads_nothing_after_the_answer(server, admin, crowd):
    for _ in rounds(20):
        person = server.registered()
        pairs = [server.logged_in(person) for _ in range(4)]
        answer = server.patch(f"/users/{person.id}", {"disabled": True}, token=admin["access_token"])
        assert answer.status == 200, answer.body
        answers = crowd.fire([Shot("GET", "/users/me", token=pair["access_token"]) for pair in pairs * 4])
        assert {(answer.status, answer.detail) for answer in answers} == {(401, "User not found")}


def test_the_other_sessions_read_nothing_after_the_answer_to_a_new_password(server, crowd):
    for _ in rounds(20):
        person = server.registered()
        mine, other = server.logged_in(person), server.logged_in(person)
        answer = server.put("/users/me/password", {"current_password": person.password, "new_password": NEW},
                            token=mine["access_token"])
        assert answer.status == 204, answer.body
        answers = crowd.fire([Shot("GET", "/users/me", token=pair["access_token"]) for pair in (mine, other) * 8])
        assert [answer.status for answer in answers] == [200, 401] * 8


# Registrations.

def test_fifty_registrations_of_one_address_make_one_user(server, crowd):
    for _ in rounds(4):
        person = server.new_person()
        spellings = [person.email, person.email.upper(), person.email.title(), f" {person.email} "]
        bodies = [{"email": spellings[number % 4], "password": f"{person.password} {number}"}
                  for number in range(CROWD)]
        answers = crowd.fire([Shot("POST", "/auth/register", body) for body in bodies])
        assert statuses(answers) == {201: 1, 409: CROWD - 1}
        (winner,) = [number for number, answer in enumerate(answers) if answer.status == 201]
        logins = crowd.fire([Shot("POST", "/auth/login", body) for body in bodies[:winner + 1]])
        assert [answer.status for answer in logins] == [401] * winner + [200], "the password of another"
        pair = logins[winner].json()
        assert server.me(pair["access_token"]).json() == answers[winner].json()
        with sqlite3.connect(server.database) as database:
            (count,) = database.execute("SELECT count(*) FROM users WHERE lower(email) LIKE ?",
                                        (f"%{person.email.lower()}%",)).fetchone()
        assert count == 1


# Logins beside a change of what they prove.

def logins(person, chance, password=None):
    """Logins by either door, some of which have been checked and not yet written when the change comes."""
    shots = [login_shot(person, password, chance.uniform(0, 0.012)) for _ in range(4)]
    body = f"grant_type=password&username={person.email}&password={(password or person.password).replace(' ', '%20')}"
    shots += [Shot("POST", "/oauth/token", form=body, after=chance.uniform(0, 0.012)) for _ in range(3)]
    return shots


def test_logins_racing_a_change_of_the_password_leave_no_session_of_the_old_one(server, crowd, chance):
    outcomes = Counter()
    for _ in rounds(30):
        person = server.registered()
        mine = server.logged_in(person)
        old, new = logins(person, chance), logins(person, chance, NEW)
        change = Shot("PUT", "/users/me/password", {"current_password": person.password, "new_password": NEW},
                      token=mine["access_token"], after=chance.uniform(0, 0.012))
        answers = crowd.fire([*old, *new, change])
        assert answers[-1].status == 204, answers[-1].body
        for one in pairs_among(answers[:len(old)]):
            is_dead(server, one)
        for one in pairs_among(answers[len(old):]):
            lives(server, one)
        lives(server, mine)
        assert server.post("/auth/login", {"email": person.email, "password": person.password}).status == 401
        outcomes.update(answer.status == 200 for answer in answers[:len(old)])
    was_a_race(outcomes)


def test_two_changes_of_one_password_at_once_end_in_one_of_both(server, crowd, chance):
    for _ in rounds(15):
        person = server.registered()
        pairs = [server.logged_in(person) for _ in range(2)]
        news = [f"{NEW} {number}" for number in range(2)]
        answers = crowd.fire([
            Shot("PUT", "/users/me/password", {"current_password": person.password, "new_password": new},
                 token=pair["access_token"], after=chance.uniform(0, 0.004)) for pair, new in zip(pairs, news)])
        # The second finds that its session has ended, or that its current password is no longer right.
        assert sorted(answer.status for answer in answers)[0] == 204, [answer.body for answer in answers]
        won = [answer.status == 204 for answer in answers]
        assert sum(won) == 1, "both have changed what only one could know"
        for pair, is_winner in zip(pairs, won):
            (lives if is_winner else is_dead)(server, pair)
        for new, is_winner in zip(news, won):
            status = server.post("/auth/login", {"email": person.email, "password": new}).status
            assert status == (200 if is_winner else 401)


@pytest.mark.parametrize("method, body", [("PATCH", {"disabled": True}), ("DELETE", None)], ids=["disable", "delete"])
def test_logins_racing_an_administrator_leave_no_session(server, crowd, admin, chance, method, body):
    outcomes = Counter()
    for _ in rounds(30):
        person = server.registered()
        pair = server.logged_in(person)
        shots = logins(person, chance) + [refresh_shot(pair, chance.uniform(0, 0.012)) for _ in range(3)]
        shots.append(Shot(method, f"/users/{person.id}", body, token=admin["access_token"],
                          after=chance.uniform(0, 0.012)))
        answers = crowd.fire(shots)
        assert answers[-1].status in (200, 204), answers[-1].body
        outcomes.update(answer.status == 200 for answer in answers[:7])
        handed = [pair, *pairs_among(answers)]
        for one in handed:
            is_dead(server, one, "User not found")
        if method == "PATCH":  # they have ended, and are not hidden only
            answer = server.patch(f"/users/{person.id}", {"disabled": False}, token=admin["access_token"])
            assert answer.status == 200
            for one in handed:
                is_dead(server, one)
    was_a_race(outcomes)


def test_logins_racing_a_user_who_goes_leave_no_session(server, crowd, chance):
    for _ in rounds(20):
        person = server.registered()
        pair = server.logged_in(person)
        shots = logins(person, chance)
        shots.append(Shot("DELETE", "/users/me", token=pair["access_token"], after=chance.uniform(0, 0.012)))
        answers = crowd.fire(shots)
        assert answers[-1].status == 204, answers[-1].body
        for one in [pair, *pairs_among(answers)]:
            is_dead(server, one, "User not found")
        assert server.registered(person)


@pytest.mark.parametrize("command", ["disable", "delete", "password"])
def test_logins_racing_the_command_line_leave_no_session(server, chance, command):
    """Logins one after another on several connections, for as long as the command runs and a while more."""
    for _ in rounds(4):
        person = server.registered()
        handed, ended = [server.logged_in(person)], threading.Event()

        def sign_in(person=person, handed=handed, ended=ended):
            with server.connect() as connection:
                data = login_shot(person).bytes()
                while not ended.is_set():
                    answer = connection.send(data).answer()
                    assert answer.status in (200, 401), answer.body
                    if answer.status == 200:
                        handed.append(answer.json())

        threads = [threading.Thread(target=sign_in) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            time.sleep(chance.uniform(0, 0.02))
            run = server.run("users", command, person.email, stdin=NEW + "\n")
        finally:
            ended.set()
            for thread in threads:
                thread.join()
        assert run.code == 0, run
        if command == "disable":
            assert server.run("users", "enable", person.email).code == 0
        deadline = time.monotonic() + 10  # the reads learn of it from the journal
        expected = "User not found" if command == "delete" else "Invalid token"
        for one in handed:
            while (answer := server.me(one["access_token"])).status == 200 or answer.detail != expected:
                assert time.monotonic() < deadline, answer.body
            is_dead(server, one, expected)


def test_logins_at_once_leave_a_hundred_sessions_and_no_more(server, crowd):
    person = server.registered()
    pairs = [server.logged_in(person) for _ in range(95)]
    answers = crowd.fire([login_shot(person)] * 20)
    assert statuses(answers) == {200: 20}
    pairs += pairs_among(answers)
    reads = [answer.status for at in range(0, len(pairs), CROWD) for answer in
             crowd.fire([Shot("GET", "/users/me", token=pair["access_token"]) for pair in pairs[at:at + CROWD]])]
    assert reads == [401] * 15 + [200] * 100, "the oldest end"
    for pair, status in zip(pairs[:20] + pairs[-20:], reads[:20] + reads[-20:]):
        (lives if status == 200 else is_dead)(server, pair)


# Scopes.

def test_a_grant_beside_the_end_of_what_it_rests_on_is_in_an_order(server, crowd, chance):
    """An administrator grants a scope while it is taken from that administrator: whoever is asked after
    the answer refuses, and what was refused was not done."""
    root = server.permitted(ADMIN + " notes:read")

    def scope_of(person):
        return server.get(f"/users/{person.id}", token=root["access_token"]).json()["scope"]

    outcomes = Counter()
    for _ in rounds(15):
        grantor, targets = server.registered(), [server.registered() for _ in range(6)]
        pair = server.permitted(ADMIN + " notes:read", grantor)
        shots = [Shot("PATCH", f"/users/{target.id}", {"scope": "notes:read"}, token=pair["access_token"],
                      after=chance.uniform(0, 0.004)) for target in targets]
        shots.append(Shot("PATCH", f"/users/{grantor.id}", {"scope": ADMIN}, token=root["access_token"],
                          after=chance.uniform(0, 0.004)))
        *grants, taking = crowd.fire(shots)
        assert taking.status == 200, taking.body
        assert set(statuses(grants)) <= {200, 403}, statuses(grants)
        outcomes.update(statuses(grants))
        for target, grant in zip(targets, grants):
            assert scope_of(target) == ("notes:read" if grant.status == 200 else "")
        without = [target for target, grant in zip(targets, grants) if grant.status == 403] + [server.registered()]
        late = crowd.fire([Shot("PATCH", f"/users/{target.id}", {"scope": "notes:read users:read"},
                                token=pair["access_token"]) for target in without])
        assert set(statuses(late)) == {403}, "granted after it was taken away"
    was_a_race(outcomes)


def test_keeping_a_scope_never_brings_back_what_is_taken_away_meanwhile(server, crowd, chance):
    """Who lacks a scope may leave it to a user who has it: `keep` says so while `take` removes it. In
    whatever order, it is gone in the end."""
    root, keeper = server.permitted(ADMIN + " billing:admin"), server.permitted(ADMIN)
    outcomes = Counter()
    for _ in rounds(30):
        target = server.registered()
        give = server.patch(f"/users/{target.id}", {"scope": "billing:admin"}, token=root["access_token"])
        assert give.status == 200, give.body
        keep = Shot("PATCH", f"/users/{target.id}", {"scope": "billing:admin users:read"}, token=keeper["access_token"],
                    after=chance.uniform(0, 0.002))
        take = Shot("PATCH", f"/users/{target.id}", {"scope": ""}, token=root["access_token"],
                    after=chance.uniform(0, 0.002))
        kept, *more, taken = crowd.fire([keep, keep, keep, take])
        assert taken.status == 200, taken.body
        outcomes.update(statuses([kept, *more]))
        assert set(outcomes) <= {200, 403}, outcomes
        scope = server.get(f"/users/{target.id}", token=root["access_token"]).json()["scope"]
        assert "billing:admin" not in scope, "a scope came back that nobody who has it gave"
    was_a_race(outcomes)


def test_patches_of_different_members_do_not_undo_each_other(server, crowd, admin, chance):
    for number in rounds(20):
        target = server.registered()
        own = server.logged_in(target)
        answers = crowd.fire([
            Shot("PATCH", f"/users/{target.id}", {"scope": "users:read"}, token=admin["access_token"],
                 after=chance.uniform(0, 0.002)),
            Shot("PATCH", "/users/me", {"name": f"n{number}"}, token=own["access_token"],
                 after=chance.uniform(0, 0.002)),
            Shot("PATCH", f"/users/{target.id}", {"disabled": False}, token=admin["access_token"],
                 after=chance.uniform(0, 0.002))])
        assert statuses(answers) == {200: 3}
        user = server.me(own["access_token"]).json()
        assert (user["scope"], user["name"], user["disabled"]) == ("users:read", f"n{number}", False)


# Kills.

def test_what_was_answered_before_a_kill_is_over_after_it(tmp_path):
    server = Cardea(tmp_path)
    try:
        server.start()
        person = server.registered()
        for _ in rounds(4):
            pairs = [server.logged_in(person) for _ in range(40)]
            answered = []

            def log_out(some, server=server, answered=answered):
                try:
                    with server.connect() as connection:
                        for pair in some:
                            data = by_logout(pair, None, None, 0.0).bytes()
                            assert connection.send(data).answer().status == 204
                            answered.append(pair)
                except (OSError, Closed):  # the server was killed
                    pass

            threads = [threading.Thread(target=log_out, args=(pairs[number::4],)) for number in range(4)]
            for thread in threads:
                thread.start()
            while len(answered) < 5:
                time.sleep(0.0005)
            server.kill()
            for thread in threads:
                thread.join()
            server.start()
            for pair in answered:
                is_dead(server, pair)
            for pair in pairs:
                (lives if server.me(pair["access_token"]).status == 200 else is_dead)(server, pair)
            assert server.post("/auth/logout", token=server.logged_in(person)["access_token"]).status == 204
    finally:
        server.finish()


# A body that comes slowly: its caller was let in before, and is looked at once more.

def begun(server, method, path, token, body):
    """A request of which the last byte has not been sent yet."""
    connection = server.connect()
    connection.send(f"{method} {path} HTTP/1.1\r\nHost: cardea.test\r\nAuthorization: Bearer {token}\r\n"
                    f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body[:-1]}".encode())
    # Answered on another connection of the same server: by then the guard has most likely run.
    for _ in range(20):
        assert server.get("/healthz").status == 200
    return connection


def test_a_slow_body_changes_nothing_after_the_logout(server):
    person = server.registered()
    pair = server.logged_in(person)
    with begun(server, "PATCH", "/users/me", pair["access_token"], '{"name": "Eve"}') as slow:
        assert server.post("/auth/logout", token=pair["access_token"]).status == 204
        assert slow.send(b"}").answer().status == 401
    assert server.me(server.logged_in(person)["access_token"]).json()["name"] is None


def test_a_slow_body_enables_and_grants_nothing_once_the_administrator_is_disabled(server):
    rogue, other = server.permitted("users:read users:write"), server.permitted("users:read users:write")
    rogue_id, target = user_of(rogue), server.registered()
    with begun(server, "PATCH", f"/users/{rogue_id}", rogue["access_token"], '{"disabled": false}') as one, \
         begun(server, "PATCH", f"/users/{target.id}", rogue["access_token"], '{"scope": "users:write"}') as two:
        answer = server.patch(f"/users/{rogue_id}", {"disabled": True}, token=other["access_token"])
        assert answer.status == 200
        assert one.send(b"}").answer().status == 401
        assert two.send(b"}").answer().status == 401
    found = [server.get(f"/users/{who}", token=other["access_token"]).json() for who in (rogue_id, target.id)]
    assert found[0]["disabled"] and found[1]["scope"] == ""
