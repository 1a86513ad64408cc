"""The repository's files as the checks see them, and C++ with its comments and texts blanked."""
import re
from pathlib import Path

SKIPPED = {".git", ".cache", "__pycache__", "node_modules", ".pytest_cache"}


class File:
    """One text file: its path from the repository's root and its text."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.split("\n")[:-1] if text.endswith("\n") else text.split("\n")
        self._code = None

    @property
    def name(self):
        return self.path.rsplit("/", 1)[-1]

    @property
    def stem(self):
        return self.name.split(".")[0]

    @property
    def is_header(self):
        return self.name.endswith(".hpp")

    @property
    def is_cpp(self):
        return self.name.endswith((".hpp", ".cpp"))

    @property
    def room(self):
        """The folder of cardea/ that it lives in; None outside of the rooms."""
        parts = self.path.split("/")
        return parts[1] if len(parts) > 2 and parts[0] == "cardea" else None

    @property
    def is_test(self):
        return self.stem.endswith(("_test", "_fuzz", "_bench")) or self.path.startswith("tests/")

    @property
    def code(self):
        """The text with comments and the insides of texts as blanks; every line stays a line."""
        if self._code is None:
            self._code = blank(self.text)
        return self._code

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1


TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^(\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)


def blank(text):
    def blanks(match):
        found = match.group(0)
        if found.startswith("'") and re.search(r"[0-9a-fA-F]$", text[:match.start()][-1:]):
            return found  # a digit separator, not a character
        if found.startswith("/"):
            return re.sub(r"[^\n]", " ", found)
        if found.startswith("R"):
            return 'R"' + re.sub(r"[^\n]", " ", found[2:-1]) + '"'
        return found[0] + " " * (len(found) - 2) + found[-1]

    return TOKEN.sub(blanks, re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "_", text))


def read_tree(root):
    """All files of the repository that are text, sorted by path."""
    files = []
    for path in sorted(Path(root).rglob("*")):
        parts = path.relative_to(root).parts
        if any(part in SKIPPED or part.startswith("build") for part in parts[:-1]):
            continue
        if path.is_symlink() or not path.is_file() or "_corpus" in "/".join(parts) or parts == (".git",):
            continue
        try:
            files.append(File("/".join(parts), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return files
