"""Shape: sizes, openings of headers, doc blocks, a README in each room."""
import re

from layers import includes

COLUMNS = 100
COLUMNS_OF_TABLES = 120  # tests, whose rows are easier to compare unbroken, and scripts
HEADER_LINES_MAX = 400   # aim at 250
SOURCE_LINES_MAX = 700   # aim at 500
README_LINES_MAX = 40
WIDE = (".hpp", ".cpp", ".py", ".cmake", ".txt", ".sh")


def check_sizes(files):
    faults = []
    for file in files:
        if file.is_cpp or file.name.endswith(".py"):
            most = HEADER_LINES_MAX if file.is_header else SOURCE_LINES_MAX
            if len(file.lines) > most:
                text = f"{len(file.lines)} lines, {most} at most: find the noun that wants out"
                faults.append((file.path, most, text))
        if file.name.endswith(WIDE) or file.path == "dev":
            is_code = file.is_cpp and not file.path.endswith("_test.cpp")
            most = COLUMNS if is_code else COLUMNS_OF_TABLES
            for number, line in enumerate(file.lines, 1):
                if len(line) > most:
                    faults.append((file.path, number, f"{len(line)} columns, {most} at most"))
    return faults


def check_headers(files):
    faults = []
    for file in files:
        if not file.is_header:
            continue
        first = next((i for i, line in enumerate(file.lines) if not line.startswith("//")), 0)
        if first == 0:
            faults.append((file.path, 1, "a header opens with a sentence or two on what it is for"))
        if first < len(file.lines) and file.lines[first] != "#pragma once":
            faults.append((file.path, first + 1, "#pragma once follows the header's first comment"))
    return faults


def check_rooms(files):
    faults = []
    readmes = {file.path: file for file in files}
    for room in sorted({file.room for file in files if file.room and file.is_cpp}):
        readme = readmes.get(f"cardea/{room}/README.md")
        if readme is None:
            faults.append((f"cardea/{room}/README.md", 1, "missing: what the room is for, its doors"))
        elif len(readme.lines) > README_LINES_MAX:
            text = f"{len(readme.lines)} lines, {README_LINES_MAX} at most"
            faults.append((readme.path, README_LINES_MAX, text))
    return faults


# What needs no comment: a type whose first members tell, a name for what stands elsewhere.
DOOR = re.compile(r"^(?:\[\[nodiscard\]\] )?(?:class|struct|enum class) \w+[^;]*$"
                  r"|^(?!using|namespace|template|static_assert|extern|friend|#|//|\}|.*operator)\S[^{=]*\(")
TELLS = re.compile(r"\s+[^\n]*///<")


def check_docs(files):
    """In a header that another room includes, each type and function has a comment above it.

    One comment may serve several declarations that stand close together, and the header's own
    serves the first. Templates and namespaces of a room's machinery are left to the reviewer.
    """
    doors = {header for file in files if file.is_cpp and not file.is_test
             for _, header in includes(file) if header.split("/")[1:2] != [file.room]}
    faults = []
    for file in files:
        if file.path in doors and file.is_header:
            faults += undocumented(file)
    return faults


def undocumented(file):
    code, first = file.code.split("\n"), True
    for index in range(1, len(file.lines)):
        line, above = file.lines[index], file.lines[index - 1]
        begins = not code[index - 1].strip() and DOOR.match(line)
        if not begins or within_machinery(code[:index]):
            continue
        bare = not above.startswith("//") and not TELLS.match(file.lines[index + 1])
        if bare and not first:
            yield (file.path, index + 1, "a door without a comment: " + line[:60])
        first = False


def within_machinery(code):
    """Whether a namespace besides `cardea` and one of its rooms is open at the end of this code."""
    opened = re.findall(r"^namespace ([\w:]*) ?\{|^\} +$", "\n".join(code), re.M)
    names = []
    for name in opened:
        if name:
            names.append(name)
        elif names:
            names.pop()
    return any(name.count("::") > 1 or not name.startswith("cardea") for name in names)
