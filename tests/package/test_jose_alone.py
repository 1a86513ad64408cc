"""Under test: whoever wants JSON Web Tokens gets them, and nothing of Cardea that they do not need."""

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from conftest import CMAKE, CXX, FLAGS, configure, run

SOURCE = Path(os.environ.get("CARDEA_SOURCE", "."))
PROJECT = Path(__file__).with_name("jose_alone")
ROOMS = {"base", "schema", "crypto", "jose"}
# What a program of it may load: what reads JSON, what signs, the compiler's own, and sanitizers.
LIBRARIES = {"libsimdjson", "libcrypto", "libsodium", "libstdc++", "libgcc_s", "libc", "libm",
             "ld-linux-x86-64", "ld-linux-aarch64", "linux-vdso"}
SANITIZERS = {"libasan", "libubsan", "libtsan", "libdl", "librt", "libresolv", "libpthread"}


@pytest.fixture(scope="module")
def flags(installed):
    pc = next(installed.rglob("cardea-jose.pc")).parent

    def told(*options):
        return shlex.split(run("pkg-config", *options, "cardea-jose",
                               env=os.environ | {"PKG_CONFIG_PATH": str(pc)}))
    return told


@pytest.fixture(scope="module")
def by_cmake(installed, folder):
    """The project's program, and that of examples/tokens, which goes through more doors."""
    source = shutil.copytree(PROJECT, folder / "jose_alone")
    shutil.copy(SOURCE / "examples/tokens/main.cpp", source / "tokens.cpp")
    with open(source / "CMakeLists.txt", "a", encoding="utf-8") as lines:
        lines.write("add_executable(tokens tokens.cpp)\ntarget_link_libraries(tokens PRIVATE cardea::jose)\n")
    configure(source, source / "build", installed)
    run(CMAKE, "--build", source / "build")
    return source / "build"


def check_what_is_in(program):
    names = run("nm", "-C", program)
    assert "cardea::jose::Verifier::verify" in names, "what is not there could not be seen either"
    foreign = re.findall(r"^.*(?:boost::asio|\bcurl_|\bsqlite3_|\bPQ[a-z]+\b|\bSSL_).*$", names, re.M)
    assert foreign == []
    assert set(re.findall(r"\bcardea::(\w+)::", names)) & {"http", "net", "db", "app", "security", "remote"} == set()
    loaded = {Path(line.split()[0]).name.split(".so")[0] for line in run("ldd", program).splitlines()}
    assert loaded - LIBRARIES <= (SANITIZERS if FLAGS else set())


def test_cmake_builds_a_program_of_it(by_cmake):
    assert run(by_cmake / "token") == "ada\n0\n"
    check_what_is_in(by_cmake / "token")


def test_a_whole_program_has_neither_http_nor_asio_nor_a_database(by_cmake):
    assert run(by_cmake / "tokens", "key", "ES256").startswith('{"crv":"P-256","kty":"EC"')
    check_what_is_in(by_cmake / "tokens")


@pytest.mark.parametrize("static", [[], ["--static"]], ids=["shared", "static"])
def test_pkg_config_and_a_compiler_suffice(flags, folder, static):
    """`--static` asks for what foreign libraries need too, were they archives."""
    told = flags(*static, "--cflags", "--libs")
    assert {word[len("-lcardea_"):] for word in told if word.startswith("-lcardea_")} == ROOMS
    program = folder / "token"
    run(CXX, *FLAGS, "-std=c++20", PROJECT / "token.cpp", "-o", program, *told)
    assert run(program) == "ada\n0\n"
    check_what_is_in(program)


def test_its_headers_include_neither_asio_nor_another_room(installed, flags, folder):
    headers = sorted((installed / "include/cardea/jose").glob("*.hpp"))
    assert headers
    everything = folder / "jose.cpp"
    everything.write_text("".join(f"#include <cardea/jose/{header.name}>\n" for header in headers))
    included = run(CXX, *FLAGS, "-std=c++20", "-M", *flags("--cflags"), everything)
    assert set(re.findall(r"/include/cardea/(\w+)/", included)) <= ROOMS
    foreign = set(re.findall(r"/include/(boost/\w+|openssl|sodium|simdjson|curl)\b", included))
    assert "boost/system" in foreign and not foreign & {"boost/asio", "openssl", "sodium", "simdjson", "curl"}
