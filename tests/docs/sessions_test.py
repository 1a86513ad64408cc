"""What the pages say that a shell says, it says: their sessions, typed into their programs.

A page that begins with `<!-- program: handlers -->` has its blocks of ```console run in one bash,
with `$api` set to where that program serves, and with what the program said before it served
(`TOKEN=…`). Pages of one program follow each other as in mkdocs.yml. An answer may have `…` for
what differs each time: within a line any text, alone on a line any lines. A long line is broken
before a line that begins with one space.
"""
import os
import re
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

import snippets

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = dict(entry.split("=", 1) for entry in os.environ.get("DOCS_PROGRAMS", "").split())
PATIENCE = 30  # seconds
FIRST_PORT = 8000
SECRET = "a secret of this book, never of a program"
# How each program starts where that is not: on PORT, saying PORT.
COMMANDS = {
    "cardea": ["serve", "--listen", "127.0.0.1:{port}", "--database", "cardea.db"],
}


def pages_in_order():
    named = re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    return [ROOT / "docs" / name for name in named]


def sessions():
    """Each program with its pages."""
    found = {}
    for path in pages_in_order():
        named = re.match(r"<!-- program: ([\w]+) -->", path.read_text(encoding="utf-8"))
        if named:
            found.setdefault(named[1], []).append(path)
    return found


def commands_of(block):
    """Commands and what they answer; one goes on behind a backslash, and where a quote is open."""
    found, goes_on = [], False
    for line in block.text.split("\n"):
        if line.startswith("$ "):
            found.append([[line[2:]], []])
        elif goes_on:
            found[-1][0].append(line)
        elif found:
            found[-1][1].append(line)
        goes_on = bool(found) and not found[-1][1] and (
            line.endswith("\\") or "\n".join(found[-1][0]).count("'") % 2 == 1)
    return [("\n".join(command), "\n".join(answer).strip("\n")) for command, answer in found]


def pattern_of(answer):
    lines = []
    for line in re.sub(r"\n (?! )", "", answer).split("\n"):
        lines.append(r"(?:.*\n)*?.*" if line.strip() == "…" else
                     ".*?".join(re.escape(part) for part in line.rstrip().split("…")))
    return re.compile("\n".join(lines))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Program:
    """One program, serving in a folder of its own, and the shell that talks to it."""

    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.environment = {key: value for key, value in os.environ.items()
                            if not key.startswith("CARDEA_")} | {
            "SECRET_KEY": SECRET, "PROGRAM": PROGRAMS[name], "LC_ALL": "C.UTF-8"}
        self.process, self.port, self.said = None, None, ""
        self.errors = open(Path(folder) / "stderr", "w+", encoding="utf-8")

    def start(self):
        port = FIRST_PORT if self.name == "first" else free_port() if self.name in COMMANDS else 0
        arguments = [word.format(port=port) for word in COMMANDS.get(self.name, [])]
        self.process = subprocess.Popen([PROGRAMS[self.name], *arguments], cwd=self.folder, text=True,
                                        env=self.environment | {"PORT": str(port)},
                                        stdout=subprocess.PIPE, stderr=self.errors)
        if port != 0:
            self.port = port
            deadline = time.monotonic() + PATIENCE
            while self.process.poll() is None and not answers(port) and time.monotonic() < deadline:
                time.sleep(0.05)
            assert self.process.poll() is None, self.errors_so_far()
            return
        for line in self.process.stdout:
            said = re.search(r"^PORT=(\d+)$|^Listening on http://127\.0\.0\.1:(\d+)$", line.strip())
            if said:
                self.port = int(said[1] or said[2])
                return
            self.said += line
        raise AssertionError(f"it ended: {self.errors_so_far()}")

    def errors_so_far(self):
        self.errors.seek(0)
        return self.errors.read()

    def run(self, commands):
        """What each command wrote, its exit code aside."""
        script = f"api=http://127.0.0.1:{self.port}\n{self.said}\nalias {self.name}=$PROGRAM\n"
        script += "shopt -s expand_aliases\n"
        for command in commands:
            script += f"{command}\nprintf '\\n\\036'\n"
        done = subprocess.run(["bash"], input=script, cwd=self.folder, env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE, check=False)
        return [text.replace("\r", "").strip("\n") for text in done.stdout.split("\036")[:-1]]

    def stop(self):
        self.process.terminate()
        try:
            assert self.process.wait(PATIENCE) == 0, self.errors_so_far()
        finally:
            self.process.kill()
            self.process.stdout.close()
            self.errors.close()


@pytest.mark.parametrize("name", sessions())
def test_says_what_the_book_says(name):
    expected = []
    for path in sessions()[name]:
        page = path.relative_to(ROOT)
        for block in snippets.blocks_of(page, path.read_text(encoding="utf-8")):
            if block.language == "console":
                expected += [(f"{page}:{block.number}", *pair) for pair in commands_of(block)]
    assert expected, "a page names its program and has no session"
    with tempfile.TemporaryDirectory(prefix="docs-") as folder:
        program = Program(name, folder)
        if name == "first" and answers(FIRST_PORT):
            pytest.skip(f"somebody else has port {FIRST_PORT}, on which the first program serves")
        program.start()
        try:
            said = program.run([command for _, command, _ in expected])
        finally:
            program.stop()
    assert len(said) == len(expected), said
    faults = [f"{place}: $ {command}\n--- the book\n{answer}\n--- the program\n{text}"
              for (place, command, answer), text in zip(expected, said)
              if not pattern_of(answer).fullmatch(text)]
    assert not faults, "\n\n".join(faults)


def test_knows_every_program_of_the_book():
    assert set(sessions()) == set(PROGRAMS)
