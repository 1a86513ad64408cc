"""HTTP/1.1 over a plain socket: sends the bytes that a test hands it, unmended, and reads answers
strictly, so that a malformed answer fails the test that got it."""

import json
import re
import socket
import time
from dataclasses import dataclass, field

PATIENCE = 20.0  # seconds that an answer may take before the test calls it a hang
ANSWER_BYTES_MAX = 8 * 1024 * 1024

STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5][0-9]{2}) ([\t\x20-\x7e]*)\r\n")
FIELD_LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+): ?([\x20-\x7e]*)")
CHALLENGE = re.compile(r'Bearer realm="cardea"(, [a-z_]+="[^"\\]*")*')
REQUEST_ID = re.compile(r"[\x21-\x7e]{1,128}")


class Closed(Exception):
    """The server closed the connection where an answer was due."""


@dataclass
class Answer:
    status: int
    reason: str
    fields: list = field(default_factory=list)
    body: bytes = b""
    head: bytes = b""

    def every(self, name):
        return [value for known, value in self.fields if known.lower() == name.lower()]

    def one(self, name):
        """The value of a field that may stand once at most; None where it is absent."""
        values = self.every(name)
        assert len(values) <= 1, f"{name} stands {len(values)} times: {values}"
        return values[0] if values else None

    def json(self):
        return json.loads(self.body.decode("utf-8"))

    @property
    def detail(self):
        return self.json()["detail"]

    @property
    def challenge(self):
        return self.one("WWW-Authenticate")

    def places(self):
        """The `loc` of every fault of a 422."""
        assert self.status == 422, (self.status, self.body)
        return [fault["loc"] for fault in self.json()["errors"]]

    def types(self):
        """The faults of a 422 by place: {("body", "email"): "missing"}."""
        assert self.status == 422, (self.status, self.body)
        return {tuple(fault["loc"]): fault["type"] for fault in self.json()["errors"]}

    def without(self, *names):
        """Status line, fields but those named, and body: for comparing answers byte for byte."""
        dropped = {name.lower() for name in names}
        kept = [line for line in self.head.split(b"\r\n")
                if line.split(b":")[0].decode("latin-1").lower() not in dropped]
        return b"\r\n".join(kept) + b"\r\n\r\n" + self.body


