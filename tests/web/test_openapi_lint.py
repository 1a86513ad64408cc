"""Under test: the OpenAPI document, as two linters read it. Their warnings are printed."""

import json

from node import run, tool


def test_the_server_serves_the_document_that_the_command_prints(server, document):
    answer = server.get("/openapi.json")
    assert answer.status == 200
    assert answer.one("Content-Type") == "application/json"
    assert answer.json() == json.loads(document.read_text(encoding="utf-8"))


def test_redocly_finds_no_error(document):
    print(run(tool("redocly"), "lint", str(document), "--extends", "recommended", "--format", "stylish"))


def test_spectral_finds_no_error(document, tmp_path):
    rules = tmp_path / "rules.yaml"
    rules.write_text('extends: ["spectral:oas"]\n', encoding="utf-8")
    print(run(tool("spectral"), "lint", "--ruleset", str(rules), "--fail-severity", "error", str(document)))
