"""Under test: the package has what users need, and nothing that is ours alone."""

import os
import re
import shlex
import shutil

import pytest

from conftest import BUILD, CXX, FLAGS, run

SOURCE = os.environ.get("CARDEA_SOURCE", ".")
STRIP = os.environ.get("STRIP", "strip")


def files_of(folder, *suffixes):
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in suffixes)
    assert found, f"no {suffixes} in {folder}"
    return found


def headers_of(installed):
    return [path.relative_to(installed / "include").as_posix() for path in files_of(installed, ".hpp")]


def cflags(installed):
    pc = files_of(installed, ".pc")[0].parent
    return shlex.split(run("pkg-config", "--cflags", "cardea-server", env=os.environ | {"PKG_CONFIG_PATH": str(pc)}))


def test_the_program_is_there_with_its_licence(installed):
    assert re.match(r"cardea \d+\.\d+\.\d+", run(installed / "bin/cardea", "version"))
    assert "Apache License" in (installed / "share/doc/cardea/LICENSE").read_text()


@pytest.mark.parametrize("header", ["jose/verifier.hpp", "security/guard.hpp", "app/app.hpp",
                                    "remote/authority.hpp", "accounts/sign_in.hpp", "server/account_routes.hpp",
                                    "revocation/index.hpp", "testing/test_client.hpp", "base/result.hpp"])
def test_public_headers_are_there(installed, header):
    assert f"cardea/{header}" in headers_of(installed)


@pytest.mark.parametrize("internal", ["cardea/db/sqlite/", "cardea/net/codec/", "cardea/net/connection.hpp",
                                      "cardea/crypto/openssl_ptr.hpp", "cardea/db/temporary_folder.hpp",
                                      "cardea/accounts/test_accounts.hpp", "cardea/remote/transport.hpp",
                                      "cardea/remote/test_server.hpp", "cardea/revocation/table.hpp",
                                      "cardea/program/"])
def test_headers_of_a_room_alone_are_not(installed, internal):
    assert [header for header in headers_of(installed) if header.startswith(internal)] == []
    assert os.path.exists(os.path.join(SOURCE, internal)), "no longer there: name another"


def test_a_public_header_includes_public_headers_only(installed):
    public = set(headers_of(installed))
    for header in public:
        text = (installed / "include" / header).read_text()
        included = set(re.findall(r"#\s*include\s*[<\"](cardea/[^>\"]+)", text))
        assert included <= public, header


@pytest.mark.parametrize("order", ["forward", "backward"])
def test_public_headers_compile_in_any_order_without_a_warning(installed, folder, order):
    headers = headers_of(installed) if order == "forward" else reversed(headers_of(installed))
    everything = folder / f"{order}.cpp"
    everything.write_text("".join(f"#include <{header}>\n" for header in headers))
    run(CXX, *FLAGS, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion",
        "-Wshadow", "-Werror", *cflags(installed), everything)


def test_our_own_flags_do_not_reach_users(installed):
    for file in files_of(installed, ".cmake", ".pc"):
        leaked = re.search(r"-W(?!no-undefined)|-fsanitize|-fno-omit|-fstack|cardea_flags", file.read_text())
        assert leaked is None, f"{file.name}: {leaked}"


def test_no_file_tells_where_it_was_built(installed, folder):
    """But for what debuggers are told, which a build for release doesn't have, and sanitizers."""
    for file in sorted(path for path in installed.rglob("*") if path.is_file()):
        told = file
        if file.suffix == ".a" or file.parent.name == "bin":
            if FLAGS:
                continue
            told = shutil.copy(file, folder / "stripped")
            run(STRIP, "--strip-debug", told)
        with open(told, "rb") as opened:
            content = opened.read()
        for path in {BUILD, SOURCE, "/opt/cardea"}:
            assert path.encode() not in content, f"{file.name} names {path}"