class Connection:
    """One connection, on which a test decides every byte; from any address of 127.0.0.0/8."""

    def __init__(self, port, patience=PATIENCE, source=None):
        self.patience = patience
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=patience,
                                               source_address=(source, 0) if source else None)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)
        return self

    def half_close(self):
        self.socket.shutdown(socket.SHUT_WR)

    def _more(self):
        data = self.socket.recv(65536)
        if not data:
            raise Closed(f"closed after {self.received[:200]!r}")
        self.received += data
        assert len(self.received) <= ANSWER_BYTES_MAX, "the answer has no end"

    def _take(self, size):
        while len(self.received) < size:
            self._more()
        taken, self.received = self.received[:size], self.received[size:]
        return taken

    def _take_line(self):
        while b"\r\n" not in self.received:
            self._more()
        line, self.received = self.received.split(b"\r\n", 1)
        return line

    def answer(self, to_head=False, interim=False):
        """Reads one answer; `to_head`: it answers a HEAD, so it has no body. Skips 1xx unless asked."""
        while True:
            while b"\r\n\r\n" not in self.received:
                self._more()
            head, self.received = self.received.split(b"\r\n\r\n", 1)
            answer = parse_head(head + b"\r\n")
            if answer.status >= 200:
                break
            if interim:
                return answer
        length, coding = answer.one("Content-Length"), answer.one("Transfer-Encoding")
        assert not (length and coding), "an answer with both framings"
        if to_head or answer.status in (204, 304):
            return answer
        if coding:
            assert coding == "chunked", coding
            while size := int(self._take_line(), 16):
                answer.body += self._take(size)
                assert self._take(2) == b"\r\n"
            assert self._take_line() == b"", "trailers in an answer"
        else:
            assert length is not None and length.isdigit(), f"no usable Content-Length: {length!r}"
            answer.body = self._take(int(length))
        return answer

    def is_closed(self, within=PATIENCE):
        """True once the server has closed its side, with not one byte more."""
        self.socket.settimeout(within)
        try:
            data = self.received or self.socket.recv(65536)
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False
        finally:
            self.socket.settimeout(self.patience)
        assert not data, f"more bytes where the end was due: {data[:200]!r}"
        return True

    def refuses_bytes(self, within):
        """True once the server takes nothing more: it has closed, not only half-closed."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            try:
                self.socket.sendall(b"x")
            except (BrokenPipeError, ConnectionResetError):
                return True
            time.sleep(0.05)
        return False


def parse_head(head):
    match = STATUS_LINE.match(head)
    assert match, f"a malformed status line: {head[:100]!r}"
    answer = Answer(int(match[1]), match[2].decode(), head=head)
    for line in head[match.end():].split(b"\r\n"):
        if line:
            parsed = FIELD_LINE.fullmatch(line)
            assert parsed, f"a malformed field: {line!r}"
            answer.fields.append((parsed[1].decode(), parsed[2].decode()))
    return answer


def request_bytes(method, path, fields=(), body=b"", length=True):
    """A well-formed request; `fields` as pairs, Host and Content-Length are added where missing."""
    fields = list(fields)
    names = {name.lower() for name, _ in fields}
    if "host" not in names:
        fields.insert(0, ("Host", "cardea.test"))
    if body and length and not names & {"content-length", "transfer-encoding"}:
        fields.append(("Content-Length", str(len(body))))
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in fields) + "\r\n"
    return head.encode("latin-1") + body


def check_invariants(answer, path, to_head=False):
    """What API.md promises of every answer."""
    assert answer.one("X-Content-Type-Options") == "nosniff", answer.head
    request_id = answer.one("X-Request-Id")
    assert request_id and REQUEST_ID.fullmatch(request_id), answer.head
    bare = path.split("?")[0].rstrip("/")
    if bare == "/users/me" or path.startswith("/users/me/"):
        assert answer.one("Cache-Control") == "no-store", answer.head
    if bare in ("/auth/login", "/auth/refresh", "/oauth/token") and answer.status == 200:
        assert answer.one("Cache-Control") == "no-store", answer.head
    if answer.status == 204:
        assert answer.one("Content-Length") is None and not answer.body
    if answer.status == 405:
        assert answer.one("Allow"), answer.head
    if answer.status in (429, 503):
        assert (answer.one("Retry-After") or "").isdigit(), answer.head
    if answer.status == 429:
        assert answer.one("RateLimit") and answer.one("RateLimit-Policy"), answer.head
    if answer.status >= 400 and not to_head:
        if bare in ("/oauth/token",) and answer.status in (400, 401):
            check_oauth_error(answer)
        else:
            check_problem(answer)


def check_problem(answer):
    """RFC 9457, and no member but those that API.md names."""
    assert answer.one("Content-Type") == "application/problem+json", answer.head
    problem = answer.json()
    members = ["type", "title", "status", "detail"] + (["errors"] if answer.status == 422 else [])
    assert list(problem) == members, problem
    assert problem["type"] == "about:blank" and problem["status"] == answer.status, problem
    assert problem["title"] == answer.reason, (problem, answer.reason)
    assert isinstance(problem["detail"], str) and problem["detail"].strip(), problem
    if answer.status == 401:
        assert CHALLENGE.fullmatch(answer.challenge or ""), answer.head
    if answer.status == 422:
        assert problem["errors"], problem
        for fault in problem["errors"]:
            assert sorted(fault) == ["loc", "msg", "type"], fault
            assert fault["loc"] and all(isinstance(step, (str, int)) for step in fault["loc"])
            assert fault["loc"][0] in ("body", "query", "path", "header"), fault
            assert isinstance(fault["msg"], str) and fault["msg"], fault
            assert isinstance(fault["type"], str) and fault["type"], fault


def check_oauth_error(answer):
    """RFC 6749 section 5.2."""
    assert answer.one("Content-Type").split(";")[0] == "application/json", answer.head
    assert answer.one("Cache-Control") == "no-store", answer.head
    error = answer.json()
    assert set(error) <= {"error", "error_description"} and error.get("error"), error
    assert re.fullmatch(r"[a-z_]+", error["error"]), error
