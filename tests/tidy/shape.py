"""Shape: sizes, openings of headers and sources, a README in each room."""
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
    headers = {file.path for file in files if file.is_header}
    for file in files:
        if file.is_header:
            faults += opening_of_header(file)
        elif file.is_cpp and file.room:
            own = re.sub(r"(_test)?\.cpp$", ".hpp", file.path)
            first = next(includes(file), (1, ""))
            if own in headers and first[1] != own:
                faults.append((file.path, first[0], f"<{own}> comes first, to show that it stands alone"))
    return faults


def opening_of_header(file):
    first = next((i for i, line in enumerate(file.lines) if not line.startswith("//")), 0)
    if first == 0:
        yield file.path, 1, "a header opens with a sentence or two on what it is for"
    if first < len(file.lines) and file.lines[first] != "#pragma once":
        yield file.path, first + 1, "#pragma once follows the header's first comment"
    for match in re.finditer(r"^[ \t]*#[ \t]*define\b", file.code, re.M):
        yield file.path, file.line_of(match.start()), "a macro reaches whoever includes this"


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
