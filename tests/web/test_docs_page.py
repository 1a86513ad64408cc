"""Under test: the page /docs in a browser, in the hands of somebody who reads and clicks."""

from pathlib import Path

from node import run
from served import Person

HERE = Path(__file__).resolve().parent


def drive(story, *arguments):
    return run("node", str(HERE / "docs_page.mjs"), story, *arguments)


def test_somebody_registers_signs_in_and_out_on_the_page(server, pytestconfig):
    person = Person("ada@example.com", "a hinge opens what is shut")
    picture = pytestconfig.getoption("--screenshot")
    said = drive("account", f"http://127.0.0.1:{server.port}", person.email, person.password,
                 *([str(Path(picture).absolute())] if picture else []))
    assert said.splitlines() == ["POST /auth/register 201", "authorized", "GET /users/me 200",
                                 "POST /auth/logout 204", "GET /users/me 401"]


def test_the_page_works_behind_a_proxy_that_strips_a_prefix(server):
    said = drive("prefix", f"http://127.0.0.1:{server.port}")
    assert said.splitlines() == ["/docs: GET /healthz 200", "/docs/: GET /healthz 200"]
