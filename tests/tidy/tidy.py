#!/usr/bin/env python3
"""Checks the text of the repository: `tidy.py` runs all checks, `tidy.py NAME…` some of them.

Prints a line for each fault and exits with 1 where there is one, with 77 where a check cannot run.
"""
import shutil
import subprocess
import sys
from pathlib import Path

import docs
import layers
import names
import pitfalls
import shape
from tree import read_tree

ROOT = Path(__file__).resolve().parents[2]


class CannotRun(Exception):
    pass


def check_format(files):
    """clang-format 19 alone, since every version has ideas of its own."""
    program = shutil.which("clang-format-19")
    if program is None:
        raise CannotRun("clang-format-19 is not installed, so the format is not checked")
    paths = [file.path for file in files if file.is_cpp]
    done = subprocess.run([program, "--dry-run", "--ferror-limit=1", *paths], cwd=ROOT,
                          capture_output=True, text=True, check=False)
    marked = [line for line in done.stderr.splitlines() if "-Wclang-format-violations" in line]
    return [(path, int(line), "not as clang-format writes it: ./dev tidy fix")
            for path, line, *_ in (line.split(":") for line in marked)]


CHECKS = {
    "layers": layers.check_layers,
    "targets": layers.check_targets,
    "names": names.check_names,
    "unity": names.check_unity,
    "sizes": shape.check_sizes,
    "headers": shape.check_headers,
    "rooms": shape.check_rooms,
    "docs": docs.check_docs,
    "await": pitfalls.check_await,
    "leftovers": pitfalls.check_leftovers,
    "tests": pitfalls.check_tests,
    "format": check_format,
}


def main(wanted):
    unknown = set(wanted) - set(CHECKS)
    if unknown:
        print(f"no such check: {', '.join(sorted(unknown))}; there are: {', '.join(CHECKS)}")
        return 2
    files = read_tree(ROOT)
    faults, left_out = 0, 0
    for name in wanted or CHECKS:
        try:
            for path, line, text in CHECKS[name](files):
                print(f"{path}:{line}: [{name}] {text}")
                faults += 1
        except CannotRun as reason:
            print(f"[{name}] {reason}")
            left_out += 1
    print(f"{len(files)} files, {faults} faults")
    return 1 if faults else 77 if left_out else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
