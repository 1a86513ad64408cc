"""Names: nouns of the domain, and in a room's unnamed namespaces no name twice (unity builds)."""
import re

BANNED = {"manager", "util", "utils", "helper", "helpers", "common", "misc", "impl", "data"}
TYPE = re.compile(r"\b(?:class|struct|union|concept|enum\s+class|enum|using)\s+"
                  r"(?:\[\[[^\]]*\]\]\s*)?(\w+)\s*(?=[{:;=]|final\b)")
DECLARED = re.compile(r"^(?:template\s*<.*>\s*)?(?:\[\[[^\]]*\]\]\s*)?"
                      r"(?:(?:class|struct|enum class|enum|union|concept|using)\s+(?P<type>\w+)"
                      r"|(?P<rest>[^=({\[]*?)(?P<name>\w+)\s*(?P<end>[=({\[;]))", re.S)
UNNAMED = re.compile(r"\bnamespace\s*\{")
ELSEWHERE = re.compile(r"\b(?:operator|friend|return|static_assert|namespace|extern)\b|::\s*$")


def words(name):
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


def check_names(files):
    faults = []
    for file in files:
        folders = file.path.split("/")
        if folders[0] in {"cardea", "examples", "bench", "tests", "program", "cmake"}:
            for part in folders:
                for word in sorted(words(part.split(".")[0]) & BANNED):
                    faults.append((file.path, 1, f"'{word}' in a file's name says nothing"))
        if file.is_cpp:
            for match in TYPE.finditer(file.code):
                for word in sorted(words(match.group(1)) & BANNED):
                    line = file.line_of(match.start())
                    faults.append((file.path, line, f"'{word}' in {match.group(1)} says nothing"))
    return faults


def closing(code, opening):
    """Where the brace at `opening` closes."""
    depth = 0
    for at in range(opening, len(code)):
        depth += {"{": 1, "}": -1}.get(code[at], 0)
        if depth == 0:
            return at
    return len(code)


def unnamed_names(file):
    """What a file declares in its unnamed namespaces: (offset, name)."""
    for found in UNNAMED.finditer(file.code):
        start = found.end()
        end = closing(file.code, start - 1)
        at = start
        while at < end:
            stop = next((i for i in range(at, end) if file.code[i] in ";{"), end)
            statement = file.code[at:stop + 1]
            match = DECLARED.match(statement.strip())
            if match and not ELSEWHERE.search(match.group("rest") or ""):
                name = match.group("type") or match.group("name")
                yield at + len(statement) - len(statement.lstrip()), name
            at = (closing(file.code, stop) if file.code[stop:stop + 1] == "{" else stop) + 1
            while file.code[at:at + 1] == ";":
                at += 1


def check_unity(files):
    """Functions of one name may differ in their parameters; that is for the compiler to say."""
    faults, owners = [], {}
    for file in files:
        if not file.name.endswith(".cpp") or file.is_test or file.room is None:
            continue
        for offset, name in unnamed_names(file):
            first = owners.setdefault((file.room, name), file.path)
            if first != file.path:
                text = f"{name} is also in {first}: a unity build may meet both"
                faults.append((file.path, file.line_of(offset), text))
    return faults
