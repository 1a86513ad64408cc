"""The program's commands, its keys, its start and its end: what an operator may rely on."""

import base64
import hashlib
import hmac
import json
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import threading
import time
import uuid
from pathlib import Path

import pytest

from served import PROGRAM, QUICK, Cardea, environment_of, free_port, run_program
from wire import Closed, Connection, request_bytes

PASSWORD = "violet otter canyon 77"
OTHER_PASSWORD = "amber falcon harbour 31"
USER_MEMBERS = ["id", "email", "name", "email_verified", "disabled", "scope", "created_at", "updated_at"]


@pytest.fixture
def desk(tmp_path):
    """A database of the test's own, with no server until the test starts one."""
    cardea = Cardea(tmp_path)
    yield cardea
    cardea.finish()


def new_email():
    return f"{uuid.uuid4().hex[:12]}@example.com"


def done(desk, *arguments, **options):
    """What a command prints that must succeed."""
    run = desk.run(*arguments, **options)
    assert (run.code, run.err) == (0, ""), run
    return run.out


def user_of(desk, *arguments, **options):
    user = json.loads(done(desk, "users", *arguments, "--json", **options))
    assert list(user) == USER_MEMBERS, user
    return user


def added(desk, email=None, *arguments):
    return user_of(desk, "add", email or new_email(), *arguments, stdin=PASSWORD + "\n")


def assert_fails(run, *says, code=1):
    """`code`, nothing on standard output, and one sentence on standard error."""
    assert run.code == code, run
    assert run.out == "", run
    assert run.err.startswith("cardea: ") and run.err.endswith("\n") and run.err.count("\n") == 1, run
    for text in says:
        assert text in run.err, (text, run)


def login(server, email, password=PASSWORD):
    return server.post("/auth/login", {"email": email, "password": password})


def wait_until(condition, patience=20.0):
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.01)


# users

def test_an_added_user_is_the_apis_user_and_can_log_in(desk):
    email = new_email()
    user = user_of(desk, "add", f" {email.upper()} ", "--name", "Ada", "--scope", " b  a b", stdin=PASSWORD + "\n")
    assert user["email"] == email.upper() and user["name"] == "Ada" and user["scope"] == "b a"
    assert user["disabled"] is False and user["email_verified"] is False
    desk.start()
    answer = login(desk, email)
    assert answer.status == 200 and answer.json()["scope"] == "b a"
    assert desk.me(answer.json()["access_token"]).json() == user


def test_without_json_a_user_is_told_in_words(desk):
    user = added(desk, None, "--name", "Ada", "--scope", "a:b")
    text = done(desk, "users", "show", user["id"])
    for word in (user["id"], user["email"], "Ada", "a:b", user["created_at"], "disabled  no"):
        assert word in text


@pytest.mark.parametrize("email", ["nobody", "", "a@b", "a b@example.com"])
def test_an_address_that_is_none_is_wrong_usage(desk, email):
    assert_fails(desk.run("users", "add", email, stdin=PASSWORD + "\n"), "email address", code=2)


def test_an_address_that_is_taken_is_refused_in_any_case(desk):
    user = added(desk)
    assert_fails(desk.run("users", "add", user["email"].upper(), stdin=OTHER_PASSWORD + "\n"), "taken")
    assert json.loads(done(desk, "users", "list", "--json")) == [user]


@pytest.mark.parametrize("password", ["", "short", "password", "12345678", "qwertyuiop", "x" * 257])
def test_a_weak_password_is_refused_and_makes_nobody(desk, password):
    run = desk.run("users", "add", new_email(), stdin=password + "\n")
    assert_fails(run, "password")
    assert not password or password == "password" or password not in run.err
    assert done(desk, "users", "list") == ""


def test_an_address_is_no_password_of_its_own(desk):
    email = new_email()
    assert_fails(desk.run("users", "add", email, stdin=email + "\n"), "password is refused")


