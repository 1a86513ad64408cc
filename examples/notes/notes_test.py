"""Notes with accounts, over a real socket: from the registration to the last note."""

import pytest

from example import Example, check_openapi

HINGE = {"title": "hinge", "text": "opens what is shut"}


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    with Example("notes", tmp_path_factory.mktemp("notes")).start() as program:
        yield program


@pytest.fixture(scope="module")
def ada(notes):
    return notes.sign_up("ada@example.com")


@pytest.fixture(scope="module")
def eve(notes):
    return notes.sign_up("eve@example.com")


def test_keeps_a_note_for_its_owner_alone(notes, ada, eve):
    added = notes.request("POST", "/notes", ada, HINGE)
    assert (added.status, added.json()["title"], added.json()["version"]) == (201, "hinge", 1)
    path = added.fields["Location"]
    assert notes.request("GET", path, ada).json() == added.json()
    for method, body in (("GET", None), ("PUT", HINGE), ("DELETE", None)):
        assert notes.request(method, path, eve, body).detail() == (404, "Note not found")
    assert notes.request("GET", "/notes", eve).json() == {"items": [], "next": None}


def test_keeps_the_versions_of_a_note(notes, ada):
    path = notes.request("POST", "/notes", ada, HINGE).fields["Location"]
    assert notes.request("PUT", path, ada, HINGE | {"title": "lock"}).json()["version"] == 2
    versions = notes.request("GET", path + "/versions", ada).json()
    assert [(one["version"], one["title"]) for one in versions] == [(1, "hinge"), (2, "lock")]
    assert notes.request("DELETE", path, ada).status == 204
    assert notes.request("GET", path + "/versions", ada).status == 404


@pytest.mark.parametrize("method, path", [
    ("GET", "/notes"), ("GET", "/notes/count"), ("POST", "/notes"), ("DELETE", "/notes")])
def test_asks_who_calls(notes, method, path):
    body = HINGE if method == "POST" else None
    assert notes.request(method, path, None, body).detail() == (401, "Not authenticated")
    assert notes.request(method, path, "abc", body).detail() == (401, "Invalid token")


def test_names_all_faults_at_once(notes, ada):
    answer = notes.request("POST", "/notes", ada, {"title": "", "owner": "eve"})
    assert answer.status == 422
    assert sorted(fault["loc"][1] for fault in answer.json()["errors"]) == ["owner", "text", "title"]


def test_gives_notes_in_pages(notes):
    token = notes.sign_up("grace@example.com")
    for number in range(3):
        notes.request("POST", "/notes", token, HINGE | {"title": str(number)})
    first = notes.request("GET", "/notes?limit=2", token).json()
    assert [note["title"] for note in first["items"]] == ["0", "1"]
    rest = notes.request("GET", f"/notes?limit=2&after={first['next']}", token).json()
    assert ([note["title"] for note in rest["items"]], rest["next"]) == (["2"], None)


def test_believes_no_token_after_its_logout(notes):
    token = notes.sign_up("linus@example.com")
    assert notes.request("POST", "/auth/logout", token).status == 204
    assert notes.request("POST", "/notes", token, HINGE).detail() == (401, "Invalid token")


def test_keeps_all_of_it_when_it_starts_again(tmp_path):
    program = Example("notes", tmp_path)
    with program.start():
        token = program.sign_up("ada@example.com")
        path = program.request("POST", "/notes", token, HINGE).fields["Location"]
    with program.start():
        assert program.request("GET", path, token).json()["title"] == "hinge"


def test_says_what_it_is(notes):
    check_openapi(notes, __file__)
