"""The smallest app, as README.md shows it, over a real socket."""

import pytest

from example import Example, check_openapi, free_port


@pytest.fixture(scope="module")
def hello(tmp_path_factory):
    port = free_port()
    with Example("hello", tmp_path_factory.mktemp("hello")).start(str(port), port=port) as program:
        program.tokens = dict(program.process.stdout.readline().strip().split("=", 1) for _ in range(2))
        yield program


def test_greets_the_bearer_of_its_token(hello):
    answer = hello.request("GET", "/hello", hello.tokens["READER"])
    assert (answer.status, answer.json()) == (200, "Hello, ada")


@pytest.mark.parametrize("method, path", [("GET", "/hello"), ("POST", "/notes")])
def test_refuses_whoever_has_no_token_or_a_bad_one(hello, method, path):
    body = {"title": "hinge"} if method == "POST" else None
    assert hello.request(method, path, None, body).detail() == (401, "Not authenticated")
    forged = "x" + hello.tokens["WRITER"]
    assert hello.request(method, path, forged, body).detail() == (401, "Invalid token")


def test_lets_only_the_scope_write(hello):
    note = {"title": "hinge"}
    answer = hello.request("POST", "/notes", hello.tokens["WRITER"], note)
    assert (answer.status, answer.json()) == (200, note)
    answer = hello.request("POST", "/notes", hello.tokens["READER"], note)
    assert answer.detail() == (403, "Not enough permissions")


def test_names_the_fault_of_a_note(hello):
    answer = hello.request("POST", "/notes", hello.tokens["WRITER"], {"title": ""})
    assert answer.status == 422
    assert [fault["loc"] for fault in answer.json()["errors"]] == [["body", "title"]]


def test_says_what_it_is(hello):
    check_openapi(hello, __file__)
