"""Words: whatever a public header offers says what it is for."""
import re

from layers import public_headers
from pitfalls import matching

TEMPLATE = re.compile(r"template\s*<")
REQUIRES = re.compile(r"requires\s*(?=\()|requires\s+(?=\w)")
DECORATION = re.compile(r"\[\[[^\]]*\]\]\s*|alignas\([^)]*\)\s*")
ACCESS = re.compile(r"(public|protected|private)\s*:(?!:)")
NAMESPACE = re.compile(r"(?:inline\s+)?namespace\s*([\w:]*)$")
CLASS = re.compile(r"(?:class|struct|union)\s+(\w+)(?:\s+final)?\s*(?::(?!:)|\{|$)")
REQUIRES_BODY = re.compile(r"\brequires\s*(?:\([^{}]*\))?\s*\{\}$")
GOES_ON = tuple(";,{(.&|)?:+-=*")
FUNCTION = re.compile(r"(~?\w+)\s*\(")
ACCESSOR = re.compile(r"\w+\(\)\s*const\b")
# What the compiler or the language explains, and what stands elsewhere with its words.
NEEDS_NONE = re.compile(
    r"^(?:static_assert|friend|extern|namespace)\b|\boperator\b|=\s*(?:default|delete)$|\boverride\b"
    r"|^(?:class|struct|union|enum(?:\s+class)?)\s+\w+(?:\s*:\s*[\w:]+)?$"  # declared ahead
    r"|^(?:class|struct|union)\s+[\w:]+\s*<"                                # a specialisation
    r"|^[^=(]*>(?:\s*=\s.*)?$"                                              # of a variable
    r"|^using\s+(?:namespace\s|enum\s)?[\w:]+$|^using\s+\w+\s*=\s*typename\b"
    r"|\b(?:from_request|is_absent|describe)\("                             # what inject's Extractor tells
    r"|^[\w:<>,\s&*]*\w>?::~?\w+\s*\(")                                     # a member's definition


class Declaration:
    """`text` is blank of comments and template heads, a body is `{}`; `members` are a class's public ones."""

    def __init__(self, text, first, last, members=None):
        self.text, self.first, self.last, self.members = text, first, last, members

    @property
    def is_function(self):
        return bool(FUNCTION.search(re.split("[={]", self.text)[0])) and not self.text.startswith("using")

    @property
    def name(self):
        if self.members is not None:
            return CLASS.match(self.text).group(1)
        called = FUNCTION.search(self.text)
        return called.group(1) if called and self.is_function else ""


def without_head(text):
    """Without what precedes the declaration itself: template and its demands, attributes."""
    while True:
        text = text.lstrip()
        if TEMPLATE.match(text):
            at, depth = text.index("<"), 0
            while at < len(text):
                if text[at] == "(":
                    at = matching(text, at)
                depth += {"<": 1, ">": -1}.get(text[at], 0)
                at += 1
                if depth == 0:
                    break
            text = text[at:]
        elif REQUIRES.match(text):
            text = after_demand(text[len("requires"):].lstrip())
        elif DECORATION.match(text):
            text = text[DECORATION.match(text).end():]
        else:
            return " ".join(text.split())


def after_demand(text):
    """Behind a requires-clause: terms joined by && and ||, each a name, a call or in parentheses."""
    while True:
        if text.startswith("("):
            text = text[matching(text, 0) + 1:]
        else:
            name = re.match(r"(?:requires\s*)?[\w:]*\s*", text)
            text = text[name.end():]
            if text.startswith("<"):
                depth = 0
                for at, char in enumerate(text):
                    depth += {"<": 1, ">": -1}.get(char, 0)
                    if depth == 0:
                        break
                text = text[at + 1:]
        joined = re.match(r"\s*(?:&&|\|\|)\s*", text)
        if not joined:
            return text
        text = text[joined.end():]


def declarations(file, start, end, is_public=True):
    """What `file.code` declares between these offsets, where a stranger may use it."""
    code, at, found = file.code, start, []
    while True:
        while at < end and (code[at].isspace() or code[at] in ";}"):
            at += 1
        if at >= end:
            return found
        if code[at] == "#":
            at = code.index("\n", at)
            continue
        access = ACCESS.match(code, at)
        if access:
            is_public, at = access.group(1) == "public", access.end()
            continue
        begin, text, members = at, "", None
        while at < end and code[at] != ";":
            if code[at] == "{":
                close = matching(code, at)
                head = without_head(text)
                if NAMESPACE.match(head):
                    members = []
                    if is_open(NAMESPACE.match(head).group(1)):
                        found += declarations(file, at + 1, close)
                    at = close
                    break
                if CLASS.match(head):
                    members = declarations(file, at + 1, close, not head.startswith("class"))
                text += "{}"
                at = close + 1
                rest = code[at:end].lstrip()
                if not rest.startswith(GOES_ON) and not REQUIRES_BODY.search(text):
                    at = close
                    break
            elif code[at] in "([":
                close = matching(code, at)
                text += code[at:close + 1]
                at = close + 1
            else:
                text += code[at]
                at += 1
        head = without_head(text)
        if is_public and not NAMESPACE.match(head):
            declared = Declaration(head, file.line_of(begin), file.line_of(min(at, end - 1)), members)
            found.append(declared)
        at += 1


def is_open(namespace):
    """Namespaces within a room's are its machinery, and others than ours belong to others."""
    return bool(re.fullmatch(r"cardea(::\w+)?", namespace))


def check_docs(files):
    """In a public header each type, concept, alias, function, constant and public member has words.

    A comment stands above, or behind on the same line, and may serve several declarations that stand
    close together, with no empty line between them; the header's own serves the first. Members that
    only hold a value or, being `const` and without a parameter, only tell one, are explained by the
    comment of their class, and so are constructors; enumerators by that of their enum.
    """
    faults = []
    for file in public_headers(files):
        faults += undocumented(file, declarations(file, 0, len(file.code)))
    return faults


def undocumented(file, declared, owner=None):
    """`owner` is the class whose members these are; none where they are a header's."""
    told, last_line, known = False, None, set()
    for index, one in enumerate(declared):
        above = file.lines[one.first - 2].strip() if one.first > 1 else ""
        behind = [file.lines[line - 1] for line in (one.first, one.last) if one.members is None]
        close = last_line is not None and one.first - last_line <= 1
        told = (above.startswith("//") or any("//" in line for line in behind) or (close and told)
                or (owner is None and index == 0))
        last_line = one.last
        if one.members and not told:  # a struct may be told by its first member
            told = "///<" in file.lines[one.members[0].first - 1]
        holds = ACCESSOR.search(one.text) or not one.is_function and one.members is None
        plain = owner is not None and (one.name.lstrip("~") == owner or holds)
        if not (told or plain or one.name in known or NEEDS_NONE.search(one.text)):
            yield file.path, one.first, "a public name without a comment: " + one.text[:60]
        if told and one.name:
            known.add(one.name)
        if one.members:
            yield from undocumented(file, one.members, one.name)
