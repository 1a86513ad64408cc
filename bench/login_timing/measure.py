#!/usr/bin/python3
"""Whether the time of a refused login tells why it was refused.

Starts the real server with passwords as they are hashed by default and the throttle off, and asks, one
at a time and in an order drawn anew for each round, for what must look alike: an unknown user, a wrong
password, a disabled user with the right one and with a wrong one. Told are the medians, the Mann-Whitney
p-value of each two, and whether status, names of the fields and body are the same.

    bench/login_timing/measure.py [--program build/release/cardea] [--samples 200] [--seed 1]
"""
import argparse
import http.client
import itertools
import json
import math
import os
import pathlib
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlencode

PASSWORD = "a long hinge of brass"
WRONG = "a long hinge of steel"
OTHER = "quite another text 37"
WARM_UP_ROUNDS = 5
SAMPLES_MIN = 60


def mann_whitney(first, second):
    """The two-sided p-value of the U test by its normal approximation, corrected for ties and for
    continuity: good from 20 samples a side on."""
    values = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    n1, n2, n = len(first), len(second), len(values)
    rank_sum, ties, at = 0.0, 0, 0
    while at < n:
        end = at
        while end < n and values[end][0] == values[at][0]:
            end += 1
        rank = (at + 1 + end) / 2  # the mean of the ranks at+1 … end
        rank_sum += rank * sum(1 for _, side in values[at:end] if side == 0)
        ties += (end - at) ** 3 - (end - at)
        at = end
    u = rank_sum - n1 * (n1 + 1) / 2
    variance = n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1)))
    if variance == 0:
        return 1.0
    z = max(abs(u - n1 * n2 / 2) - 0.5, 0) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """On a database in `folder`; `settings` beside the defaults, from the environment."""

    def __init__(self, program, folder, settings):
        self.program, self.database, self.port = program, f"{folder}/cardea.db", free_port()
        self.environment = {**os.environ, "CARDEA_THROTTLE_LOGIN": "off", "CARDEA_THROTTLE_REGISTER": "off",
                            "CARDEA_LOG_LEVEL": "warning", **settings}
        self.process = subprocess.Popen(
            [program, "serve", "--listen", f"127.0.0.1:{self.port}", "--database", self.database],
            env=self.environment, stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                self.ask("GET", "/readyz")
                break
            except OSError:
                time.sleep(0.05)

    def ask(self, method, path, body=None, kind="application/json", token=None):
        """The answer on the one connection: (status, fields, body)."""
        headers = {"Content-Type": kind} if body else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()

    def demand(self, method, path, body, **more):
        status, _, text = self.ask(method, path, json.dumps(body), **more)
        if status >= 300:
            sys.exit(f"{method} {path}: {status} {text.decode()}")
        return json.loads(text) if text else None

    def register(self, email):
        self.demand("POST", "/auth/register", {"email": email, "password": PASSWORD})

    def disable(self, email):
        subprocess.run([self.program, "users", "disable", email, "--database", self.database], check=True,
                       env=self.environment, stdout=subprocess.DEVNULL)

    def stop(self):
        self.connection.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def nobody(number):
    return f"nobody-{number:04}@example.org"


# What is asked: for each name the address and password of the round with this number. All have the same size.
LOGINS = {
    "unknown user": lambda number: (nobody(number), PASSWORD),
    "wrong password": lambda number: ("person-0000@example.org", WRONG),
    "wrong password (the same again)": lambda number: ("person-0000@example.org", WRONG),
    "disabled, right password": lambda number: ("person-0001@example.org", PASSWORD),
    "disabled, wrong password": lambda number: ("person-0001@example.org", WRONG),
    "older hash, wrong password": lambda number: ("person-0002@example.org", WRONG),
    "older hash, disabled, right password": lambda number: ("person-0003@example.org", PASSWORD),
}

CURRENT_PASSWORDS = {
    "no character right": OTHER,
    "the first character wrong": "X" + PASSWORD[1:],
    "the last character wrong": PASSWORD[:-1] + "X",
}


def login(server, credentials):
    email, password = credentials
    return "POST", "/auth/login", json.dumps({"email": email, "password": password}), {}


def grant(server, credentials):
    email, password = credentials
    form = urlencode({"grant_type": "password", "username": email, "password": password})
    return "POST", "/oauth/token", form, {"kind": "application/x-www-form-urlencoded"}


def prepare(program, folder):
    """People, two of them registered while hashing cost less, and the server that is measured."""
    older = Server(program, folder, {"CARDEA_PASSWORDS_MEMORY": "8MiB", "CARDEA_PASSWORDS_PASSES": "1"})
    for number in (2, 3):
        older.register(f"person-{number:04}@example.org")
    older.stop()
    server = Server(program, folder, {})
    for number in (0, 1):
        server.register(f"person-{number:04}@example.org")
    for number in (1, 3):
        server.disable(f"person-{number:04}@example.org")
    return server


def measure(server, questions, samples, random_source):
    """Milliseconds and answers of every question: {name: ([ms], {answer})}; they take turns."""
    results = {name: ([], set()) for name in questions}
    for number in range(-WARM_UP_ROUNDS, samples):
        for name in random_source.sample(list(questions), len(questions)):
            method, path, body, more = questions[name](number + WARM_UP_ROUNDS)
            started = time.perf_counter_ns()
            status, fields, text = server.ask(method, path, body, **more)
            took = (time.perf_counter_ns() - started) / 1e6
            results[name][1].add((status, tuple(field for field, _ in fields), text))
            if number >= 0:
                results[name][0].append(took)
    return results


def tell(title, results, refusal):
    """Prints the table; whether all answers were the same, and a refusal of this status."""
    print(f"\n{title}")
    for name, (times, _) in results.items():
        quarter, median, three_quarters = statistics.quantiles(times, n=4)
        print(f"  {name:<38}{median:9.3f} ms   ({quarter:.3f} to {three_quarters:.3f})   {len(times)} samples")
    print("  p (Mann-Whitney, two-sided) and difference of the medians:")
    for one, other in itertools.combinations(results, 2):
        first, second = results[one][0], results[other][0]
        apart = (statistics.median(second) - statistics.median(first)) * 1000
        print(f"    {one + ' / ' + other:<78}p {mann_whitney(first, second):6.4f}  {apart:+8.1f} µs")
    answers = set().union(*(seen for _, seen in results.values()))
    for status, fields, text in sorted(answers):
        print(f"  answer: {status} {' '.join(fields)} {text.decode()}")
    are_same = len(answers) == 1 and {status for status, _, _ in answers} == {refusal}
    if not are_same:
        print(f"  THE ANSWERS DIFFER, OR ARE NOT {refusal}")
    return are_same


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default="build/release/cardea")
    options.add_argument("--samples", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    if chosen.samples < SAMPLES_MIN:
        options.error(f"--samples: at least {SAMPLES_MIN}")
    program = str(pathlib.Path(chosen.program).resolve())
    random_source = random.Random(chosen.seed)

    def load():
        return "load averages " + ", ".join(f"{value:.2f}" for value in os.getloadavg())

    print(f"{os.cpu_count()} cores; {load()}")
    are_same = True
    with tempfile.TemporaryDirectory() as folder:
        server = prepare(program, folder)
        for title, door, refusal in (("POST /auth/login", login, 401),
                                     ("POST /oauth/token, the password grant", grant, 400)):
            questions = {name: lambda number, door=door, who=who: door(server, who(number))
                         for name, who in LOGINS.items()}
            are_same &= tell(title, measure(server, questions, chosen.samples, random_source), refusal)

        credentials = {"email": "person-0000@example.org", "password": PASSWORD}
        token = server.demand("POST", "/auth/login", credentials)["access_token"]
        questions = {}
        for name, current in CURRENT_PASSWORDS.items():
            body = json.dumps({"current_password": current, "new_password": "another hinge of brass"})
            questions[name] = lambda _, body=body: ("PUT", "/users/me/password", body, {"token": token})
        results = measure(server, questions, chosen.samples, random_source)
        are_same &= tell("PUT /users/me/password, a wrong current password", results, 422)
        server.stop()
    print(f"\nat the end {load()}")
    return 0 if are_same else 1


if __name__ == "__main__":
    sys.exit(main())
