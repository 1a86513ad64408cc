#!/usr/bin/env python3
"""Code in the pages is cut out of files that are compiled: `snippets.py check`, `snippets.py fix`.

A block of code in docs/ has a line above it that says what it is cut out of:

    <!-- tests/docs/handlers.cpp: query -->        between `// <query>` and `// </query>`
    <!-- examples/tutorial/main.cpp: User -->      or else the declaration of that name
    <!-- tests/docs/first.cpp -->                  the whole file

`check` says where a block is not what the file says, modulo indentation; `fix` puts it right. C++
must be cut out of something; in the README it may also stand in some program as it is.
"""
import re
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = re.compile(r"^ *<!-- (?P<file>[\w./-]+\.\w+)(?:: (?P<name>[^>]+?))? -->$")
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>[\w+]*)")
MARK = re.compile(r"^\s*// </?[a-z][\w ]*>$")


class Block:
    """A block of code in a page: what language it is in, what it is cut out of, and its lines."""

    def __init__(self, page, number, language, indent, source):
        self.page, self.number = page, number
        self.language, self.indent, self.source = language, indent, source
        self.lines = []

    @property
    def text(self):
        return textwrap.dedent("\n".join(self.lines)).strip("\n")


def blocks_of(page, text):
    """The blocks of a page, with the number of their first line."""
    found, block, above = [], None, ""
    for number, line in enumerate(text.split("\n"), 1):
        fence = FENCE.match(line)
        if block is not None and line.strip() == "```":
            found.append(block)
            block = None
        elif block is not None:
            block.lines.append(line)
        elif fence:
            block = Block(page, number, fence["language"], fence["indent"], SOURCE.match(above))
        above = line
    return found


def region(text, name):
    """What stands between the marks of that name; None where there are none."""
    marks = re.search(rf"^ *// <{re.escape(name)}>\n(.*?)^ *// </{re.escape(name)}>$|"
                      rf"^ *// <{re.escape(name)}>\n(.*?)^\)\"", text, re.M | re.S)
    return marks and (marks[1] or marks[2])


def declaration(text, name):
    """The top-level declaration of that name, with the comment above it; None if there is none."""
    for chunk in re.split(r"\n\n(?=[^\s}])", text):
        head = re.split(r"[({=;]", re.sub(r"^ *//.*\n", "", chunk, flags=re.M), maxsplit=1)[0]
        if re.search(rf"\b{re.escape(name)}\s*$", head):
            return chunk
    return None


def cut(source):
    """What a comment names; throws LookupError with a sentence where there is no such thing."""
    path = ROOT / source["file"]
    if not path.is_file():
        raise LookupError(f"there is no {source['file']}")
    text = path.read_text(encoding="utf-8")
    if source["name"]:
        text = region(text, source["name"]) or declaration(text, source["name"])
        if text is None:
            raise LookupError(f"{source['file']} has nothing named '{source['name']}'")
    lines = [line for line in text.split("\n") if not MARK.match(line)]
    return textwrap.dedent("\n".join(lines)).strip("\n")


def pages():
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def programs():
    return [path.read_text(encoding="utf-8")
            for folder in ("examples", "tests/docs") for path in (ROOT / folder).rglob("*.cpp")]


def stands_in_a_program(text, all_programs):
    """Whether these lines follow each other in one program, however they are indented."""
    wanted = [line.strip() for line in text.split("\n")]
    for program in all_programs:
        lines = [line.strip() for line in program.split("\n")]
        if any(lines[at:at + len(wanted)] == wanted for at in range(len(lines))):
            return True
    return False


def faults_of(block, all_programs):
    if block.source is None:
        is_free = block.language != "cpp" or (
            block.page.name == "README.md" and stands_in_a_program(block.text, all_programs))
        return [] if is_free else ["this code is cut out of nothing: name its file above it"]
    try:
        if cut(block.source) != block.text:
            return [f"not what {block.source['file']} says: tests/docs/snippets.py fix"]
    except LookupError as error:
        return [str(error)]
    return []


def sentences():
    """What the static_asserts of the library say."""
    found = set()
    for path in (ROOT / "cardea").rglob("*.hpp"):
        for literals in re.findall(r'((?:"(?:\\.|[^"\\\n])*"\s*)+)\)', path.read_text(encoding="utf-8")):
            parts = re.findall(r'"((?:\\.|[^"\\\n])*)"', literals)
            found.add("".join(parts).replace('\\"', '"'))
    return found


def check_sentences(text, page):
    """What the page says that the compiler says is what a static_assert says."""
    known = sentences()
    faults = []
    for number, line in enumerate(text.split("\n"), 1):
        said = re.match(r"\s*error: static assertion failed: (.*)", line)
        if said and said[1] not in known:
            faults.append(f"{page}:{number}: no static_assert says this sentence")
    return faults


def check():
    all_programs, faults, count = programs(), [], 0
    for path in pages():
        page = path.relative_to(ROOT)
        text = path.read_text(encoding="utf-8")
        for block in blocks_of(page, text):
            count += block.source is not None or block.language == "cpp"
            faults += [f"{page}:{block.number}: {fault}" for fault in faults_of(block, all_programs)]
        faults += check_sentences(text, page)
    print(*faults, f"{count} blocks of code, {len(faults)} faults", sep="\n")
    return 1 if faults or count == 0 else 0


def fix():
    for path in pages():
        page, text = path.relative_to(ROOT), path.read_text(encoding="utf-8")
        lines = text.split("\n")
        for block in reversed(blocks_of(page, text)):
            if block.source is None:
                continue
            try:
                new = textwrap.indent(cut(block.source), block.indent).split("\n")
            except LookupError as error:
                print(f"{page}:{block.number}: {error}")
                continue
            lines[block.number:block.number + len(block.lines)] = new
        if "\n".join(lines) != text:
            path.write_text("\n".join(lines), encoding="utf-8")
            print(f"{page}: changed")
    return check()


if __name__ == "__main__":
    if sys.argv[1:] not in (["check"], ["fix"]):
        sys.exit(__doc__)
    sys.exit(check() if sys.argv[1] == "check" else fix())