def test_no_password_at_all_is_refused(desk):
    assert_fails(desk.run("users", "add", new_email(), stdin=""), "standard input")
    assert done(desk, "users", "list") == ""


def test_a_password_is_a_line_whatever_ends_it(desk):
    emails = [new_email() for _ in range(3)]
    for email, end in zip(emails, ("\n", "\r\n", "")):
        user_of(desk, "add", email, stdin=PASSWORD + end)
    desk.start()
    for email in emails:
        assert login(desk, email).status == 200


def test_a_password_is_nowhere_but_in_its_hash(desk):
    email = new_email()
    for arguments in (("add", email), ("password", email), ("add", email)):
        run = desk.run("users", *arguments, stdin=PASSWORD + "\n")
        assert PASSWORD not in run.out + run.err
    assert "$argon2id$" not in done(desk, "users", "show", email) + done(desk, "users", "list", "--json")
    for file in desk.folder.iterdir():
        assert PASSWORD.encode() not in file.read_bytes(), file


def test_names_have_at_most_200_characters(desk):
    assert added(desk, None, "--name", "ä" * 200)["name"] == "ä" * 200
    assert_fails(desk.run("users", "add", new_email(), "--name", "ä" * 201, stdin=PASSWORD + "\n"), "--name", code=2)


def test_a_user_is_found_by_id_and_by_address_in_any_case(desk):
    user = added(desk)
    for who in (user["id"], user["id"].upper(), user["email"], user["email"].upper(), f" {user['email']}"):
        assert user_of(desk, "show", who) == user


@pytest.mark.parametrize("command", ["show", "disable", "enable", "delete", "password", "scope"])
@pytest.mark.parametrize("who", ["nobody@example.com", "0192c7a4-7b1c-7def-8000-0123456789ab", "", "%", "a\nb"])
def test_nobody_is_found_with_exit_code_1(desk, command, who):
    user = added(desk)
    more = ["a"] if command == "scope" else []
    assert_fails(desk.run("users", command, who, *more, stdin=OTHER_PASSWORD + "\n"), "there is no user")
    assert_fails(desk.run("users", command, who, *more, "--json", stdin=OTHER_PASSWORD + "\n"), "there is no user")
    assert user_of(desk, "show", user["id"]) == user


def test_the_list_is_the_oldest_first(desk):
    assert done(desk, "users", "list") == "" and done(desk, "users", "list", "--json") == "[]\n"
    users = [added(desk) for _ in range(3)]
    users[1] = user_of(desk, "disable", users[1]["id"])
    assert json.loads(done(desk, "users", "list", "--json")) == users
    lines = done(desk, "users", "list").splitlines()
    assert [line.split()[0] for line in lines] == [user["id"] for user in users]
    assert [line.endswith("disabled") for line in lines] == [False, True, False]


def test_a_name_or_address_cannot_draw_on_the_terminal(desk):
    server = desk.start()
    name = "Eve\nscope     users:write\r\x1b[2J\x7f\u009b2J"
    person = server.registered(name=name)
    text = done(desk, "users", "show", person.email)
    assert text.count("\n") == 6 and "name      Eve?scope     users:write??[2J??2J\n" in text
    assert user_of(desk, "show", person.email)["name"] == name
    body = {"email": "a\u009b2J@example.com", "password": person.password}
    if server.post("/auth/register", body).status == 201:
        assert "\u009b" not in done(desk, "users", "list")


def test_disabling_shuts_out_at_once_and_enabling_brings_no_token_back(desk):
    server = desk.start()
    person = server.registered()
    pair = server.logged_in(person)
    assert user_of(desk, "disable", person.email)["disabled"] is True
    answer = server.me(pair["access_token"])
    assert (answer.status, answer.detail) == (401, "User not found")
    assert login(server, person.email, person.password).status == 401
    assert user_of(desk, "enable", person.id)["disabled"] is False
    assert server.me(pair["access_token"]).status == 401
    assert server.post("/auth/refresh", {"refresh_token": pair["refresh_token"]}).status == 401
    assert server.me(server.logged_in(person)["access_token"]).status == 200


