"""Guards over a table of the program's own, over a real socket."""

import sqlite3

import pytest

from example import Example, check_openapi

SECRET = "a secret of this test, never of the program"
PASSWORD = "a hinge opens what is shut"


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    with Example("own_users", tmp_path_factory.mktemp("own_users"), SECRET_KEY=SECRET).start() as program:
        yield program


def sign_up(program, email, password=PASSWORD):
    return program.request("POST", "/people", body={"email": email, "name": "Ada", "password": password})


def login(program, email, password=PASSWORD):
    return program.request("POST", "/login", body={"email": email, "password": password})


def token_of(program, email):
    assert sign_up(program, email).status == 201
    return login(program, email).json()["access_token"]


@pytest.mark.parametrize("secret", [None, "", "x" * 31])
def test_refuses_to_start_without_a_good_secret(secret, tmp_path):
    done = Example("own_users", tmp_path, **({} if secret is None else {"SECRET_KEY": secret})).run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("SECRET_KEY must be set")
    assert not list(tmp_path.iterdir()), "it left something behind"


def test_signs_people_up_and_in(program):
    answer = sign_up(program, "ada@example.com")
    assert (answer.status, answer.json()) == (201, {"email": "ada@example.com", "name": "Ada"})
    answer = login(program, "ADA@example.com")
    assert answer.fields["Cache-Control"] == "no-store"
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 900)
    me = program.request("GET", "/me", answer.json()["access_token"])
    assert me.json() == {"email": "ada@example.com", "name": "Ada"}


def test_takes_an_address_once(program):
    assert sign_up(program, "twice@example.com").status == 201
    assert sign_up(program, "Twice@Example.com").detail() == (409, "The address is taken")


def test_says_the_same_of_a_wrong_address_and_a_wrong_password(program):
    sign_up(program, "lise@example.com")
    wrong = login(program, "lise@example.com", "a hinge opens what is open")
    unknown = login(program, "nobody@example.com")
    assert wrong.detail() == (401, "Invalid email or password")
    assert (wrong.status, wrong.body) == (unknown.status, unknown.body)


def test_greets_strangers_and_friends_and_refuses_forgers(program):
    assert program.request("GET", "/").json() == "Hello, stranger"
    token = token_of(program, "grace@example.com")
    assert program.request("GET", "/", token).json() == "Hello, grace@example.com"
    assert program.request("GET", "/", token[:-1]).detail() == (401, "Invalid token")


def test_believes_no_token_after_its_logout_and_every_other_one(program):
    token = token_of(program, "linus@example.com")
    other = login(program, "linus@example.com").json()["access_token"]
    assert program.request("POST", "/logout", token).status == 204
    assert program.request("GET", "/me", token).detail() == (401, "Invalid token")
    assert program.request("GET", "/me", other).status == 200


def test_knows_nobody_whose_account_is_closed(program):
    token = token_of(program, "eve@example.com")
    assert program.request("DELETE", "/me").detail() == (401, "Not authenticated")
    assert program.request("DELETE", "/me", token).status == 204
    assert program.request("GET", "/me", token).detail() == (401, "User not found")
    assert login(program, "eve@example.com").detail() == (401, "Invalid email or password")


def test_stores_no_password(program):
    sign_up(program, "barbara@example.com", "open sesame, they said")
    with sqlite3.connect(program.folder / "own_users.db") as rows:
        (stored,) = rows.execute("SELECT password_hash FROM people WHERE email = 'barbara@example.com'").fetchone()
    rows.close()
    assert stored.startswith("$argon2id$")
    for file in program.folder.iterdir():
        assert b"open sesame" not in file.read_bytes(), file


def test_says_what_it_is(program):
    check_openapi(program, __file__)
