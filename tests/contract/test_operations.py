"""Health, readiness, metrics, request ids, and what every answer carries."""

import email.utils
import re
import signal
import sqlite3
import time

import pytest

METRIC_LINE = re.compile(
    r'[a-zA-Z_:][a-zA-Z0-9_:]*(\{[a-zA-Z_][a-zA-Z0-9_]*="(\\.|[^"\\])*"(,[a-zA-Z_][a-zA-Z0-9_]*="(\\.|[^"\\])*")*\})?'
    r' (NaN|[+-]Inf|[-+]?[0-9.]+([eE][-+]?[0-9]+)?)')


@pytest.mark.parametrize("path", ["/healthz", "/healthz/", "/readyz", "/readyz/"])
def test_a_server_that_serves_says_so(server, path):
    assert server.get(path).status == 200
    head = server.request("HEAD", path)
    assert head.status == 200


def test_health_and_metrics_are_never_cached_as_tokens_are_not(server):
    assert "public" not in (server.get("/readyz").one("Cache-Control") or "")


def test_metrics_are_prometheus_text(server):
    server.get("/users/me")
    answer = server.get("/metrics")
    assert answer.status == 200
    assert answer.one("Content-Type").startswith("text/plain")
    text = answer.body.decode()
    assert text.endswith("\n")
    helped, typed, sampled = set(), {}, set()
    for line in text.splitlines():
        if line.startswith("# HELP "):
            helped.add(line.split()[2])
        elif line.startswith("# TYPE "):
            typed[line.split()[2]] = line.split()[3]
        elif line and not line.startswith("#"):
            assert METRIC_LINE.fullmatch(line), line
            sampled.add(re.match(r"[a-zA-Z0-9_:]+", line)[0])
    assert sampled, "no sample at all"
    for name in sampled:
        family = name if name in typed else re.sub(r"_(bucket|sum|count)$", "", name)
        assert family in typed and family in helped, name
    for name, kind in typed.items():
        assert kind != "counter" or name.endswith("_total"), name


def test_metrics_name_no_path_that_a_stranger_made_up(server):
    for number in range(20):
        server.get(f"/made-up-{number}")
    assert b"made-up" not in server.get("/metrics").body


# The request's id.

def test_a_sane_request_id_is_echoed(server):
    for request_id in ("abc", "0190f1c2-3d4e-7000-8000-0123456789ab", "a.b_c-1", "A" * 64):
        assert server.get("/healthz", fields=[("X-Request-Id", request_id)]).one("X-Request-Id") == request_id
        assert server.get("/nothing", fields=[("X-Request-Id", request_id)]).one("X-Request-Id") == request_id


@pytest.mark.parametrize("request_id", ["", " ", "a b", "A" * 5000, '"><script>', "\xe4", "a\tb"],
                         ids=["empty", "space", "inner_space", "long", "markup", "latin1", "tab"])
def test_another_is_replaced(server, request_id):
    answer = server.get("/healthz", fields=[("X-Request-Id", request_id)])
    assert answer.status == 200 and answer.one("X-Request-Id") != request_id


def test_two_request_ids_are_not_both_echoed(server):
    answer = server.get("/healthz", fields=[("X-Request-Id", "one"), ("X-Request-Id", "two")])
    assert answer.status in (200, 400) and answer.one("X-Request-Id") != "one, two"


def test_ids_differ(server):
    assert len({server.get("/healthz").one("X-Request-Id") for _ in range(50)}) == 50


# What RFC 9110 asks of every answer, and what no answer says.

@pytest.mark.parametrize("path", ["/healthz", "/users/me", "/nothing"])
def test_answers_are_dated(server, path):
    # RFC 9110 section 6.6.1: a server with a clock dates its 2xx, 3xx and 4xx.
    stamp = email.utils.parsedate_to_datetime(server.get(path).one("Date"))
    assert abs(stamp.timestamp() - time.time()) < 30


def test_the_server_tells_no_version(server):
    assert not re.search(r"[0-9]", server.get("/healthz").one("Server") or "")


# The end.

def test_a_second_signal_does_not_strike_down_what_ends_well(serve):
    server = serve()
    for _ in range(3):
        server.terminate()
    server.process.send_signal(signal.SIGINT)
    assert server.wait() == 0
    assert '"stopped"' in server.log()


# The database away.

def test_writes_get_503_while_the_database_is_held_and_reads_go_on(serve):
    server = serve()
    pair = server.logged_in()
    holder = sqlite3.connect(server.database, isolation_level=None, timeout=10)
    holder.execute("BEGIN IMMEDIATE")
    try:
        person = server.new_person()
        started = time.monotonic()
        answer = server.post("/auth/register", {"email": person.email, "password": person.password})
        assert answer.status == 503, answer.body
        assert time.monotonic() - started < 15
        assert server.me(pair["access_token"]).status == 200
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert server.registered(person)
    assert server.patch("/users/me", {"name": "x"}, token=pair["access_token"]).status == 200
