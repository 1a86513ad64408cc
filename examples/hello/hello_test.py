"""The smallest app, as README.md shows it, over a real socket."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time

import pytest

PROGRAM = os.environ.get("HELLO_BIN", "build/dev/examples/hello/hello")
PATIENCE = 20  # seconds


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Hello:
    """The program on a free port; `tokens` are those that it printed, by name."""

    def __init__(self):
        self.port = free_port()
        self.process = subprocess.Popen([PROGRAM, str(self.port)], stdout=subprocess.PIPE, text=True)
        self.tokens = dict(self.process.stdout.readline().strip().split("=", 1) for _ in range(2))

    def wait_until_served(self):
        deadline = time.monotonic() + PATIENCE
        while True:
            assert self.process.poll() is None and time.monotonic() < deadline
            try:
                return self.request("GET", "/hello")
            except ConnectionRefusedError:
                time.sleep(0.02)

    def request(self, method, path, token=None, body=None):
        fields = {"Content-Type": "application/json"} if body is not None else {}
        if token is not None:
            fields["Authorization"] = f"Bearer {token}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), fields)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def stop(self):
        """Asks it to end; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.process.stdout.close()


@pytest.fixture(scope="module")
def hello():
    program = Hello()
    try:
        program.wait_until_served()
        yield program
    finally:
        assert program.stop() == 0


def test_greets_the_bearer_of_its_token(hello):
    assert hello.request("GET", "/hello", hello.tokens["READER"]) == (200, "Hello, ada")


@pytest.mark.parametrize("method, path", [("GET", "/hello"), ("POST", "/notes")])
def test_refuses_whoever_has_no_token_or_a_bad_one(hello, method, path):
    body = {"title": "hinge"} if method == "POST" else None
    status, problem = hello.request(method, path, None, body)
    assert (status, problem["detail"]) == (401, "Not authenticated")
    status, problem = hello.request(method, path, "x" + hello.tokens["WRITER"], body)
    assert (status, problem["detail"]) == (401, "Invalid token")


def test_lets_only_the_scope_write(hello):
    note = {"title": "hinge"}
    assert hello.request("POST", "/notes", hello.tokens["WRITER"], note) == (200, note)
    status, problem = hello.request("POST", "/notes", hello.tokens["READER"], note)
    assert (status, problem["detail"]) == (403, "Not enough permissions")


def test_names_the_fault_of_a_note(hello):
    status, problem = hello.request("POST", "/notes", hello.tokens["WRITER"], {"title": ""})
    assert (status, [fault["loc"] for fault in problem["errors"]]) == (422, [["body", "title"]])
