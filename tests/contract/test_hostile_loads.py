"""What a stranger could send to make the server slow, large or silent: each has a bound."""

import os
import sqlite3
import subprocess
import time
from urllib.parse import urlencode

from served import PROGRAM, environment_of, free_port
from wire import Connection, request_bytes

ACCENTS = "\u0301" * 15_000 + "\u0334" * 15_000  # NFC sorts them, in the square of their number


def test_a_password_beyond_reason_costs_no_more_than_a_wrong_one(serve):
    server = serve()
    person = server.registered()
    usual = min(timed(server, person.email, "wrong password here") for _ in range(3))
    worst = timed(server, person.email, ACCENTS)
    assert worst < usual + 1.0, (usual, worst)  # it was three seconds
    body = {"email": server.new_person().email, "password": ACCENTS}
    assert server.post("/auth/register", body).types() == {("body", "password"): "string_too_long"}


def timed(server, email, password):
    started = time.monotonic()
    answer = server.post("/auth/login", {"email": email, "password": password})
    assert (answer.status, answer.detail) == (401, "Invalid email or password")
    return time.monotonic() - started


def test_judging_a_new_password_is_bounded_too(serve):
    server = serve()
    started = time.monotonic()
    for email, password in (("a@example.com", "12" * 50), ("aaa." * 12_000, "violet otter canyon")):
        assert server.post("/auth/register", {"email": email, "password": password}).status == 422
    assert time.monotonic() - started < 1.5, "it was a second and more for each"


def test_a_scope_beyond_reason_is_refused(server, person):
    form = urlencode({"grant_type": "password", "username": person.email, "password": person.password,
                      "scope": " ".join(f"s{number}" for number in range(9000))})
    answer = server.post("/oauth/token", form=form)
    assert (answer.status, answer.json()["error"]) == (400, "invalid_scope")


def test_a_refusal_is_not_much_larger_than_its_request(server):
    body = {f"member{number}" + "x" * 100: 1 for number in range(500)}
    answer = server.post("/auth/login", body)
    assert answer.status == 422 and len(answer.json()["errors"]) <= 100
    assert len(answer.body) < 30_000
    assert all(len(fault["loc"][-1]) <= 66 for fault in answer.json()["errors"])


def test_refreshing_without_end_does_not_fill_the_disk(serve):
    server = serve({"tokens.refresh_grace": "0s"})
    pair = server.logged_in()
    with server.connect() as connection:
        for _ in range(300):
            answer = server.post("/auth/refresh", {"refresh_token": pair["refresh_token"]}, connection=connection)
            assert answer.status == 200
            pair = answer.json()
    # What was used within this second may still be; the next refresh takes the rest away.
    time.sleep(1.1)
    pair = server.refreshed(pair["refresh_token"])
    database = sqlite3.connect(server.database)
    rows = database.execute("SELECT count(*) FROM refresh_tokens").fetchone()[0]
    database.close()
    assert rows <= 66, rows
    assert server.me(pair["access_token"]).status == 200


def served_with_a_pipe(folder):
    """A server whose log goes into a pipe; the pipe's reading end."""
    reader, writer = os.pipe()
    port = free_port()
    process = subprocess.Popen(
        [PROGRAM, "serve", "--listen", f"127.0.0.1:{port}", "--database", str(folder / "cardea.db")],
        env=environment_of({}), cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=writer)
    os.close(writer)
    assert b"listening" in os.read(reader, 4096)
    return process, port, reader


def refuse(port, times):
    with Connection(port) as connection:
        for _ in range(times):
            connection.send(request_bytes("GET", "/users/me"))
            assert connection.answer().status == 401


def test_a_log_that_nobody_reads_stops_nothing(tmp_path):
    process, port, reader = served_with_a_pipe(tmp_path)
    try:
        refuse(port, 1500)
        os.set_blocking(reader, False)
        while os.read(reader, 65536).__len__() == 65536:
            pass
        refuse(port, 1)
        time.sleep(0.1)
        assert b"lines_lost_before" in os.read(reader, 65536)
    finally:
        os.close(reader)
        process.terminate()
        assert process.wait(timeout=15) == 0


def test_a_log_whose_reader_has_gone_stops_nothing(tmp_path):
    process, port, reader = served_with_a_pipe(tmp_path)
    os.close(reader)
    refuse(port, 20)
    process.terminate()
    assert process.wait(timeout=15) == 0


def test_the_end_does_not_wait_for_what_has_not_begun(serve):
    server = serve({"passwords.memory": "256MiB", "passwords.passes": "8"})
    connections = [server.connect() for _ in range(40)]
    login = b'{"email":"nobody@example.com","password":"violet otter canyon"}'
    for connection in connections:
        connection.send(request_bytes("POST", "/auth/login", [("Content-Type", "application/json")], login))
    time.sleep(0.3)
    started = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - started < 12, "40 hashes of most of a second each were not waited for"
    for connection in connections:
        connection.close()