def test_a_scope_is_replaced(desk):
    user = added(desk, None, "--scope", "a b")
    changed = user_of(desk, "scope", user["email"], "users:read users:write")
    assert changed["scope"] == "users:read users:write" and changed["updated_at"] >= user["updated_at"]
    assert user_of(desk, "show", user["id"]) == changed
    desk.start()
    assert login(desk, user["email"]).json()["scope"] == "users:read users:write"
    assert user_of(desk, "scope", user["id"], "")["scope"] == ""


@pytest.mark.parametrize("scope", ['a"b', "a\\b", "ä", "a\tb", "a\nb"])
def test_a_scope_that_is_none_is_wrong_usage(desk, scope):
    user = added(desk, None, "--scope", "a")
    assert_fails(desk.run("users", "scope", user["id"], scope), "scope", code=2)
    assert_fails(desk.run("users", "add", new_email(), "--scope", scope, stdin=PASSWORD + "\n"), "scope", code=2)
    assert json.loads(done(desk, "users", "list", "--json")) == [user]


def test_a_replaced_password_ends_every_session(desk):
    server = desk.start()
    person = server.registered()
    pair = server.logged_in(person)
    user_of(desk, "password", person.email, stdin=OTHER_PASSWORD + "\n")
    assert server.me(pair["access_token"]).status == 401
    assert server.post("/auth/refresh", {"refresh_token": pair["refresh_token"]}).status == 401
    assert login(server, person.email, person.password).status == 401
    assert login(server, person.email, OTHER_PASSWORD).status == 200


def test_a_replaced_password_prints_the_user_as_it_is_now(desk):
    user = added(desk)
    wait_until(lambda: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()) > user["updated_at"])
    printed = user_of(desk, "password", user["id"], stdin=OTHER_PASSWORD + "\n")
    assert printed["updated_at"] > user["updated_at"]
    assert user_of(desk, "show", user["id"]) == printed


def test_a_weak_password_replaces_nothing(desk):
    user = added(desk)
    for password in ("short\n", "password\n", user["email"] + "\n", ""):
        assert_fails(desk.run("users", "password", user["id"], stdin=password), "password")
    desk.start()
    assert login(desk, user["email"]).status == 200


def test_a_deleted_user_is_gone_and_the_address_free(desk):
    server = desk.start()
    person = server.registered()
    pair = server.logged_in(person)
    assert done(desk, "users", "delete", person.email) == ""
    answer = server.me(pair["access_token"])
    assert (answer.status, answer.detail) == (401, "User not found")
    assert server.post("/auth/refresh", {"refresh_token": pair["refresh_token"]}).status == 401
    assert_fails(desk.run("users", "delete", person.email), "there is no user")
    old_id = person.id
    assert server.registered(person).id != old_id


