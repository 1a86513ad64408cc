"""The real program as a process: one server a `Cardea`, in a folder of its own."""

import contextlib
import itertools
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from prism import Prism
from wire import Connection, check_invariants, request_bytes

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CARDEA_BIN") or str(ROOT / "build" / "release" / "cardea")
BY_PRISM = bool(os.environ.get("CARDEA_PRISM"))  # the answers are held to the OpenAPI document
START_TIME_MAX = 60.0
STOP_TIME_MAX = 15.0
CATCH_UP_TIME_MAX = 20.0

# How often a race is run anew; less where the program is slow, as a sanitizer makes it.
EFFORT = float(os.environ.get("CARDEA_EFFORT") or 1)

# Cheap passwords and no throttle, except where a test is about them.
QUICK = {
    "passwords.memory": "8MiB",
    "passwords.passes": "1",
    "throttle.login": "off",
    "throttle.register": "off",
}

SANITIZER_REPORTS = ("ERROR: AddressSanitizer", "runtime error:", "WARNING: ThreadSanitizer",
                     "ERROR: LeakSanitizer", "terminate called")


def environment_name(setting):
    return "CARDEA_" + setting.upper().replace(".", "_")


def environment_of(settings):
    """The parent's environment without its own CARDEA_ settings, and with `settings`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CARDEA_")}
    environment.update({environment_name(name): str(value) for name, value in settings.items()})
    return environment


def rounds(number):
    """The numbers of the rounds of a race, which may not show itself in the first."""
    return range(max(2, round(number * EFFORT)))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Run:
    code: int
    out: str
    err: str


def run_program(*arguments, settings=None, stdin="", folder=None, patience=60.0, extra=None):
    """Runs `cardea …` to its end."""
    environment = environment_of(settings or {})
    environment.update(extra or {})
    done = subprocess.run([PROGRAM, *arguments], env=environment, cwd=folder, input=stdin,
                          capture_output=True, text=True, timeout=patience, check=False)
    return Run(done.returncode, done.stdout, done.stderr)


@dataclass
class Person:
    email: str
    password: str
    id: str = ""


class Cardea:
    """A `cardea serve` on a free port. What a test sends through `request` is held to the
    invariants of every answer; secrets that pass here must not turn up in the server's log."""

    _numbers = itertools.count(1)

    def __init__(self, folder, settings=None, flags=(), extra=None):
        self.folder = Path(folder)
        self.settings = {**QUICK, **(settings or {})}
        self.flags = list(flags)
        self.extra = extra or {}
        self.database = self.folder / "cardea.db"
        self.log_path = self.folder / "server.log"
        self.port = 0
        self.process = None
        self.prism = None
        self.secrets = set()

    # The process.

    def start(self):
        for _ in range(5):
            self.port = self.port or free_port()
            command = [PROGRAM, "serve", "--listen", f"127.0.0.1:{self.port}",
                       "--database", str(self.database), *self.flags]
            with open(self.log_path, "ab") as log:
                self.process = subprocess.Popen(
                    command, env={**environment_of(self.settings), **self.extra}, cwd=self.folder,
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            if self._comes_up():
                if BY_PRISM and self.prism is None:
                    self.prism = Prism(self.port, self.folder)
                return self
            # Somebody else may have taken the port between the choice and the start.
            if "in use" not in self.log() and "already" not in self.log():
                break
            self.port = 0
        raise AssertionError(f"cardea serve ended with {self.process.poll()}:\n{self.log()}")

    def _comes_up(self):
        deadline = time.monotonic() + START_TIME_MAX
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False
            try:
                with Connection(self.port, patience=5.0) as connection:
                    connection.send(request_bytes("GET", "/readyz"))
                    if connection.answer().status == 200:
                        return True
            except OSError:
                pass
            time.sleep(0.02)
        self.process.kill()
        raise AssertionError(f"not ready after {START_TIME_MAX} s:\n{self.log()}")

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def wait(self, patience=STOP_TIME_MAX):
        return self.process.wait(timeout=patience)

    def stop(self):
        """SIGTERM, and the exit code that follows."""
        self.terminate()
        return self.wait()

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=STOP_TIME_MAX)

    def restart(self):
        assert self.stop() == 0, self.log()
        return self.start()

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def finish(self):
        """What must hold at the end of every server's life, whatever it was sent."""
        if self.prism is not None:
            self.prism.end()
        try:
            if self.process is not None and self.process.poll() is None:
                code = self.stop()
                assert code == 0, f"ended with {code}:\n{self.log()[-4000:]}"
            log = self.log()
            for report in SANITIZER_REPORTS:
                assert report not in log, log[-8000:]
            for secret in self.secrets:
                assert secret not in log, f"a secret in the log: {secret!r}"
        finally:
            if self.process is not None and self.process.poll() is None:
                self.process.kill()
                self.process.wait()

    def run(self, *arguments, stdin="", extra=None, wait=True):
        """Another `cardea …` on the same database. Returns once a server that runs knows of it."""
        done = run_program(*arguments, "--database", str(self.database), settings=self.settings,
                           stdin=stdin, folder=self.folder, extra={**self.extra, **(extra or {})})
        if wait and arguments[0] == "users" and self.is_alive():
            self.catch_up()
        return done

    def catch_up(self):
        """Waits until the server has followed the journal to where it ends now."""
        database = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        with contextlib.closing(database):
            (end,) = database.execute("SELECT coalesce(max(position), 0) FROM journal").fetchone()
        deadline = time.monotonic() + CATCH_UP_TIME_MAX
        while time.monotonic() < deadline:
            text = self.get("/metrics").body.decode()
            if int(re.search(r"^cardea_journal_position (\d+)$", text, re.M)[1]) >= end:
                return
        raise AssertionError(f"the server has not come to {end} in the journal:\n{text}")

    # Requests.

    def connect(self, patience=None, **options):
        return Connection(self.port, **({"patience": patience} if patience else {}), **options)

    def request(self, method, path, *, json_body=None, body=None, form=None, fields=(), token=None,
                connection=None):
        """One request on a connection of its own, or on `connection`; the answer is checked."""
        fields = list(fields)
        names = {name.lower() for name, _ in fields}
        if token is not None:
            fields.append(("Authorization", f"Bearer {token}"))
            self._note_secret(token)
        data = b""
        if json_body is not None:
            data = json.dumps(json_body, ensure_ascii=False).encode("utf-8")
            default_type = "application/json"
        elif form is not None:
            data = form.encode("utf-8")
            default_type = "application/x-www-form-urlencoded"
        elif body is not None:
            data = body if isinstance(body, bytes) else body.encode("utf-8")
            default_type = "application/json"
        if data and "content-type" not in names:
            fields.append(("Content-Type", default_type))
        ordinary = connection is None and body is None and isinstance(json_body, (dict, list, type(None)))
        if self.prism and ordinary and self.prism.carries(method, path, fields, data):
            answer = self.prism.request(method, path, fields, data)
        else:
            answer = self._exchange(method, path, fields, data, connection)
        check_invariants(answer, path, to_head=method == "HEAD")
        if answer.status == 200 and b'"refresh_token":"' in answer.body:
            pair = answer.json()
            self._note_secret(pair["refresh_token"])
            self._note_secret(pair["access_token"])
        return answer

    def _exchange(self, method, path, fields, data, connection):
        own = connection is None
        connection = connection or self.connect()
        try:
            connection.send(request_bytes(method, path, fields, data))
            return connection.answer(to_head=method == "HEAD")
        finally:
            if own:
                connection.close()

    def _note_secret(self, text):
        if len(text) >= 20:
            self.secrets.add(text)

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, json_body=None, **options):
        return self.request("POST", path, json_body=json_body, **options)

    def patch(self, path, json_body=None, **options):
        return self.request("PATCH", path, json_body=json_body, **options)

    def put(self, path, json_body=None, **options):
        return self.request("PUT", path, json_body=json_body, **options)

    def delete(self, path, **options):
        return self.request("DELETE", path, **options)

    # The main job, for tests that need it done.

    def new_person(self):
        number = next(self._numbers)
        tag = uuid.uuid4().hex[:10]
        person = Person(f"person-{number}-{tag}@example.com", f"violet otter {tag} canyon")
        self.secrets.add(person.password)
        return person

    def registered(self, person=None, **more):
        person = person or self.new_person()
        answer = self.post("/auth/register",
                           {"email": person.email, "password": person.password, **more})
        assert answer.status == 201, answer.body
        person.id = answer.json()["id"]
        return person

    def logged_in(self, person=None):
        """A new session's TokenPair; of a new person unless one is given."""
        person = person or self.registered()
        answer = self.post("/auth/login", {"email": person.email, "password": person.password})
        assert answer.status == 200, answer.body
        return answer.json()

    def permitted(self, scope, person=None):
        """A new session of somebody who has this scope."""
        person = person or self.registered()
        run = self.run("users", "scope", person.email, scope)
        assert run.code == 0, run
        pair = self.logged_in(person)
        assert pair["scope"] == scope, pair
        return pair

    def refreshed(self, refresh_token):
        answer = self.post("/auth/refresh", {"refresh_token": refresh_token})
        assert answer.status == 200, answer.body
        return answer.json()

    def me(self, token, **options):
        return self.get("/users/me", token=token, **options)

    def jwk(self):
        keys = self.get("/.well-known/jwks.json").json()["keys"]
        assert len(keys) == 1, keys
        return keys[0]
