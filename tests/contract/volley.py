"""Requests that race each other: each on a connection of its own, which is open and known to the
server before the first byte of any of them is sent."""

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass

from wire import check_invariants, request_bytes


@dataclass
class Shot:
    """One request; `after` is how many seconds later than the first it is sent."""

    method: str
    path: str
    json_body: object = None
    form: str = ""
    token: str = ""
    after: float = 0.0

    def bytes(self):
        fields = [("Authorization", f"Bearer {self.token}")] if self.token else []
        body = self.form.encode()
        if self.json_body is not None:
            body = json.dumps(self.json_body).encode()
        if body:
            kind = "application/x-www-form-urlencoded" if self.form else "application/json"
            fields.append(("Content-Type", kind))
        return request_bytes(self.method, self.path, fields, body)


def refresh_shot(pair, after=0.0):
    return Shot("POST", "/auth/refresh", {"refresh_token": pair["refresh_token"]}, after=after)


def login_shot(person, password=None, after=0.0):
    return Shot("POST", "/auth/login", {"email": person.email, "password": password or person.password}, after=after)


class Volleys:
    """So many connections to one server, or to several in turn, used again for each volley."""

    def __init__(self, count, *servers):
        self.connections = [servers[number % len(servers)].connect() for number in range(count)]
        for connection in self.connections:
            connection.send(request_bytes("GET", "/healthz"))
            assert connection.answer().status == 200

    def close(self):
        for connection in self.connections:
            connection.close()

    def fire(self, shots):
        """Sends all of them without waiting for any answer; then the answers, in the shots' order."""
        assert len(shots) <= len(self.connections)
        ready = [(shot.after, number, shot.bytes()) for number, shot in enumerate(shots)]
        started = time.monotonic()
        for after, number, data in sorted(ready):
            if (wait := started + after - time.monotonic()) > 0:
                time.sleep(wait)
            self.connections[number].send(data)
        answers = [connection.answer() for connection in self.connections[:len(shots)]]
        for shot, answer in zip(shots, answers):
            check_invariants(answer, shot.path)
        return answers


@contextmanager
def volleys(count, *servers):
    some = Volleys(count, *servers)
    try:
        yield some
    finally:
        some.close()


def pairs_among(answers):
    """The TokenPairs that were handed out; whatever else was answered must be one of the refusals
    that are foreseen: 401, 400 `invalid_grant`, or 409."""
    for answer in answers:
        grant_refused = answer.status == 400 and answer.json().get("error") == "invalid_grant"
        assert answer.status in (200, 201, 204, 401, 409) or grant_refused, (answer.status, answer.body)
    return [answer.json() for answer in answers if answer.status == 200 and b'"refresh_token"' in answer.body]
