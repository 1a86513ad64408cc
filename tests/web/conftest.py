"""Fixtures: the served program, as in tests/contract, and what npm brought for these tests."""

import os
import shutil
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "contract"))

from served import PROGRAM, Cardea, run_program  # noqa: E402 (found through the line above)
from node import CHROMIUM, TOOLS  # noqa: E402

SKIPPED = 77  # CTest's word for a test that could not run


def pytest_addoption(parser):
    parser.addoption("--screenshot", default=None, metavar="FILE",
                     help="keep a picture of the page as the PNG file FILE")


def pytest_configure(config):
    if config.option.collectonly:
        return
    if not os.access(PROGRAM, os.X_OK):
        pytest.exit(f"{PROGRAM} is no program: build it, or name it in CARDEA_BIN", returncode=4)
    if shutil.which("node") is None or not (TOOLS / "node_modules").is_dir():
        pytest.exit(f"no Node, or nothing in {TOOLS}: ./dev test installs both", returncode=SKIPPED)
    if not os.access(CHROMIUM, os.X_OK):
        pytest.exit(f"no Chromium at {CHROMIUM}: ./dev test installs it", returncode=SKIPPED)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    cardea = Cardea(tmp_path_factory.mktemp("cardea"))
    try:
        yield cardea.start()
        assert cardea.is_alive(), f"ended by itself with {cardea.process.returncode}:\n{cardea.log()}"
    finally:
        cardea.finish()


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """What `cardea openapi` prints, as a file."""
    ran = run_program("openapi")
    assert ran.code == 0, ran.err
    path = tmp_path_factory.mktemp("openapi") / "openapi.json"
    path.write_text(ran.out, encoding="utf-8")
    return path
