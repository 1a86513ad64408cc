"""Pitfalls: what compiles and is wrong, and what must not be in a commit."""
import re

OPEN = {"(": ")", "{": "}", "[": "]"}


def matching(code, opening):
    depth = 0
    for at in range(opening, len(code)):
        if code[at] in "({[":
            depth += 1
        elif code[at] in ")}]":
            depth -= 1
            if depth == 0:
                return at
    return len(code) - 1


def is_aggregate(before):
    """Whether a brace after this text makes a temporary (and no lambda's or statement's body)."""
    before = before.rstrip()
    if before.endswith(("(", ",")):
        return True
    if re.search(r"->[\w:<>,\s&*]*$|\b(?:mutable|noexcept|else|do|try|const)$|[)\]]$", before):
        return False
    return bool(re.search(r"[\w>]$", before))


OWNS = re.compile(r"\[[^\[\]]*\]")


def owns_captures(introducer):
    """Whether a lambda's captures are more than references and `this`."""
    return any(capture.strip() not in {"", "&", "this"} and not capture.strip().startswith("&")
               for capture in introducer.strip("[]").split(","))


CONDITION = re.compile(r"\b(?:if|while|switch)\s*(?:constexpr\s*)?\(")


def awaits_in_conditions(file):
    """A coroutine of g++ 12 that awaits in a condition may crash; a declaration in it is fine."""
    for found in CONDITION.finditer(file.code):
        opening = found.end() - 1
        condition = file.code[opening + 1:matching(file.code, opening)]
        if "co_await" in condition and not re.match(r"\s*(?:const\s+)?auto\b", condition):
            text = "g++ 12 may crash on an await in a condition: name what is awaited before"
            yield (file.path, file.line_of(opening), text)


AWAITED_MEMBER = re.compile(r"[{,]\s*\.\w+\s*=\s*co_await\b")


def awaits_in_aggregates(file):
    """g++ 12 destroys twice what an aggregate awaits among its initializers."""
    for found in AWAITED_MEMBER.finditer(file.code):
        text = "g++ 12 destroys twice what is awaited for a member here: assign it to the member afterwards"
        yield (file.path, file.line_of(found.start()), text)


def check_await(files):
    """g++ 12 destroys twice what a temporary aggregate, or a lambda's copy, in a co_await's
    arguments holds."""
    faults = []
    for file in files:
        if not file.is_cpp:
            continue
        code = file.code
        faults += awaits_in_conditions(file)
        faults += awaits_in_aggregates(file)
        for found in re.finditer(r"\bco_await\b", code):
            at, depth = found.end(), 0
            while at < len(code):
                char = code[at]
                introducer = OWNS.match(code, at) if code[at:at + 1] == "[" else None
                if introducer and depth > 0 and re.search(r"[(,]\s*$", code[:at]) and owns_captures(introducer[0]):
                    text = "g++ 12 destroys what this lambda captured twice: name it before co_await"
                    faults.append((file.path, file.line_of(at), text))
                    break
                if char == "?" and depth > 0:
                    text = "g++ 12 destroys what a conditional makes here twice: name it before co_await"
                    faults.append((file.path, file.line_of(at), text))
                    break
                if char in "([":
                    depth += 1
                elif char in ")]}":
                    depth -= 1
                    if depth < 0:
                        break
                elif char == "{":
                    empty = re.match(r"\{\s*\}", code[at:])
                    if depth > 0 and not empty and is_aggregate(code[found.end():at]):
                        text = "g++ 12 destroys a temporary here twice: name it before co_await"
                        faults.append((file.path, file.line_of(at), text))
                        break
                    if depth == 0:
                        break
                    at = matching(code, at)
                elif char == ";" or (char == "," and depth == 0):
                    break
                at += 1
    return faults


MARK = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b(?!\(#\d+\))")
PATH = re.compile(r"(?<![\w.$}])/(?:wo" r"rk|ho" r"me|ro" r"ot)/\w")


def check_leftovers(files):
    faults = []
    for file in files:
        for number, line in enumerate(file.lines, 1):
            if MARK.search(line):
                faults.append((file.path, number, "a mark without its issue: write it as (#12)"))
            if PATH.search(line):
                faults.append((file.path, number, "a path of somebody's machine"))
            if line.startswith(("<<<<<<< ", ">>>>>>> ")):
                faults.append((file.path, number, "an unfinished merge"))
    return faults


def check_tests(files):
    """No sleeping in unit tests (the clock is a parameter), and no test switched off."""
    faults = []
    for file in files:
        if not file.name.endswith("_test.cpp"):
            continue
        for match in re.finditer(r"\bsleep_(?:for|until)\b|\bDISABLED_\w+", file.code):
            faults.append((file.path, file.line_of(match.start()), f"{match.group(0)} in a test"))
    return faults