def test_of_two_that_add_the_same_address_one_wins(desk):
    email, runs = new_email(), []
    threads = [threading.Thread(target=lambda: runs.append(desk.run("users", "add", email, stdin=PASSWORD + "\n")))
               for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(run.code for run in runs) == [0, 1, 1, 1], runs
    assert len(json.loads(done(desk, "users", "list", "--json"))) == 1


# version, migrate, keys

def test_version_is_one_line():
    run = run_program("version")
    assert (run.code, run.err) == (0, "") and re.fullmatch(r"cardea \d+\.\d+\.\d+\n", run.out)


def test_migrate_makes_a_database_once_and_keeps_what_is_in_it(desk):
    assert "up to date" in done(desk, "migrate")
    assert stat.S_IMODE(desk.database.stat().st_mode) == 0o600
    user = added(desk)
    assert "up to date" in done(desk, "migrate")
    assert user_of(desk, "show", user["id"]) == user


def test_keys_are_listed_without_their_secrets(desk):
    assert done(desk, "keys", "list") == "" and done(desk, "keys", "list", "--json") == "[]\n"
    server = desk.start()
    jwk = server.jwk()
    text = done(desk, "keys", "list", "--json")
    (key,) = json.loads(text)
    assert key["kid"] == jwk["kid"] and key["algorithm"] == "ES256" and key["retired_at"] is None
    assert '"d"' not in text and jwk["x"] not in text
    line = done(desk, "keys", "list")
    assert line.count("\n") == 1 and jwk["kid"] in line and "active" in line


# A second server, and the end of one.

@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_a_second_server_on_an_address_is_refused_and_the_first_goes_on(tmp_path, desk, host):
    server = desk.start()
    pair = server.logged_in()
    second = tmp_path / "second"
    second.mkdir()
    flags = ("--listen", f"{host}:{server.port}", "--issuer", "https://id.example.com", "--server.plain_http", "true")
    assert_fails(run_program("serve", *flags, settings=QUICK, folder=second), str(server.port), "in use")
    assert server.is_alive()
    for _ in range(20):  # were the address shared, some of these would go astray
        assert server.me(pair["access_token"]).status == 200


def idle_connection(server):
    connection = server.connect()
    connection.send(request_bytes("GET", "/healthz"))
    assert connection.answer().status == 200
    return connection


def begun_registration(server, person):
    """A request whose body is still to come, and the server known to wait for it."""
    body = json.dumps({"email": person.email, "password": person.password}).encode()
    fields = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Expect", "100-continue")]
    connection = server.connect()
    connection.send(request_bytes("POST", "/auth/register", fields))
    assert connection.answer(interim=True).status == 100
    return connection, body


def takes_no_more(server):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", server.port)) != 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["term", "int"])
def test_a_request_in_flight_is_finished_and_then_the_exit_code_is_0(tmp_path, number):
    server = Cardea(tmp_path, {"server.shutdown_time": "60s"}).start()
    try:
        idle = idle_connection(server)
        person = server.new_person()
        connection, body = begun_registration(server, person)
        connection.send(body[:10])
        started = time.monotonic()
        server.process.send_signal(number)
        wait_until(lambda: takes_no_more(server))
        assert server.is_alive()
        connection.send(body[10:])
        answer = connection.answer()
        assert answer.status == 201 and answer.one("Connection") == "close"
        assert server.wait() == 0
        assert time.monotonic() - started < 5.0
        assert idle.is_closed() and connection.is_closed()
        assert user_of(server, "show", person.email)["email"] == person.email
    finally:
        server.finish()


def test_a_request_that_never_ends_holds_the_end_up_no_longer_than_is_set(tmp_path):
    server = Cardea(tmp_path, {"server.shutdown_time": "1s"}).start()
    try:
        _connection, _ = begun_registration(server, server.new_person())
        server.terminate()
        assert server.wait(5.0) == 0
    finally:
        server.finish()


def test_an_idle_server_ends_at_once(desk):
    server = desk.start()
    idle = [idle_connection(server) for _ in range(5)]
    started = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - started < 3.0
    assert all(connection.is_closed() for connection in idle)


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_keys_and_tokens_survive_a_restart(desk, end):
    server = desk.start()
    pair, jwk = server.logged_in(), server.jwk()
    getattr(server, end)()
    server.start()
    assert server.jwk() == jwk
    assert server.me(pair["access_token"]).status == 200
    assert server.me(server.refreshed(pair["refresh_token"])["access_token"]).status == 200


def test_a_kill_while_registering_leaves_no_half_made_user(desk):
    people = [desk.new_person() for _ in range(40)]
    for some in (people[:20], people[20:]):
        server, answered, ended = desk.start(), [], threading.Event()

        def register(some=some, server=server, answered=answered, ended=ended):
            for person in some:
                try:
                    answer = server.post("/auth/register", {"email": person.email, "password": person.password})
                except (OSError, Closed):  # the server was killed
                    return
                if answer.status == 201:
                    answered.append(person.email)
                if ended.is_set():
                    return

        threads = [threading.Thread(target=register) for _ in range(4)]
        for thread in threads:
            thread.start()
        wait_until(lambda answered=answered: len(answered) >= 3)
        server.kill()
        ended.set()
        for thread in threads:
            thread.join()
        server.start()
        for person in some:
            status = login(server, person.email, person.password).status
            assert status == 200 or person.email not in answered, f"{person.email} was promised"
            if status != 200:
                server.registered(person)  # nothing of it is left: the address is free
                assert login(server, person.email, person.password).status == 200
        assert server.stop() == 0
    with sqlite3.connect(desk.database) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# The master key.

def sealed_keys(desk):
    with sqlite3.connect(desk.database) as database:
        return database.execute("SELECT * FROM signing_keys ORDER BY kid").fetchall()


def failed_start(desk, *flags, extra=None):
    return desk.run("serve", "--listen", f"127.0.0.1:{free_port()}", *flags, extra=extra)


@pytest.fixture
def stopped(desk):
    """A database that has been served, with its jwk."""
    jwk = desk.start().jwk()
    assert desk.stop() == 0
    return desk, jwk


def test_the_master_key_is_made_beside_the_database_for_its_owner_alone(tmp_path):
    folder = tmp_path / "sub"
    folder.mkdir()
    server = Cardea(tmp_path)
    server.database = folder / "accounts.db"
    before = os.umask(0)
    try:
        server.start()
    finally:
        os.umask(before)
        server.finish()
    assert not (tmp_path / "cardea.key").exists()
    assert stat.S_IMODE((folder / "cardea.key").stat().st_mode) == 0o600
    assert len((folder / "cardea.key").read_text().strip()) >= 43
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file
    key = (folder / "cardea.key").read_text().strip()
    assert key not in server.log() and key.encode() not in server.database.read_bytes()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_master_key_that_others_can_read_is_refused(stopped, mode):
    desk, jwk = stopped
    file = desk.folder / "cardea.key"
    key, keys = file.read_bytes(), sealed_keys(desk)
    file.chmod(mode)
    assert_fails(failed_start(desk), str(file), "600")
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode), sealed_keys(desk)) == (key, mode, keys)
    file.chmod(0o600)
    assert desk.start().jwk() == jwk


