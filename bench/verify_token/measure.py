#!/usr/bin/python3
"""CPU time of verifying and of signing a token, by algorithm: the bare primitive, Cardea, and other
libraries, in one run, as one Markdown table; then what Cardea spends on tokens that it refuses.

    ./dev bench verify_token                  builds what this needs, and calls it
    bench/verify_token/measure.py [--only 'HS256|ES256'] [--rounds 5] [--milliseconds 100]

How it measures, and how a program takes part: README.md.
"""
import argparse
import base64
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys

import tokens

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HAS_NOT = 77  # what a program ends with where it has no such algorithm or operation
PAIRS = 3  # how often a round runs the primitive and Cardea, in turns, for the sake of their ratio
CRATES = pathlib.Path("/usr/share/cargo/registry")  # where Debian's librust-*-dev lie

REFUSALS = {  # what is wrong: the file of tokens, and the file of good ones that it is compared with
    "flipped bit in the signature": ("flipped", "good"),
    "expired": ("expired", "good"),
    "unknown `kid`": ("unknown_kid", "good"),
    "8 KiB of noise": ("noise", "good"),
    "the same ÷ good of 8 KiB": ("noise", "large"),
    "8 KiB, flipped bit ÷ good of 8 KiB": ("large_flipped", "large"),
}


class Program:
    """One of those that are compared; `command` is None, and `why` a sentence, where it is not there."""

    def __init__(self, name, command, why):
        self.name, self.command, self.why = name, command, why
        self.has_not = []

    def run(self, operation, case, file, milliseconds):
        """Nanoseconds an operation and the further lines; None where the program has no such thing."""
        arguments = [operation, tokens.ALGORITHMS[case.name.partition("+")[0]], case, file, str(milliseconds)]
        done = subprocess.run([*self.command, *arguments], capture_output=True, text=True, timeout=300)
        if done.returncode == HAS_NOT:
            if not operation.endswith("_evp"):  # where EVP is the only way, it says so: no news
                self.has_not.append(done.stderr.strip())
            return None
        if done.returncode != 0:
            sys.exit(f"{self.name}: {operation} {case.name} {file.name}: {done.stderr or done.returncode}")
        first, *further = done.stdout.splitlines()
        return float(first), further


class Cell:
    """A number of the table: what gives it, and what it was in each round."""

    def __init__(self, program, operation, case, file="good"):
        self.program, self.operation, self.case, self.file = program, operation, case, case / file
        self.rounds = []

    def measure(self, milliseconds):
        return self.program.run(self.operation, self.case, self.file, milliseconds)

    def median(self):
        return statistics.median(self.rounds)

    def spread(self):
        return (max(self.rounds) - min(self.rounds)) / self.median()


def of_cmake(build, name, why=None):
    program = build / "bench" / "verify_token" / f"verify_token_{name}"
    if not program.exists() and why is None:
        sys.exit(f"{program} is not there; ./dev bench verify_token builds it")
    return [program] if program.exists() else None


def of_rust(build):
    """Built from Debian's crates, without the network and without the builder's own ~/.cargo."""
    cargo, rustc = pathlib.Path("/usr/bin/cargo"), pathlib.Path("/usr/bin/rustc")
    if not (cargo.exists() and rustc.exists() and any(CRATES.glob("jsonwebtoken-*"))):
        return None, "Debian's cargo and librust-jsonwebtoken-dev are not installed"
    folder = build / "bench" / "verify_token" / "rust"
    shutil.copytree(HERE / "rust", folder, dirs_exist_ok=True)
    print("building the program in Rust, the first time for a minute or two", file=sys.stderr)
    done = subprocess.run(
        [cargo, "build", "--release", "--offline", "--quiet", "--config", 'source.crates-io.replace-with="debian"',
         "--config", f'source.debian.directory="{CRATES}"'],
        cwd=folder, env={**os.environ, "CARGO_HOME": str(folder / "home"), "RUSTC": str(rustc)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
        return None, "cargo could not build it from Debian's crates"
    return [folder / "target" / "release" / "verify_token_rust"], None


def of_node():
    modules = ROOT / "build" / "npm" / "verify_token"
    if not (modules / "node_modules" / "fast-jwt").exists() or shutil.which("node") is None:
        return None, "npm did not bring it: ./dev bench verify_token asks npm for it"
    return ["node", HERE / "fast_jwt.mjs", modules], None


def all_programs(build):
    """By name: the floor, Cardea, and the peers in the order of the columns."""
    missing = "{} was not installed when the benches were built"
    programs = [Program("primitive", of_cmake(build, "primitive"), None),
                Program("Cardea", of_cmake(build, "cardea"), None)]
    for name, file in (("cpp-jwt", "cpp_jwt"), ("libjwt", "libjwt")):
        why = missing.format(name)
        programs.append(Program(name, of_cmake(build, file, why), why))
    programs.append(Program("jsonwebtoken", *of_rust(build)))
    programs.append(Program("fast-jwt", *of_node()))
    return {program.name: program for program in programs}


def rows_of(programs, case):
    """The cells of a case: by operation, then by column."""
    floor, cardea, *peers = programs.values()
    rows = {}
    for operation in ("verify", "sign"):
        row = {"primitive": Cell(floor, operation, case), "by EVP": Cell(floor, f"{operation}_evp", case),
               "Cardea": Cell(cardea, operation, case)}
        if operation == "verify" and (case / "many").exists():
            row["cached"] = Cell(cardea, "verify_cached", case, "many")
        row |= {peer.name: Cell(peer, operation, case) for peer in peers if peer.command}
        rows[operation] = row
    return rows


def refusals_of(programs, case):
    cardea = programs["Cardea"]
    row = {file: Cell(cardea, "refuse", case, file) for file, _ in REFUSALS.values()}
    return row | {file: Cell(cardea, "verify", case, file) for _, file in REFUSALS.values()}


def part(token, index):
    text = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def check_signed(cell, token, floor, folder):
    """What was signed must be the same as with all others, and the bare primitive must verify it."""
    given = cell.file.read_text().split()
    same = part(token, 0) == part(given[0], 0) and any(part(token, 1) == part(other, 1) for other in given)
    if not same:
        sys.exit(f"{cell.program.name} signs something else: {part(token, 0)} {part(token, 1)}")
    file = folder / "signed"
    file.write_text(token + "\n")
    floor.run("verify", cell.case, file, 1)


def try_out(rows, floor, folder):
    """Removes the cells whose program has no such thing."""
    for row in rows.values():
        for column, cell in list(row.items()):
            outcome = cell.measure(1)
            if outcome is None:
                del row[column]
            elif outcome[1]:
                check_signed(cell, outcome[1][0], floor, folder)


def digits(nanoseconds):
    """Microseconds, to three digits."""
    value = nanoseconds / 1000
    return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3}f}"


