"""Accounts inside of a guestbook, and what stands around both, over a real socket."""

import json
import sqlite3
import time

import pytest

from example import PATIENCE, Example, check_openapi

ORIGIN = "https://app.example.com"


@pytest.fixture(scope="module")
def guestbook(tmp_path_factory):
    with Example("embedded", tmp_path_factory.mktemp("embedded")).start() as program:
        yield program


def write(guestbook, name="Ada", text="hinge"):
    return guestbook.request("POST", "/entries", form=f"name={name}&text={text}")


def wait_for(guestbook, text):
    """For what is written once the answer has left."""
    deadline = time.monotonic() + PATIENCE
    while text not in guestbook.errors():
        assert time.monotonic() < deadline, guestbook.errors()
        time.sleep(0.02)


def sign_up(guestbook, email):
    person = {"email": email, "password": "a hinge opens what is shut"}
    assert guestbook.request("POST", "/accounts/auth/register", body=person).status == 201
    return guestbook.request("POST", "/accounts/auth/login", body=person).json()["access_token"]


def test_writes_what_the_form_sends_and_shows_the_page_again(guestbook):
    answer = write(guestbook, "Zo%C3%AB+%26+%3Cb%3E", "1+%2B+1")
    assert (answer.status, answer.fields["Location"]) == (303, "/")
    page = guestbook.request("GET", "/")
    assert page.fields["Content-Type"] == "text/html; charset=utf-8"
    assert "<p><b>Zoë &amp; &lt;b&gt;</b> 1 + 1</p>" in page.body.decode()
    wait_for(guestbook, "There is a new entry: ")


def test_names_the_faults_of_a_form(guestbook):
    answer = write(guestbook, "", "x" * 501)
    assert answer.status == 422
    assert [fault["loc"] for fault in answer.json()["errors"]] == [["body", "name"], ["body", "text"]]


def test_remembers_the_language_in_a_cookie(guestbook):
    answer = guestbook.request("POST", "/language", form="language=de")
    assert answer.status == 303
    assert answer.fields["Set-Cookie"] == \
        "language=de; Max-Age=31536000; Path=/; Secure; HttpOnly; SameSite=Lax"
    assert guestbook.request("POST", "/language", form="language=fr").status == 422
    for cookie, title in (("language=de", "Gästebuch"), ("language=en", "Guestbook"),
                          ("language=fr", "Guestbook"), ("theme=dark", "Guestbook")):
        page = guestbook.request("GET", "/", fields={"Cookie": cookie})
        assert (page.status, f"<title>{title}</title>" in page.body.decode()) == (200, True), cookie


def test_has_accounts_under_a_path_of_its_own(guestbook):
    token = sign_up(guestbook, "ada@example.com")
    assert guestbook.request("GET", "/accounts/users/me", token).json()["email"] == "ada@example.com"
    assert guestbook.request("GET", "/users/me", token).status == 404


def test_lets_moderators_remove_an_entry(guestbook):
    write(guestbook, text="gone")
    entry = guestbook.request("GET", "/entries").json()[0]
    assert entry["text"] == "gone"
    path = f"/entries/{entry['id']}"
    token = sign_up(guestbook, "eve@example.com")
    assert guestbook.request("DELETE", path).detail() == (401, "Not authenticated")
    assert guestbook.request("DELETE", path, token).detail() == (403, "Not enough permissions")
    sign_up(guestbook, "grace@example.com")
    done = Example("cardea", guestbook.folder, CARDEA_DATABASE_URL="embedded.db").run(
        "users", "scope", "grace@example.com", "guestbook:moderate")
    assert done.returncode == 0, done.stderr
    person = {"email": "grace@example.com", "password": "a hinge opens what is shut"}
    token = guestbook.request("POST", "/accounts/auth/login", body=person).json()["access_token"]
    assert guestbook.request("DELETE", path, token).status == 204
    assert guestbook.request("DELETE", path, token).detail() == (404, "Entry not found")


def test_lets_the_pages_of_one_other_origin_read_it(guestbook):
    preflight = {"Origin": ORIGIN, "Access-Control-Request-Method": "DELETE",
                 "Access-Control-Request-Headers": "authorization"}
    answer = guestbook.request("OPTIONS", "/entries/1", fields=preflight)
    assert (answer.status, answer.fields["Access-Control-Allow-Origin"]) == (204, ORIGIN)
    assert "DELETE" in answer.fields["Access-Control-Allow-Methods"]
    answer = guestbook.request("GET", "/entries", fields={"Origin": ORIGIN})
    assert answer.fields["Access-Control-Allow-Origin"] == ORIGIN
    answer = guestbook.request("GET", "/entries", fields={"Origin": "https://evil.example"})
    assert answer.fields["Access-Control-Allow-Origin"] is None


def test_protects_every_answer(guestbook):
    for path in ("/", "/entries", "/none"):
        fields = guestbook.request("GET", path).fields
        assert fields["Content-Security-Policy"] == \
            "default-src 'none'; form-action 'self'; frame-ancestors 'none'"
        assert fields["X-Content-Type-Options"] == "nosniff"
        assert fields["Referrer-Policy"] == "no-referrer"


def test_logs_what_it_answered(guestbook):
    guestbook.request("GET", "/entries?token=secret", fields={"X-Request-Id": "a-test-of-the-log"})
    wait_for(guestbook, "a-test-of-the-log")
    (line,) = [line for line in guestbook.errors().splitlines() if "a-test-of-the-log" in line]
    entry = json.loads(line)
    assert (entry["method"], entry["path"], entry["status"]) == ("GET", "/entries", 200)
    assert "secret" not in line


def test_has_pages_of_its_own_where_the_documentation_was(guestbook):
    answer = guestbook.request("GET", "/docs")
    assert (answer.status, answer.fields["Location"]) == (303, "/api")
    assert b"Guestbook" in guestbook.request("GET", "/api").body
    assert guestbook.request("GET", "/openapi.json").status == 404


def test_answers_its_own_exception(tmp_path):
    with Example("embedded", tmp_path).start() as program:
        rows = sqlite3.connect(tmp_path / "embedded.db")
        with rows:
            rows.executemany("INSERT INTO entries (name, text, written_at) VALUES (?, ?, 0)",
                             [("x", "x")] * 1000)
        rows.close()
        assert write(program).detail() == (503, "The guestbook is full")


def test_says_when_it_starts_and_stops(tmp_path):
    program = Example("embedded", tmp_path)
    with program.start():
        write(program)
        assert "Entries at the start: 0\n" in program.errors()
    assert program.errors().endswith("Good night\n")
    with program.start():
        assert "Entries at the start: 1\n" in program.errors()


def test_says_what_it_is(guestbook):
    check_openapi(guestbook, __file__, "/api/openapi.json")