@pytest.mark.parametrize("algorithm", ["ES256", "HS256"])
def test_another_master_key_is_refused_and_nothing_is_changed(stopped, algorithm):
    desk, jwk = stopped
    file = desk.folder / "cardea.key"
    key, keys = file.read_bytes(), sealed_keys(desk)
    other = base64.urlsafe_b64encode(os.urandom(32)).rstrip(b"=") + b"\n"
    flags = ("--tokens.algorithm", algorithm)
    assert_fails(failed_start(desk, *flags, extra={"CARDEA_MASTER_KEY": other.decode().strip()}), "master key")
    assert (file.read_bytes(), sealed_keys(desk)) == (key, keys)
    file.write_bytes(other)
    run = failed_start(desk, *flags)
    assert_fails(run, "master key")
    assert other.decode().strip() not in run.err and key.decode().strip() not in run.err
    assert (file.read_bytes(), sealed_keys(desk)) == (other, keys)
    file.write_bytes(key)
    assert desk.start().jwk() == jwk


def test_a_lost_master_key_is_missed_and_no_other_made_in_its_place(stopped):
    desk, jwk = stopped
    file, keys = desk.folder / "cardea.key", sealed_keys(desk)
    file.rename(desk.folder / "elsewhere")
    assert_fails(failed_start(desk), str(file), "missing")
    assert not file.exists() and sealed_keys(desk) == keys
    (desk.folder / "elsewhere").rename(file)
    assert desk.start().jwk() == jwk


