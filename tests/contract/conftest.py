"""Fixtures: one server a test file, and servers of a test's own where settings matter."""

import os
from pathlib import Path

import pytest

from prism import PRISM, Prism
from served import BY_PRISM, PROGRAM, Cardea


def pytest_configure(config):
    if not config.option.collectonly and not os.access(PROGRAM, os.X_OK):
        pytest.exit(f"{PROGRAM} is no program: build it, or name it in CARDEA_BIN", returncode=4)
    if BY_PRISM and not PRISM.exists():
        pytest.exit(f"there is no {PRISM}: ./dev test installs it", returncode=77)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Shared by the tests of a file, none of which may disturb it."""
    cardea = Cardea(tmp_path_factory.mktemp("cardea"))
    try:
        yield cardea.start()
        assert cardea.is_alive(), f"ended by itself with {cardea.process.returncode}:\n{cardea.log()}"
    finally:
        cardea.finish()


@pytest.fixture(scope="module")
def serve(tmp_path_factory):
    """Starts servers with settings of their own; the file's last test ends them."""
    started = []

    def start(settings=None, **options):
        folder = options.pop("folder", None) or tmp_path_factory.mktemp("cardea")
        cardea = Cardea(Path(folder), settings, **options)
        started.append(cardea)
        return cardea.start()

    yield start
    failures = []
    for cardea in started:
        try:
            cardea.finish()
        except AssertionError as failure:
            failures.append(str(failure))
    assert not failures, "\n".join(failures)


@pytest.fixture(scope="module")
def person(server):
    """Somebody registered whose password stays as it is."""
    return server.registered()


@pytest.fixture
def pair(server):
    """A TokenPair of a person of the test's own."""
    return server.logged_in()


@pytest.fixture(scope="session", autouse=True)
def prism_was_asked():
    """Where the answers are to be held to the document, some must have been."""
    yield
    assert Prism.carried > 0 or not BY_PRISM, "no request of these tests went through Prism"
