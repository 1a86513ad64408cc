"""Arrows: a room includes only what layers.txt lets it, and its public headers bring nothing foreign."""
import re
from pathlib import Path

TABLE = Path(__file__).with_name("layers.txt")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
# The standard library's headers have no suffix; of C's and POSIX's, those that open no network.
FREE = re.compile(r"[a-z_]+|(std\w+|string|errno|fcntl|unistd|signal|pthread|sched|time|poll|pwd|"
                  r"termios|sys/(stat|types|wait|resource|file|time|mman|uio|random|utsname))\.h")


class Table:
    def __init__(self, text):
        self.uses, self.foreign, self.tests, self.doors = {}, {}, [], []
        section = ""
        for line in text.splitlines():
            line = line.split("#")[0].strip()
            name, _, rest = line.partition(":")
            if line.startswith("["):
                section = line.strip("[]")
            elif line and section == "rooms":
                self.uses[name] = rest.split()
            elif line and section == "foreign":
                self.foreign[name] = rest.split()
            elif line:
                getattr(self, section).append(line)
        # A room is named after those it uses, so that the arrows cannot form a ring.
        self.below = {}
        for room, used in self.uses.items():
            self.below[room] = {room}.union(*(self.below[other] for other in used))

    def may_use(self, file, room):
        allowed = set(self.below[file.room])
        if file.is_test:
            allowed = allowed.union(*(self.below[extra] for extra in self.tests))
        return room in allowed

    def owners(self, header):
        """Who may include this foreign header; None for nobody."""
        fitting = [start for start in self.foreign if header.startswith(start)]
        return self.foreign[max(fitting, key=len)] if fitting else None

    def may_include(self, file, header):
        for owner in self.owners(header) or []:
            if owner == "tests" and file.is_test:
                return True
            # `db/sqlite` is a folder, `net/tls` the beginning of names, `schema/json.cpp` a file.
            if file.path.startswith(f"cardea/{owner}" + ("" if "/" in owner else "/")):
                return True
        return False

    def is_door(self, header):
        return any(header.startswith(start) for start in self.doors)


def includes(file):
    text = re.sub(r"//[^\n]*|/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group(0)), file.text,
                  flags=re.S)
    for match in INCLUDE.finditer(text):
        yield file.line_of(match.start(1)), match.group(1)


def check_layers(files, table=None):
    table = table or Table(TABLE.read_text())
    faults = []
    for file in files:
        if not file.is_cpp or file.room is None:
            continue
        if file.room not in table.uses:
            faults.append((file.path, 1, f"room {file.room} is not in tests/tidy/layers.txt"))
            continue
        for line, header in includes(file):
            parts = header.split("/")
            if parts[0] == "cardea":
                if not table.may_use(file, parts[1]):
                    faults.append((file.path, line, f"{file.room} may not include {parts[1]}"))
            elif not FREE.fullmatch(header) and not table.may_include(file, header):
                owners = table.owners(header)
                allowed = f"only {', '.join(owners)} may" if owners else "layers.txt lets nobody"
                faults.append((file.path, line, f"<{header}>: {allowed} include it"))
    return faults + check_doors(files, table)


def declared_rooms(files):
    """What CMake is told of each room: {room: {keyword: words}}."""
    rooms = {}
    for file in files:
        match = re.search(r"cardea_room\(\s*(\w+)([^)]*)\)", file.text)
        if file.room is None or file.name != "CMakeLists.txt" or not match:
            continue
        told, keyword = {"path": file.path}, ""
        for word in match.group(2).split():
            if word.isupper():
                keyword = word
            elif keyword:
                told.setdefault(keyword, []).append(word)
        rooms[match.group(1)] = told
    return rooms


def public_headers(files):
    """What is installed: the headers of the rooms that are libraries, but for the INTERNAL ones."""
    rooms = declared_rooms(files)
    for file in files:
        if file.is_header and file.room in rooms:
            inside = file.path.split("/", 2)[2]
            if not any(re.match(re.escape(word) + r"(/|\.hpp$)", inside)
                       for word in rooms[file.room].get("INTERNAL", [])):
                yield file


def check_doors(files, table):
    """A public header shows no foreign header beyond [doors] and no header that isn't public, and
    no other room includes what isn't public, but for tests."""
    faults, rooms = [], declared_rooms(files)
    by_path = {file.path: file for file in files if file.is_header and file.room in rooms}
    public = {file.path for file in public_headers(files)}
    for file in files:
        if not file.is_cpp or file.is_test or file.stem.startswith("test_") or file.path.startswith("bench/"):
            continue
        for line, header in includes(file):
            if header in by_path and header not in public:
                room = by_path[header].room
                if file.path in public or file.room != room:
                    faults.append((file.path, line, f"<{header}> is for the room {room} alone"))
    seen, waiting = set(), sorted(public)
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for line, header in includes(by_path[path]):
            if header in by_path:
                waiting.append(header)
            elif header.split("/")[0] != "cardea" and not FREE.fullmatch(header):
                if not table.is_door(header):
                    faults.append((path, line, f"a door of {by_path[path].room} shows <{header}>"))
    return faults


def check_targets(files, table=None):
    """CMake's USES follow the same table, so that a link cannot hide an arrow."""
    table = table or Table(TABLE.read_text())
    faults = []
    for room, told in declared_rooms(files).items():
        for used in told.get("USES", []):
            if used not in table.below.get(room, ()):
                faults.append((told["path"], 1, f"room {room} may not use {used}"))
    return faults
