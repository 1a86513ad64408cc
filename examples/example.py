"""What the tests of the examples share: a program on a free port in a folder of its own, requests
to it, and the OpenAPI document that stands beside it.

By hand, from the root of the repository, once the programs are built:

    PYTHONPATH=examples python3 -m pytest examples/notes/notes_test.py
"""

import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import time
from dataclasses import dataclass

PATIENCE = 20  # seconds
# What a program might read that is meant for another one.
FOREIGN = ("PORT", "SECRET_KEY", "ADMIN_PASSWORD", "JWKS", "ISSUER", "CARDEA_")


def binary(name):
    return os.environ.get(f"{name.upper()}_BIN") or os.path.abspath(f"build/dev/examples/{name}/{name}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Answer:
    status: int
    fields: http.client.HTTPMessage
    body: bytes

    def json(self):
        return json.loads(self.body)

    def detail(self):
        """The status and the sentence of a problem."""
        assert self.fields["Content-Type"] == "application/problem+json", self
        return self.status, self.json()["detail"]


class Example:
    """A program, by the name of its folder here, and the folder in which it runs; `settings` go
    into its environment."""

    def __init__(self, name, folder, **settings):
        self.program = binary(name)
        self.folder = pathlib.Path(folder)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        self.environment = kept | settings
        self.process = None
        self.port = None

    def run(self, *arguments, stdin=None, **settings):
        """Runs a command of it to its end."""
        return subprocess.run([self.program, *arguments], cwd=self.folder, timeout=PATIENCE,
                              text=True, input=stdin, env=self.environment | settings,
                              capture_output=True, check=False)

    def start(self, *arguments, port=None):
        """Starts it on a port of the system's choice, which it prints, and waits until it serves.
        With `port`, it was given one in its arguments."""
        with open(self.folder / "stderr.txt", "wb") as errors:
            self.process = subprocess.Popen([self.program, *arguments], cwd=self.folder, text=True,
                                            env=self.environment | {"PORT": "0"},
                                            stdout=subprocess.PIPE, stderr=errors)
        if port is None:
            line = self.process.stdout.readline()
            assert line.startswith("Listening on http://127.0.0.1:"), line + self.errors()
            port = int(line.rsplit(":", 1)[1])
        self.port = port
        deadline = time.monotonic() + PATIENCE
        while True:
            assert self.process.poll() is None and time.monotonic() < deadline, self.errors()
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE).close()
                return self
            except ConnectionRefusedError:
                time.sleep(0.02)

    def errors(self):
        """What it has written to standard error since its start."""
        return (self.folder / "stderr.txt").read_text()

    def stop(self):
        """Asks it to end; returns its exit code, which is 0 only if it has not ended by itself."""
        if self.process.poll() is not None:
            return f"it ended by itself with {self.process.returncode}: {self.errors()}"
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        assert self.stop() == 0, self.errors()

    def request(self, method, path, token=None, body=None, form=None, fields=None):
        """`body` is sent as JSON, `form` as text of a form, `token` as a bearer's."""
        fields = dict(fields or {})
        if token is not None:
            fields["Authorization"] = f"Bearer {token}"
        if body is not None:
            fields.setdefault("Content-Type", "application/json")
            body = json.dumps(body)
        if form is not None:
            fields.setdefault("Content-Type", "application/x-www-form-urlencoded")
            body = form
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, fields)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def sign_up(self, email, password="a hinge opens what is shut"):
        """For programs with account_routes: registers, signs in, returns the access token."""
        person = {"email": email, "password": password}
        assert self.request("POST", "/auth/register", body=person).status == 201
        answer = self.request("POST", "/auth/login", body=person)
        assert answer.status == 200
        return answer.json()["access_token"]


def check_openapi(example, test_file, path="/openapi.json"):
    """The served document is the one in openapi.json beside the test, so that a change of what the
    API is shows in a diff."""
    served = json.dumps(example.request("GET", path).json(), indent=2, ensure_ascii=False) + "\n"
    snapshot = pathlib.Path(test_file).with_name("openapi.json")
    name = snapshot.parent.name
    if os.environ.get("RENEW_OPENAPI"):
        snapshot.write_text(served)
    known = snapshot.read_text() if snapshot.exists() else ""
    assert served == known, (
        f"the document is not that of {name}/openapi.json. If the change is meant, renew it:\n"
        f"    RENEW_OPENAPI=1 ctest --preset dev -R examples.{name}")
