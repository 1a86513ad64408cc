"""Whom a request is from: what a proxy of ours says of it is believed, what a stranger says is not.
It shows in who may still register where a throttle counts by address."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from served import free_port
from wire import Connection, request_bytes

APACHE = "/usr/sbin/apache2"  # Debian's apache2-bin: the program and its modules, and no service
# Each test has a proxy of its own: what it says of nobody counts as itself.
PROXIES = {"server.trusted_proxies": "127.0.0.8/29, 10.0.0.0/8, fd00::/8", "throttle.register": "2/1h"}
STRANGER = "127.0.0.1"


@pytest.fixture(scope="module")
def behind(serve):
    return serve({**PROXIES, "log.level": "debug"})


def register(server, *lists, peer, fields=(), connection=None):
    """The status of a registration that `peer` sends, with an X-Forwarded-For for each list."""
    person = server.new_person()
    own = connection is None
    connection = connection or server.connect(source=peer)
    try:
        return server.post("/auth/register", {"email": person.email, "password": person.password},
                           fields=[*(("X-Forwarded-For", text) for text in lists), *fields],
                           connection=connection).status
    finally:
        if own:
            connection.close()


def spend(server, *lists, peer):
    """All that this client may register."""
    assert [register(server, *lists, peer=peer) for _ in range(3)] == [201, 201, 429]


def test_each_client_behind_a_proxy_is_counted_for_itself(behind):
    spend(behind, "203.0.113.1", peer="127.0.0.8")
    spend(behind, "203.0.113.2", peer="127.0.0.8")
    assert register(behind, "203.0.113.1", peer="127.0.0.9") == 429, "another proxy, the same client"


def test_each_request_of_a_connection_has_its_own_client(behind):
    with behind.connect(source="127.0.0.8") as connection:
        clients = ["203.0.113.3", "203.0.113.4", "203.0.113.3", "203.0.113.4", "203.0.113.3", "203.0.113.5"]
        statuses = [register(behind, client, peer=None, connection=connection) for client in clients]
    assert statuses == [201, 201, 201, 201, 429, 201]


@pytest.mark.parametrize("lists", [
    ("198.51.100.1, 203.0.113.7",), ("10.0.0.7, 203.0.113.7",), ("unknown, 203.0.113.7",),
    (", , 203.0.113.7",), ("198.51.100.1", "203.0.113.7"), ("203.0.113.99", "203.0.113.7, 10.0.0.1"),
    ("203.0.113.7:4711",), ("::ffff:203.0.113.7",), ("[::ffff:203.0.113.7]:4711",), ("203.0.113.7, fd00::1",),
    (",".join(["198.51.100.1"] * 500) + ",203.0.113.7",),
])
def test_what_stands_left_of_the_client_moves_nobody(behind, lists):
    assert [register(behind, "203.0.113.7", peer="127.0.0.8") for _ in range(3)][-1] == 429
    assert register(behind, *lists, peer="127.0.0.8") == 429


def test_a_network_of_ipv6_is_one_client(behind):
    spend(behind, "2001:db8:1:2::1", peer="127.0.0.8")
    assert register(behind, "2001:db8:1:2:ffff:ffff:ffff:ffff", peer="127.0.0.8") == 429
    assert register(behind, "[2001:db8:1:2:3::4]:443", peer="127.0.0.8") == 429
    assert register(behind, "2001:db8:1:3::1", peer="127.0.0.8") == 201


@pytest.mark.parametrize("peer, junk", enumerate(
    ["unknown", "_hidden", "", "203.0.113.7;", "client.test", "203.0.113.7, x"], start=10))
def test_what_is_no_address_counts_as_the_proxy(behind, peer, junk):
    spend(behind, junk, peer=f"127.0.0.{peer}")
    assert register(behind, peer=f"127.0.0.{peer}") == 429


def test_no_other_field_says_who_it_is(behind):
    said = [("Forwarded", "for=203.0.113.9"), ("X-Real-IP", "203.0.113.9"), ("X-Client-IP", "203.0.113.9"),
            ("X-Forwarded", "203.0.113.9"), ("True-Client-IP", "203.0.113.9"), ("Via", "1.1 203.0.113.9")]
    statuses = [register(behind, peer="127.0.0.9", fields=said[at:at + 1]) for at in range(len(said))]
    assert statuses == [201, 201, 429, 429, 429, 429]


def test_a_stranger_says_nothing_about_itself(behind):
    spend(behind, "203.0.113.20", peer=STRANGER)
    assert register(behind, "203.0.113.21", peer=STRANGER) == 429
    assert register(behind, "203.0.113.20", peer="127.0.0.8") == 201, "nor does it count as whom it names"


def test_without_the_setting_everybody_is_a_stranger(serve):
    server = serve({"throttle.register": "2/1h"})
    statuses = [register(server, f"203.0.113.{at}", peer="127.0.0.1") for at in range(4)]
    assert statuses == [201, 201, 429, 429]


def test_the_log_names_the_client(behind):
    register(behind, "198.51.100.1, 203.0.113.30", peer="127.0.0.8")
    events = [json.loads(line) for line in behind.log().splitlines()]
    assert "203.0.113.30" in [event.get("address") for event in events]
    assert "198.51.100.1" not in [event.get("address") for event in events]
    assert not [event for event in events if event.get("setting") == "server.trusted_proxies"]


# A real one.

@pytest.fixture(scope="module")
def apache(serve, tmp_path_factory):
    """A server behind Apache, and the port of that."""
    server = serve({"server.trusted_proxies": "127.0.0.1", "throttle.register": "2/1h"})
    folder, port = tmp_path_factory.mktemp("apache"), free_port()
    modules = Path("/usr/lib/apache2/modules")
    user = ["User nobody", "Group nogroup"] if os.geteuid() == 0 else []
    (folder / "apache.conf").write_text("\n".join([
        f"ServerRoot {folder}", f"DefaultRuntimeDir {folder}", f"PidFile {folder}/pid", f"ErrorLog {folder}/log",
        "ServerName proxy.test", f"Listen 127.0.0.1:{port}", *user,
        *(f"LoadModule {name}_module {modules}/mod_{name}.so"
          for name in ("mpm_event", "authz_core", "proxy", "proxy_http")),
        f"ProxyPass / http://127.0.0.1:{server.port}/", ""]), encoding="ascii")
    process = subprocess.Popen([APACHE, "-f", folder / "apache.conf", "-D", "FOREGROUND"])
    try:
        deadline = time.monotonic() + 20
        while not answers(port):
            assert process.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.02)
        yield server, port
    finally:
        process.terminate()
        process.wait(timeout=20)


def answers(port):
    try:
        with Connection(port, patience=5.0) as connection:
            return connection.send(request_bytes("GET", "/readyz")).answer().status == 200
    except OSError:
        return False


def test_apache_cannot_be_made_to_name_another(apache):
    server, port = apache

    def through_apache(client, *lists):
        with Connection(port, source=client) as connection:
            return register(server, *lists, peer=None, connection=connection)

    assert [through_apache("127.0.0.21") for _ in range(3)] == [201, 201, 429]
    for spoofed in ("203.0.113.7", "127.0.0.1", "127.0.0.22, 127.0.0.1", "unknown", ""):
        assert through_apache("127.0.0.21", spoofed) == 429, spoofed
    assert through_apache("127.0.0.21", "203.0.113.7", "127.0.0.1") == 429
    assert through_apache("127.0.0.22", "127.0.0.21") == 201
    assert register(server, peer="127.0.0.1") == 201, "Apache itself has registered nobody"
