"""The libraries that the tests meet, as parameters."""

import os

import pytest

from library import PRIVATE_FORMS, PUBLIC_FORMS, forms_of
from with_cardea import OURS, TOOL
from with_cjose import CJose
from with_jose import Jose
from with_jwcrypto import Jwcrypto
from with_libjwt import LibJwt
from with_pyjwt import PyJwt

LIBRARIES = {library.name: library for library in (Jose(), Jwcrypto(), PyJwt(), LibJwt(), CJose())}

# The parameters that are forms of keys: of whom, written by whom.
FORMS = {
    "their_private_form": lambda library: [form for form in PRIVATE_FORMS if form in library.writes],
    "their_public_form": lambda library: [form for form in PUBLIC_FORMS if form in library.writes],
    "our_private_form": lambda library: [form for form in PRIVATE_FORMS if form in {*OURS.writes} & {*library.reads}],
    "our_public_form": lambda library: [form for form in PUBLIC_FORMS if form in {*OURS.writes} & {*library.reads}],
}


def pytest_configure(config):
    if not config.option.collectonly and not os.access(TOOL, os.X_OK):
        pytest.exit(f"{TOOL} is no program: build it, or name it in CARDEA_INTEROP_TOOL", returncode=4)


def pytest_generate_tests(metafunc):
    """A test runs for each library, and for each algorithm and form of a key where it asks for one."""
    wanted = metafunc.fixturenames
    if "library" not in wanted:
        return
    names = ["library"]
    cases = [(library,) for library in LIBRARIES.values()]
    if "kind" in wanted:
        names.append("kind")
        cases = [(library, kind) for (library,) in cases for kind in library.kinds]
    for name, forms in FORMS.items():
        if name in wanted:
            names.append(name)
            cases = [(library, kind, form) for library, kind in cases
                     for form in forms(library) if form in forms_of(kind)]
    metafunc.parametrize(names, cases, ids=lambda value: getattr(value, "name", value))


@pytest.fixture(autouse=True)
def library_is_there(request):
    """A library that is missing is a failure: nothing is left out unsaid."""
    for value in getattr(getattr(request.node, "callspec", None), "params", {}).values():
        if getattr(value, "missing", ""):
            pytest.fail(value.missing, pytrace=False)


@pytest.fixture
def jose():
    return there("jose")


@pytest.fixture
def jwcrypto():
    return there("jwcrypto")


@pytest.fixture
def pyjwt():
    return there("pyjwt")


@pytest.fixture
def libjwt():
    return there("libjwt")


@pytest.fixture
def cjose():
    return there("cjose")


def there(name):
    if LIBRARIES[name].missing:
        pytest.fail(LIBRARIES[name].missing, pytrace=False)
    return LIBRARIES[name]
