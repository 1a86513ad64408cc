"""The programs that speak for libraries of other languages, and for ours."""

import atexit
import json
import subprocess
import threading

PATIENCE = 300.0  # seconds for one answer, many signatures under a sanitizer included


class Program:
    """A program that answers each line with a line; started when it is first asked."""

    def __init__(self, *command, environment=None):
        self._command = command
        self._environment = environment
        self._process = None

    def say(self, line):
        if self._process is None:
            self._process = subprocess.Popen(self._command, env=self._environment, text=True,
                                             encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            atexit.register(self._end)
        watch = threading.Timer(PATIENCE, self._process.kill)
        watch.start()
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        finally:
            watch.cancel()
        assert answer, f"{self._command[0]} ended with {self._process.wait()} at: {line[:2000]}"
        return answer

    def _end(self):
        self._process.stdin.close()
        self._process.wait(timeout=10)


class JsonProgram(Program):
    def ask(self, action, **request):
        given = {name: value for name, value in request.items() if value is not None}
        return json.loads(self.say(json.dumps({"action": action, **given})))


class HexProgram(Program):
    """Its requests and answers are fields in hexadecimal: tests/interop/lines.h."""

    def ask(self, *fields):
        """Whether it went well, and the fields of the answer."""
        octets = [field if isinstance(field, bytes) else field.encode() for field in fields]
        word, *answer = self.say(" ".join(field.hex() or "-" for field in octets)).split()
        return word == "ok", [bytes.fromhex(field.strip("-")).decode("utf-8", "replace") for field in answer]