def ratio(over, under):
    """Neighbours in time are compared, then the median is taken: a machine drifts."""
    return f"{statistics.median(a / b for a, b in zip(over.rounds, under.rounds)):.2f}"


def text_of(row, column):
    return digits(row[column].median()) if column in row else "-"


def print_table(rows, programs):
    _, _, *peers = programs  # by their names
    columns = ["primitive", "by EVP", "Cardea", "÷ primitive", "cached", *peers]
    print(f"| CPU µs | {' | '.join(columns)} |")
    print("| --- |" + " ---: |" * len(columns))
    for (name, operation), row in rows.items():
        label, _, shape = name.partition("+")
        texts = [text_of(row, column) for column in columns]
        if "Cardea" in row:
            texts[3] = ratio(row["Cardea"], row["primitive"])
        print(f"| {operation} {label}{', at+jwt' if shape else ''} | {' | '.join(texts)} |")


def print_refusals(rows):
    print(f"\n| refused ÷ good | {' | '.join(REFUSALS)} |")
    print("| --- |" + " ---: |" * len(REFUSALS))
    for (name, _), row in rows.items():
        texts = [ratio(row[bad], row[good]) for bad, good in REFUSALS.values()]
        print(f"| {name} | {' | '.join(texts)} |")


def print_notes(programs, rows, load):
    spreads = sorted(((cell.spread(), f"{column}, {' '.join(key)}") for key, row in rows.items()
                      for column, cell in row.items()), reverse=True)
    print(f"\nThe rounds of a cell lie {statistics.median(s for s, _ in spreads):.0%} apart (median), at most "
          f"{spreads[0][0]:.0%} ({spreads[0][1]}); {load:.1f} other programs ran at the beginning and "
          f"{max(os.getloadavg()[0] - 1, 0):.1f} at the end (load averages).")
    for program in programs.values():
        if program.command is None:
            print(f"{program.name}: {program.why}.")
        elif program.has_not:
            print(f"{program.name}: {'; '.join(dict.fromkeys(program.has_not))}.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "bench")
    parser.add_argument("--only", type=re.compile, default=re.compile(""), help="algorithms of this pattern")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--milliseconds", type=int, default=100)
    wanted = parser.parse_args()
    build = wanted.build.resolve()

    names = [name for label in tokens.ALGORITHMS if wanted.only.search(label)
             for name in ([label, f"{label}+at"] if label in tokens.ACCESS_TOKENS else [label])]
    if not names:
        sys.exit(f"no algorithm fits; there are: {', '.join(tokens.ALGORITHMS)}")
    folder = build / "bench" / "verify_token" / "cases"
    programs = all_programs(build)
    print("making keys and tokens, the first time for a minute", file=sys.stderr)
    tokens.make_cases(names, folder)
    load = os.getloadavg()[0]
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # all on one core, one after another

    rows, refusals = {}, {}
    for name in names:
        rows |= {(name, operation): row for operation, row in rows_of(programs, folder / name).items()}
    print("trying what each program has", file=sys.stderr)
    try_out(rows, programs["primitive"], folder)
    for name in tokens.ACCESS_TOKENS:
        if "Cardea" in rows.get((name, "verify"), ()):
            refusals[name, "refuse"] = refusals_of(programs, folder / name)
    for number in range(1, wanted.rounds + 1):
        print(f"round {number} of {wanted.rounds}", file=sys.stderr)
        for row in (rows | refusals).values():
            pair = [row[column] for column in ("primitive", "Cardea") if column in row]
            for cell in pair * (PAIRS - 1) + list(row.values()):
                cell.rounds.append(cell.measure(wanted.milliseconds)[0])

    print_table(rows, programs)
    if refusals:
        print_refusals(refusals)
    print_notes(programs, rows | refusals, load)


if __name__ == "__main__":
    main()
