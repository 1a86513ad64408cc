"""How often a password may be tried: by account and network, by account, by network; and that a
refusal tells nobody which it was, nor whether there is such an account. The networks are those that a
trusted proxy names."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

RATE = 3
TENFOLD = 10 * RATE
PROXY = "127.0.0.8"
LOGIN = {"server.trusted_proxies": PROXY, "throttle.login": f"{RATE}/1h"}  # an hour: no room comes back meanwhile


@pytest.fixture(scope="module")
def strict(serve):
    return serve(LOGIN)


class Networks:
    """Addresses that no test has used yet: each a stranger of its own."""
    number = 0

    @classmethod
    def new(cls):
        cls.number += 1
        return f"198.18.{cls.number // 256}.{cls.number % 256}"


def log_in(server, email, password, network, path="/auth/login"):
    fields = [("X-Forwarded-For", network)]
    with server.connect(source=PROXY) as connection:
        if path == "/oauth/token":
            form = f"grant_type=password&username={email}&password={password}".replace(" ", "+")
            return server.post(path, form=form, fields=fields, connection=connection)
        return server.post(path, {"email": email, "password": password}, fields=fields, connection=connection)


def guesses(server, email, networks):
    return [log_in(server, email, "wrong password here", network).status for network in networks]


def fill_account(server, email):
    """Strangers everywhere try all that may be tried at this account."""
    assert guesses(server, email, [Networks.new() for _ in range(TENFOLD)]) == [401] * TENFOLD


def test_one_account_from_one_network(strict):
    person, network = strict.registered(), Networks.new()
    assert guesses(strict, person.email, [network] * 5) == [401] * RATE + [429] * 2
    assert log_in(strict, person.email.upper(), person.password, network).status == 429
    assert log_in(strict, person.email, person.password, network, "/oauth/token").status == 429, "the other door"
    assert log_in(strict, person.email, person.password, Networks.new()).status == 200
    assert log_in(strict, strict.registered().email, "wrong", network).status == 401


def test_one_account_from_many_networks(strict):
    person = strict.registered()
    fill_account(strict, person.email)
    newcomer = Networks.new()
    assert guesses(strict, person.email, [newcomer, Networks.new()]) == [429, 429]
    assert log_in(strict, person.email, person.password, newcomer).status == 429
    assert log_in(strict, person.email, person.password, newcomer, "/oauth/token").status == 429


def test_many_accounts_from_one_network(strict):
    network = Networks.new()
    strangers = [f"nobody-{number}@example.com" for number in range(TENFOLD)]
    statuses = [log_in(strict, email, "wrong", network).status for email in strangers]
    assert statuses == [401] * TENFOLD
    person = strict.registered()
    assert log_in(strict, person.email, person.password, network).status == 429
    assert log_in(strict, person.email, person.password, Networks.new()).status == 200


def test_nobody_is_kept_out_of_where_they_come_from(strict):
    person, home = strict.registered(), Networks.new()
    assert log_in(strict, person.email, person.password, home).status == 200
    fill_account(strict, person.email)
    assert log_in(strict, person.email, person.password, Networks.new()).status == 429
    for _ in range(2 * TENFOLD):
        assert log_in(strict, person.email, person.password, home).status == 200, "and none of these is counted"
    assert guesses(strict, person.email, [home] * 5) == [401] * RATE + [429] * 2, "a known network guesses no more"


def test_a_known_network_is_known_after_a_restart(serve):
    server = serve(LOGIN)
    person, home = server.registered(), "2001:db8:1:2::1"
    assert log_in(server, person.email, person.password, home).status == 200
    server.restart()
    fill_account(server, person.email)
    assert log_in(server, person.email, person.password, "2001:db8:1:3::1").status == 429
    assert log_in(server, person.email, person.password, "2001:db8:1:2:ffff::1").status == 200, "the same /64"


def test_an_account_that_there_is_not_is_counted_alike(strict):
    person = strict.registered()
    networks = [Networks.new() for _ in range(7)] * 8
    known = guesses(strict, person.email, networks)
    assert known.count(401) == 7 * RATE
    others = [Networks.new() for _ in range(7)] * 8
    assert guesses(strict, "nobody-at-all@example.com", others) == known


def test_a_refusal_says_the_same_to_everybody(strict):
    person, disabled, network = strict.registered(), strict.registered(), Networks.new()
    assert strict.run("users", "disable", disabled.email).code == 0
    nobody, crowded = "nobody-again@example.com", Networks.new()
    for email in (person.email, disabled.email, nobody):
        guesses(strict, email, [network] * RATE)
    for number in range(TENFOLD):
        log_in(strict, f"somebody-{number}@example.com", "wrong", crowded)
    everywhere = strict.registered()
    fill_account(strict, everywhere.email)
    fill_account(strict, "nobody-anywhere@example.com")
    refusals = [log_in(strict, email, password, where) for email, password, where in [
        (person.email, "wrong", network), (person.email, person.password, network), (disabled.email, "wrong", network),
        (disabled.email, disabled.password, network), (nobody, "wrong", network),
        (everywhere.email, everywhere.password, Networks.new()), ("nobody-anywhere@example.com", "x", Networks.new()),
        (person.email, person.password, crowded), ("nobody-yet@example.com", "x", crowded)]]
    assert [answer.status for answer in refusals] == [429] * len(refusals)
    assert len({answer.without("Date", "X-Request-Id") for answer in refusals}) == 1


def test_a_refusal_says_what_it_should(strict):
    network = Networks.new()
    guesses(strict, "who@example.com", [network] * RATE)
    answer = log_in(strict, "who@example.com", "x", network)
    assert answer.status == 429 and answer.detail == "Too many attempts; try again later"
    assert answer.one("Retry-After") == "1200"
    assert answer.one("RateLimit-Policy") == f'"login";q={RATE};w=3600'
    assert answer.one("RateLimit") == '"login";r=0;t=1200'


def test_a_registration_is_refused_in_the_same_form(serve):
    server = serve({"throttle.register": "1/1h"})
    answers = [server.post("/auth/register", {"email": p.email, "password": p.password})
               for p in (server.new_person(), server.new_person())]
    assert [answer.status for answer in answers] == [201, 429]
    wait = answers[1].one("Retry-After")
    assert re.fullmatch(r"3[56]\d\d", wait)
    assert answers[1].one("RateLimit-Policy") == '"register";q=1;w=3600'
    assert answers[1].one("RateLimit") == f'"register";r=0;t={wait}'


def at_once(count, work):
    start = threading.Barrier(count)

    def begin(number):
        start.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def test_guesses_made_at_once_are_all_counted(strict):
    person, network = strict.registered(), Networks.new()
    networks = [Networks.new() for _ in range(50)]
    one = at_once(40, lambda n: log_in(strict, person.email, f"guess {n}", network).status)
    assert one.count(401) == RATE and one.count(429) == 40 - RATE
    everywhere = at_once(50, lambda n: log_in(strict, "target@example.com", f"guess {n}", networks[n]).status)
    assert everywhere.count(401) == TENFOLD and everywhere.count(429) == 50 - TENFOLD


def test_right_passwords_are_not_counted(strict):
    person, network = strict.registered(), Networks.new()
    for _ in range(TENFOLD + 5):
        assert log_in(strict, person.email, person.password, network).status == 200
    assert guesses(strict, person.email, [network] * 4) == [401] * RATE + [429]


def test_without_a_rate_nothing_is_refused(serve):
    server = serve({**LOGIN, "throttle.login": "off"})
    assert guesses(server, "a@example.com", ["198.18.0.1"] * 40) == [401] * 40
