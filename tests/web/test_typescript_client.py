"""Under test: a TypeScript client that openapi-typescript makes of the document."""

import shutil
from pathlib import Path

from node import TOOLS, run, tool

HERE = Path(__file__).resolve().parent


def test_a_generated_client_type_checks_and_works(server, document, tmp_path):
    run(tool("openapi-typescript"), str(document), "--output", str(tmp_path / "api.d.ts"))
    for name in ("client.ts", "tsconfig.json"):
        shutil.copy(HERE / name, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}\n', encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(TOOLS / "node_modules")
    run(tool("tsc"), "--project", str(tmp_path), folder=tmp_path)
    person = server.new_person()
    address = f"http://127.0.0.1:{server.port}"
    said = run("node", "out/client.js", address, person.email, person.password, folder=tmp_path)
    assert said == "registered, refused, signed in, met\n"
