#!/usr/bin/python3
"""CPU time a request, as the server spends it: `GET /users/me` with ES256 and with HS256 beside a
constant answer of the same server, in one run.

The load generator (wrk) is pinned to the server's own core: neither can run ahead of the other, and
no time is lost in waking an idle core. What is told is the server's own user and system time
(/proc/PID/stat) divided by the requests answered, the median of several rounds that take turns.

    bench/requests/measure.py [--program build/release/cardea] [--seconds 5] [--rounds 5]
"""
import argparse
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

CORE = "0"
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    user, system = int(fields[11]), int(fields[12])
    return user / TICKS, system / TICKS


def request(port, method, path, body=None, token=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Content-Type": "application/json"} if body else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    connection.request(method, path, json.dumps(body) if body else None, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 400:
        sys.exit(f"{method} {path}: {answer.status} {text.decode()}")
    return json.loads(text) if text.startswith(b"{") else text


class Server:
    """One worker on one core, on a database of its own."""

    def __init__(self, program, folder, algorithm):
        self.port = free_port()
        arguments = ["taskset", "-c", CORE, program, "serve", "--listen", f"127.0.0.1:{self.port}",
                     "--database", f"{folder}/{algorithm}.db"]
        environment = {**os.environ, "CARDEA_SERVER_WORKERS": "1", "CARDEA_TOKENS_ALGORITHM": algorithm,
                       "CARDEA_TOKENS_ACCESS_TTL": "1d", "CARDEA_LOG_LEVEL": "warning"}
        if algorithm == "HS256":
            secret = pathlib.Path(folder, "hs256.secret")
            secret.write_text("an example secret of enough length, for measuring only\n")
            secret.chmod(0o600)
            environment["CARDEA_TOKENS_SECRET_FILE"] = str(secret)
        self.process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                request(self.port, "GET", "/healthz")
                break
            except OSError:
                time.sleep(0.05)
        account = {"email": "ada@example.org", "password": "a long hinge of brass"}
        request(self.port, "POST", "/auth/register", account)
        self.token = request(self.port, "POST", "/auth/login", account)["access_token"]
        request(self.port, "GET", "/users/me", token=self.token)

    def measure(self, path, seconds):
        """User and system microseconds of the server for each request answered with 200."""
        before = cpu_seconds(self.process.pid)
        output = subprocess.run(
            ["taskset", "-c", CORE, "wrk", "-t1", "-c16", f"-d{seconds}s", "-H", f"Authorization: Bearer {self.token}",
             f"http://127.0.0.1:{self.port}{path}"], check=True, capture_output=True, text=True).stdout
        after = cpu_seconds(self.process.pid)
        if "Non-2xx" in output or "Socket errors" in output:
            sys.exit(output)
        count = int(re.search(r"(\d+) requests in", output)[1])
        return tuple((after[i] - before[i]) / count * 1e6 for i in (0, 1))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default="build/release/cardea")
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        servers = {algorithm: Server(chosen.program, folder, algorithm) for algorithm in ("ES256", "HS256")}
        questions = [("constant answer (GET /healthz)", "ES256", "/healthz"),
                     ("GET /users/me, HS256", "HS256", "/users/me"),
                     ("GET /users/me, ES256", "ES256", "/users/me")]
        results = {name: [] for name, _, _ in questions}
        for _ in range(chosen.rounds):
            for name, algorithm, path in questions:
                results[name].append(servers[algorithm].measure(path, chosen.seconds))
        for server in servers.values():
            server.stop()

    print(f"{'CPU µs a request, median (least to most)':<44}{'user':>8}{'system':>8}{'sum':>8}")
    for name, rounds in results.items():
        user, system = (statistics.median(r[i] for r in rounds) for i in (0, 1))
        sums = [sum(r) for r in rounds]
        print(f"{name:<44}{user:8.2f}{system:8.2f}{statistics.median(sums):8.2f}  ({min(sums):.2f} to {max(sums):.2f})")


if __name__ == "__main__":
    main()
