"""Under test: a project that knows only the installed package builds, links and runs."""

import http.client
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from conftest import CMAKE, configure, run

CONSUMER = Path(__file__).with_name("consumer")


@pytest.fixture
def asking(installed, folder, request):
    """Configures a project that says these lines of CMake."""
    source = folder / request.node.name.replace("[", "-").strip("]")

    def configured(*lines, **options):
        source.mkdir()
        opening = ["cmake_minimum_required(VERSION 3.25)", "project(asking LANGUAGES CXX)"]
        (source / "CMakeLists.txt").write_text("\n".join([*opening, *lines, ""]))
        return configure(source, source / "build", installed, **options)
    return configured


def test_an_app_of_somebody_else_serves_and_guards(installed, folder):
    source = shutil.copytree(CONSUMER, folder / "consumer")
    configure(source, folder / "build", installed)
    run(CMAKE, "--build", folder / "build")
    with subprocess.Popen([folder / "build/notes"], stdout=subprocess.PIPE, text=True) as notes:
        try:
            port, token = (notes.stdout.readline().strip() for _ in range(2))
            statuses = []
            for headers in ({}, {"Authorization": f"Bearer {token}"}):
                connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=20)
                connection.request("GET", "/me", headers=headers)
                response = connection.getresponse()
                statuses.append((response.status, response.read()))
                connection.close()
        finally:
            notes.send_signal(signal.SIGTERM)
    assert [statuses[0][0], statuses[1]] == [401, (200, b'"ada"')]
    assert notes.returncode == 0


def test_every_component_is_found_and_links(asking, folder):
    main = folder / "main.cpp"
    main.write_text("#include <cardea/remote/authority.hpp>\n#include <cardea/server/account_routes.hpp>\n"
                    "#include <cardea/testing/test_client.hpp>\n#include <cardea/revocation/index.hpp>\n"
                    "int main() {\n    (void)&cardea::account_routes;\n    (void)&cardea::remote::authority_of;\n"
                    "    cardea::revocation::Index{}.maintain();\n}\n")
    out = asking("find_package(cardea CONFIG REQUIRED)", f"add_executable(whole {main})",
                 "target_link_libraries(whole PRIVATE cardea::remote cardea::revocation cardea::server",
                 "    cardea::testing)",
                 "message(STATUS \"components=${cardea_components}\")")
    assert "components=accounts;app;" in out
    run(CMAKE, "--build", folder / "test_every_component_is_found_and_links/build")


def test_a_component_brings_what_it_needs_and_no_more(asking):
    out = asking("find_package(cardea CONFIG REQUIRED COMPONENTS jose)",
                 "foreach(target cardea::crypto OpenSSL::Crypto cardea::db PkgConfig::sqlite3 spdlog::spdlog",
                 "        PkgConfig::libcurl)",
                 "  if(TARGET ${target})", "    message(STATUS has=${target})", "  endif()", "endforeach()")
    assert [line.split("=")[1] for line in out.splitlines() if "has=" in line] == \
        ["cardea::crypto", "OpenSSL::Crypto"]


def test_a_component_that_does_not_exist_is_named(asking):
    out = asking("find_package(cardea CONFIG REQUIRED COMPONENTS jose ldap)", succeeds=False)
    assert "has no component 'ldap'; it has: accounts, app," in " ".join(out.split())


def test_an_optional_component_may_be_missing(asking):
    out = asking("find_package(cardea CONFIG REQUIRED COMPONENTS jose OPTIONAL_COMPONENTS ldap schema)",
                 "message(STATUS \"jose=${cardea_jose_FOUND} ldap=${cardea_ldap_FOUND}\")")
    assert "jose=TRUE ldap=FALSE" in out


def test_before_1_0_only_the_same_minor_version_fits(asking):
    out = asking("foreach(version 0.1 0.2 0.0.9 1.0)",
                 "  find_package(cardea ${version} CONFIG QUIET COMPONENTS jose)",
                 "  message(STATUS \"found=${cardea_FOUND}\")", "endforeach()")
    assert [line.split("=")[1] for line in out.splitlines() if "found=" in line] == ["1", "0", "0", "0"]
