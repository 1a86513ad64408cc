"""Fixtures: this build, installed into a folder outside of the tree that is gone afterwards."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

import pytest

BUILD = os.environ.get("CARDEA_BUILD", "build/dev")
CMAKE = os.environ.get("CMAKE", "cmake")
CXX = os.environ.get("CXX", "g++")
FLAGS = shlex.split(os.environ.get("CXXFLAGS", ""))


def run(*command, succeeds=True, **options):
    """What the command wrote, which is also what a failure shows."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, **options)
    assert (done.returncode == 0) == succeeds, done.stdout
    return done.stdout


def configure(source, build, installed, **options):
    """A project over the installed package."""
    return run(CMAKE, "-S", source, "-B", build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={installed}", **options)


@pytest.fixture(scope="session")
def folder():
    with tempfile.TemporaryDirectory(prefix="cardea-package-") as path:
        yield Path(path).resolve()


@pytest.fixture(scope="session")
def installed(folder):
    """Where the package lies: not where it was told that it would, as after a packager's DESTDIR."""
    run(CMAKE, "--install", BUILD, "--prefix", "/opt/cardea", env=os.environ | {"DESTDIR": str(folder / "stage")})
    return (folder / "stage/opt/cardea").rename(folder / "moved")
