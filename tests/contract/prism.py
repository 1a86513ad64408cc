"""Prism between the tests and a server: it holds every answer to the server's OpenAPI document.

It reads requests and answers and writes them anew, so it carries only what is the same afterwards:
ordinary requests for operations that the document has. The rest goes straight to the server.
"""

import json
import os
import re
import socket
import subprocess
import time
from pathlib import Path

from wire import Connection, request_bytes

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(os.environ.get("CARDEA_WEB_TOOLS") or ROOT / "build" / "npm" / "web")
PRISM = TOOLS / "node_modules" / ".bin" / "prism"
START_TIME_MAX = 60.0
PLAIN_TARGET = re.compile(r"/[A-Za-z0-9/_.\-]*(\?[A-Za-z0-9=&_.\-]*)?")
PLAIN_TYPE = re.compile(r"[a-z]+/[a-z.+\-]+")  # with a charset it might be decoded
PLAIN_FIELDS = {"authorization", "content-type", "user-agent"}
REQUEST_BYTES_MAX = 8000


class Prism:
    carried = 0  # by all of them

    def __init__(self, server_port, folder):
        with Connection(server_port) as connection:
            connection.send(request_bytes("GET", "/openapi.json"))
            answer = connection.answer()
        assert answer.status == 200, answer.head
        document = answer.json()
        self.operations = []
        for template, operations in document["paths"].items():
            pattern = re.compile(re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(template)))
            for method, operation in operations.items():
                # What it demands is for the server to refuse, and Prism would do it instead.
                if isinstance(operation, dict):
                    operation.pop("security", None)
                    self.operations.append((method.upper(), pattern))
        document.pop("security", None)
        path = Path(folder) / "openapi.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log_path = Path(folder) / "prism.log"
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [str(PRISM), "proxy", str(path),
                 f"http://127.0.0.1:{server_port}", "--errors", "--validate-request", "false",
                 "--cors", "false", "--host", "127.0.0.1", "--port", str(self.port)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._wait()

    def _wait(self):
        deadline = time.monotonic() + START_TIME_MAX
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.end()
        raise AssertionError(f"prism does not serve:\n{self.log_path.read_text(errors='replace')}")

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def carries(self, method, target, fields, data):
        """Whether such a request and its answer are the same after Prism has read them."""
        names = [name.lower() for name, _ in fields]
        return (len(set(names)) == len(names) and set(names) <= PLAIN_FIELDS
                and all(value.isascii() and value.isprintable() and value == value.strip()
                        and (name.lower() != "content-type" or PLAIN_TYPE.fullmatch(value))
                        for name, value in fields)
                and sum(len(value) for _, value in fields) + len(data) < REQUEST_BYTES_MAX
                and PLAIN_TARGET.fullmatch(target) is not None
                and any(method == known and pattern.fullmatch(target.split("?")[0])
                        for known, pattern in self.operations))

    def request(self, method, target, fields, data):
        with Connection(self.port) as connection:
            connection.send(request_bytes(method, target, fields, data))
            answer = connection.answer()
        violations = answer.one("sl-violations") or ""
        said_by_prism = b"stoplight.io/prism/errors" in answer.body
        assert not violations and not said_by_prism, \
            f"{method} {target}: against the document: {violations or answer.body.decode()}"
        if answer.status == 422:
            answer.reason = "Unprocessable Content"  # Node has the older name
        Prism.carried += 1
        return answer