@pytest.mark.parametrize("content", [b"", b"\n", b"x" * 31 + b"\n"])
def test_a_master_key_that_is_too_short_is_refused(desk, content):
    file = desk.folder / "cardea.key"
    file.write_bytes(content)
    file.chmod(0o600)
    assert_fails(failed_start(desk), "master key", "32")
    assert file.read_bytes() == content


def test_a_master_key_that_is_a_folder_is_refused(desk):
    (desk.folder / "cardea.key").mkdir(mode=0o700)
    assert_fails(failed_start(desk), "cardea.key")


def test_the_environments_master_key_serves_without_a_file(tmp_path):
    key = "k3y-" + uuid.uuid4().hex
    server = Cardea(tmp_path, extra={"CARDEA_MASTER_KEY": key})
    server.secrets.add(key)
    try:
        pair, jwk = server.start().logged_in(), server.jwk()
        server.restart()
        assert server.jwk() == jwk and server.me(pair["access_token"]).status == 200
        assert server.stop() == 0
        assert not (tmp_path / "cardea.key").exists()
        without = run_program("serve", "--database", str(server.database), "--listen", f"127.0.0.1:{free_port()}")
        assert_fails(without, "master key")
        assert not (tmp_path / "cardea.key").exists()
        assert_fails(failed_start(server, extra={"CARDEA_MASTER_KEY": "too short"}), "master key", "32")
    finally:
        server.finish()


def test_servers_that_start_at_once_agree_on_the_key(tmp_path):
    servers = [Cardea(tmp_path, {"tokens.issuer": "http://id.test"}) for _ in range(3)]
    for number, server in enumerate(servers):
        server.log_path = tmp_path / f"server-{number}.log"
    try:
        threads = [threading.Thread(target=server.start) for server in servers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        jwk = servers[0].jwk()
        assert all(server.jwk() == jwk for server in servers)
        pair = servers[0].logged_in()
        assert all(server.me(pair["access_token"]).status == 200 for server in servers)
    finally:
        for server in servers:
            server.finish()


# HS256

def header_of(token):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))


def is_signed_with(token, secret):
    signing_input, signature = token.rsplit(".", 1)
    expected = hmac.new(secret, signing_input.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(expected).rstrip(b"=").decode() == signature


def test_hs256_without_a_secret_of_ones_own_makes_and_keeps_one(tmp_path):
    server = Cardea(tmp_path, {"tokens.algorithm": "HS256"})
    try:
        pair = server.start().logged_in()
        assert header_of(pair["access_token"])["alg"] == "HS256"
        assert server.get("/.well-known/jwks.json").json() == {"keys": []}
        server.restart()
        assert server.me(pair["access_token"]).status == 200
        assert [key["algorithm"] for key in json.loads(done(server, "keys", "list", "--json"))] == ["HS256"]
    finally:
        server.finish()


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_hs256_with_a_secret_file_signs_with_it_and_stores_nothing(tmp_path, end):
    secret = uuid.uuid4().hex.encode()
    file = tmp_path / "secret"
    file.write_bytes(secret + end)
    server = Cardea(tmp_path, {"tokens.algorithm": "HS256", "tokens.secret_file": file})
    server.secrets.add(secret.decode())
    try:
        pair = server.start().logged_in()
        assert is_signed_with(pair["access_token"], secret)
        assert not is_signed_with(pair["access_token"], secret + b"x")
        assert server.get("/.well-known/jwks.json").json() == {"keys": []}
        server.restart()
        assert server.me(pair["access_token"]).status == 200
        assert done(server, "keys", "list") == "" and not (tmp_path / "cardea.key").exists()
    finally:
        server.finish()


# A database that cannot be used: every command says so in a sentence.

def make_garbage(path):
    path.write_bytes(b"no database at all\n" * 500)


def make_torn(path):
    assert run_program("migrate", "--database", str(path)).code == 0
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 4000)


def make_foreign(path):
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE users (name TEXT)")


def make_loop(path):
    path.symlink_to(path)


def make_unreadable(path):
    if os.geteuid() == 0:
        pytest.skip("nothing is unreadable to root")
    path.touch(mode=0o000)


def make_nothing(path):
    path.parent.rmdir()


@pytest.mark.parametrize("command", [("serve", "--listen", "127.0.0.1:0", "--issuer", "http://id.test"), ("migrate",),
                                     ("users", "list"), ("keys", "list")], ids=lambda row: " ".join(row[:2]))
@pytest.mark.parametrize("make", [Path.mkdir, make_garbage, make_torn, make_foreign, make_loop, make_unreadable,
                                  make_nothing], ids=lambda make: make.__name__)
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(tmp_path, make, command):
    folder = tmp_path / "of_the_database"
    folder.mkdir()
    path = folder / "cardea.db"
    make(path)
    run = run_program(*command, "--database", str(path), folder=tmp_path)
    assert_fails(run, "cardea.db" if make is not make_foreign else "")
    assert not (folder / "cardea.key").exists()


# The log.

def test_the_log_is_json_lines_and_holds_no_secret(tmp_path):
    server = Cardea(tmp_path, {"log.level": "debug"})
    try:
        server.start()
        person = server.registered()
        pair = server.logged_in(person)
        wrong = "wrong " + person.password
        assert login(server, person.email, wrong).status == 401
        assert login(server, person.password, person.password).status == 401  # in the wrong place
        next_pair = server.refreshed(pair["refresh_token"])
        access = pair["access_token"]
        server.me(access)
        server.me(access[:-4] + "AAAA")
        server.get(f"/users/me?access_token={access}")
        server.post("/auth/refresh", {"refresh_token": "cdr_" + "A" * 43})
        server.post("/auth/login", body='{"email": "a@example.com", "password": "%s"' % person.password)
        server.post("/auth/register", {"email": "nobody", "password": person.password, "more": person.password})
        server.get("/nothing", fields=[("User-Agent", 'x"}'), ("X-Request-Id", 'x"},{')], token=access)
        server.get("/a%0A%0D%22%7D")
        server.post("/auth/logout", token=next_pair["access_token"])
        server.run("users", "password", person.email, stdin=OTHER_PASSWORD + "\n")
        assert server.stop() == 0
        log = server.log()
        lines = [json.loads(line) for line in log.splitlines()]
        paths = [line["path"] for line in lines if line["event"] == "request"]
        for path in ("/auth/register", "/auth/login", "/auth/refresh", "/users/me", "/auth/logout", "/nothing"):
            assert any(logged.startswith(path) for logged in paths), path
        secrets = [person.password, wrong, OTHER_PASSWORD, (tmp_path / "cardea.key").read_text().strip(), "cdr_"]
        for token in (access, next_pair["access_token"]):
            secrets += [token, *token.split(".")[1:]]
        for secret in secrets:
            assert secret not in log, secret
    finally:
        server.finish()


def test_a_server_writes_its_log_to_standard_error_alone(tmp_path):
    process = subprocess.Popen([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--issuer", "http://id.test"],
                               env=environment_of(QUICK), cwd=tmp_path, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        line = json.loads(process.stderr.readline())
        assert line["event"] == "listening" and int(line["port"]) > 0
        with Connection(int(line["port"])) as connection:
            connection.send(request_bytes("GET", "/healthz"))
            assert connection.answer().status == 200
        process.terminate()
        out, err = process.communicate(timeout=15)
        assert process.returncode == 0 and out == ""
        assert json.loads(err.splitlines()[-1])["event"] == "stopped"
    finally:
        process.kill()
        process.communicate()
