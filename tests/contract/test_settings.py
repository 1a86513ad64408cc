"""Where settings come from, which one wins, and what stops the program: one line, exit code 2."""

import os
import re
import subprocess
import tomllib

import pytest

from served import PROGRAM, Cardea, environment_name, environment_of, run_program

NAMES = [
    "server.listen", "server.plain_http", "server.workers", "server.trusted_proxies", "cors.origins", "database.url",
    "tokens.issuer", "tokens.audience", "tokens.algorithm", "tokens.secret_file", "tokens.access_ttl",
    "tokens.refresh_ttl", "tokens.refresh_idle_ttl", "tokens.refresh_grace", "passwords.memory", "passwords.passes",
    "passwords.min_length", "throttle.login", "throttle.register", "revocation.max_staleness",
    "registration.enabled", "registration.scope", "oauth.password_grant"]

SHOWN = re.compile(r'([a-z_.]+) = "(.*)"  # (.+); (CARDEA_[A-Z_]+)')


def written(folder, text, name="cardea.toml"):
    path = folder / name
    path.write_text(text)
    return str(path)


def shown(*arguments, **options):
    """The values of `cardea config show` by name."""
    done = run_program("config", "show", *arguments, **options)
    assert done.code == 0 and done.err == "", done
    rows = [SHOWN.fullmatch(line) for line in done.out.splitlines()]
    assert rows and all(rows), done.out
    return {row[1]: row[2] for row in rows}


def assert_refused(done, *says):
    """Exit code 2, nothing on standard output, one line on standard error that says all of `says`."""
    assert done.code == 2, done
    assert done.out == "", done
    assert done.err.endswith("\n") and done.err.count("\n") == 1, done
    assert done.err.startswith("cardea: ") and all(ord(c) >= 0x20 for c in done.err[:-1]), done
    for text in says:
        assert text in done.err, (text, done)


# Unknown names, from each source. Every command takes settings; `serve` must not start with one.

COMMANDS = [("serve",), ("config", "check"), ("config", "show"), ("users", "list"), ("keys", "list"), ("migrate",)]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_unknown_setting_stops_every_command_and_nothing_is_made(tmp_path, command):
    file = written(tmp_path, "[tokens]\nlifetime = '1m'\n")
    assert_refused(run_program(*command, "--config", file, folder=tmp_path), file, "tokens.lifetime", "config show")
    assert_refused(run_program(*command, extra={"CARDEA_TOKENS_LIFETIME": "1m"}, folder=tmp_path),
                   "CARDEA_TOKENS_LIFETIME", "config show")
    assert_refused(run_program(*command, "--tokens.lifetime", "1m", folder=tmp_path),
                   "--tokens.lifetime", "config show")
    assert os.listdir(tmp_path) == ["cardea.toml"]


def test_a_name_that_is_nearly_one_gets_a_hint(tmp_path):
    hint = "did you mean tokens.access_ttl?"
    check = ("config", "check")
    assert_refused(run_program(*check, "--config", written(tmp_path, "access_ttl = '1m'")), hint)
    assert_refused(run_program(*check, "--config", written(tmp_path, "[tokens]\naccessTtl = '1m'")), hint)
    assert_refused(run_program(*check, extra={"CARDEA_ACCESS_TTL": "1m"}), "CARDEA_ACCESS_TTL", hint)
    assert_refused(run_program(*check, "--access-ttl", "1m"), "--access-ttl", hint)
    assert_refused(run_program(*check, "--access-ttl=hush"), "--access-ttl", hint)


def test_a_name_cannot_forge_a_second_line(tmp_path):
    check = ("config", "check")
    assert_refused(run_program(*check, "--config", written(tmp_path, '"a\\nb\\u001b[2J" = 1')), "a?b")
    assert_refused(run_program(*check, extra={"CARDEA_A\ncardea: b": "1"}), "CARDEA_A?")
    assert_refused(run_program(*check, "--a\nb", "1"), "--a?b")
    assert_refused(run_program(*check, "a\nb"), "a?b")


def test_the_value_of_an_unknown_variable_is_not_repeated():
    done = run_program("config", "check", extra={"CARDEA_SECRET": "hush-hush"})
    assert_refused(done, "CARDEA_SECRET")
    assert "hush" not in done.err


# Invalid values, from each source: the line names the setting and says what is allowed.

INVALID = [
    ("server.listen", "nowhere", "HOST:PORT"), ("server.plain_http", "yes", "true or false"),
    ("server.workers", "0", "1 to 1024"), ("server.trusted_proxies", "proxy.test", "networks"),
    ("cors.origins", "*", "https://"), ("database.url", "postgresql://db/cardea", "sqlite:"),
    ("tokens.issuer", "id.test", "URL"), ("tokens.algorithm", "none", "ES256"), ("tokens.access_ttl", "2d", "1s to 1d"),
    ("tokens.access_ttl", "900", "1s to 1d"), ("tokens.refresh_ttl", "0s", "duration"),
    ("tokens.refresh_idle_ttl", "soon", "duration"), ("tokens.refresh_grace", "1h", "duration"),
    ("passwords.memory", "1KiB", "size"), ("passwords.passes", "0", "1 to 16"), ("passwords.min_length", "0", "number"),
    ("throttle.login", "0/1m", "10/1m"), ("throttle.register", "many", "20/1h"),
    ("revocation.max_staleness", "0s", "duration"), ("registration.enabled", "1", "true or false"),
    ("registration.scope", '"', "scopes"), ("oauth.password_grant", "off", "true or false"),
    ("limits.body", "1GiB", "64MiB"), ("log.level", "loud", "debug")]


@pytest.mark.parametrize("name, value, allowed", INVALID, ids=[f"{row[0]}-{row[1]}" for row in INVALID])
def test_an_invalid_value_is_refused_from_each_source(tmp_path, name, value, allowed):
    quoted = value.replace('"', '\\"')
    file = written(tmp_path, f'{name} = "{quoted}"\n')
    for done in (run_program("serve", "--config", file, folder=tmp_path),
                 run_program("serve", settings={name: value}, folder=tmp_path),
                 run_program("serve", f"--{name}", value, folder=tmp_path)):
        assert_refused(done, f"{name}: ", "must be", allowed)
    assert os.listdir(tmp_path) == ["cardea.toml"]


def test_the_short_flags_name_the_setting_that_they_stand_for():
    assert_refused(run_program("serve", "--listen", "nowhere"), "server.listen: ")
    assert_refused(run_program("serve", "--database", ""), "database.url: ")
    assert_refused(run_program("serve", "--issuer", "nowhere"), "tokens.issuer: ")


@pytest.mark.parametrize("toml, says", [
    ("[server]\nlisten =\n", "line 2"), ("\n\n[server\n", "line 3"), ("a = 1\na = 2\n", "line 2"),
    ("[server]\nlisten = 8000", "server.listen"), ("[tokens]\naccess_ttl = 1.5", "tokens.access_ttl"),
    ("[registration]\nscope = ['a', 'b']", "registration.scope"), ("[[server]]\nlisten = 'x'", "server"),
    ("server = 1", "server")])
def test_a_file_that_is_wrong_is_refused(tmp_path, toml, says):
    assert_refused(run_program("config", "check", "--config", written(tmp_path, toml)), says)


def test_a_file_that_is_none_is_refused(tmp_path):
    absent = str(tmp_path / "absent.toml")
    assert_refused(run_program("serve", "--config", absent, folder=tmp_path), absent)
    assert_refused(run_program("serve", "--config", str(tmp_path), folder=tmp_path), str(tmp_path))
    assert_refused(run_program("serve", "--config", "", folder=tmp_path))


# What is unsafe.

PUBLIC = ("--listen", "0.0.0.0:0", "--issuer", "https://id.example.com")


@pytest.mark.parametrize("command", [("serve",), ("config", "check")], ids=" ".join)
def test_a_public_address_in_clear_is_refused(tmp_path, command):
    done = run_program(*command, *PUBLIC, folder=tmp_path)
    assert_refused(done, "server.listen", "0.0.0.0", "server.plain_http")
    assert_refused(run_program(*command, *PUBLIC, "--server.plain_http", "false"), "server.plain_http")
    assert_refused(run_program(*command, *PUBLIC[2:], "--listen", "[::]:8000"), "server.listen")
    assert os.listdir(tmp_path) == []


def test_a_public_address_is_served_where_the_operator_says_so(tmp_path):
    assert run_program("config", "check", *PUBLIC, "--server.plain_http", "true").code == 0


def test_a_public_address_needs_an_issuer():
    assert_refused(run_program("serve", "--listen", "0.0.0.0:0", "--server.plain_http", "true"), "tokens.issuer")


def test_a_port_that_the_system_chooses_needs_an_issuer():
    assert_refused(run_program("serve", "--listen", "127.0.0.1:0"), "tokens.issuer")


def test_a_secret_file_is_for_hs256_alone(tmp_path):
    file = written(tmp_path, "x" * 64, "secret")
    assert_refused(run_program("serve", "--tokens.secret_file", file, folder=tmp_path), "tokens.secret_file", "HS256")


@pytest.mark.parametrize("content", ["", "x" * 31, "x" * 31 + "\n", None], ids=["empty", "short", "line", "absent"])
def test_a_secret_file_that_holds_too_little_is_refused(tmp_path, content):
    file = str(tmp_path / "absent") if content is None else written(tmp_path, content, "secret")
    done = run_program("serve", "--tokens.algorithm", "HS256", "--tokens.secret_file", file, folder=tmp_path)
    assert_refused(done, "tokens.secret_file", file)
    assert "xxxx" not in done.err


def test_a_secret_file_that_is_a_folder_is_refused(tmp_path):
    done = run_program("serve", "--tokens.algorithm", "HS256", "--tokens.secret_file", str(tmp_path), folder=tmp_path)
    assert_refused(done, "tokens.secret_file", str(tmp_path))


# Which source wins.

def test_defaults_are_the_contracts():
    values = shown()
    assert set(NAMES) <= set(values)
    assert values["server.listen"] == "127.0.0.1:8000" and values["database.url"] == "cardea.db"
    assert values["tokens.algorithm"] == "ES256" and values["revocation.max_staleness"] == "10s"
    assert values["throttle.login"] == "10/1m" and values["throttle.register"] == "20/1h"
    assert values["server.plain_http"] == "false" and values["oauth.password_grant"] == "true"


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_taken_from_every_source(tmp_path, name):
    value = shown()[name]
    file = written(tmp_path, f'{name} = "{value}"\n')
    for done in (run_program("config", "check", "--config", file), run_program("config", "check", f"--{name}", value),
                 run_program("config", "check", settings={name: value})):
        assert (done.code, done.err) == (0, ""), done


def test_flags_win_over_the_environment_and_it_over_the_file(tmp_path):
    file = written(tmp_path, "[tokens]\naccess_ttl = '1m'\nrefresh_ttl = '1d'\nrefresh_grace = '1s'\n")
    values = shown("--config", file, "--tokens.access_ttl", "3m",
                   settings={"tokens.access_ttl": "2m", "tokens.refresh_ttl": "2d"})
    assert values["tokens.access_ttl"] == "3m"
    assert values["tokens.refresh_ttl"] == "2d"
    assert values["tokens.refresh_grace"] == "1s"
    assert values["tokens.refresh_idle_ttl"] == "30d"


def test_the_server_lives_by_the_source_that_wins(tmp_path):
    file = written(tmp_path, "[tokens]\naccess_ttl = '100s'\n[registration]\nscope = 'from:file'\n"
                             "[passwords]\nmin_length = 20\n")
    server = Cardea(tmp_path, {"tokens.access_ttl": "200s", "registration.scope": "from:environment"},
                    flags=["--config", file, "--tokens.access_ttl", "300s"])
    try:
        server.start()
        pair = server.logged_in()
        assert pair["expires_in"] == 300
        assert pair["scope"] == "from:environment"
        answer = server.post("/auth/register", {"email": "a@example.com", "password": "violet otter 19"})
        assert answer.types() == {("body", "password"): "string_too_short"}
    finally:
        server.finish()


def test_kubernetes_and_the_master_key_are_no_settings():
    injected = {"CARDEA_SERVICE_HOST": "10.0.0.1", "CARDEA_SERVICE_PORT": "80", "CARDEA_SERVICE_PORT_HTTP": "80",
                "CARDEA_PORT": "tcp://10.0.0.1:80", "CARDEA_PORT_80_TCP": "tcp://10.0.0.1:80",
                "CARDEA_PORT_80_TCP_ADDR": "10.0.0.1", "CARDEA_MASTER_KEY": "k" * 32}
    assert shown(extra=injected) == shown()
    assert "k" * 32 not in run_program("config", "show", extra=injected).out


# cardea config

def test_config_check_says_that_all_is_well_and_makes_nothing(tmp_path):
    done = run_program("config", "check", folder=tmp_path)
    assert done.code == 0 and done.out.count("\n") == 1 and done.err == ""
    assert os.listdir(tmp_path) == []


def test_config_show_names_the_variable_of_each_setting():
    done = run_program("config", "show")
    for name in NAMES:
        assert re.search(rf'^{re.escape(name)} = ".*{environment_name(name)}$', done.out, re.M), name


def test_what_config_show_prints_is_a_file_with_the_same_settings(tmp_path):
    arguments = ("--tokens.audience", 'a "quoted" \\ text # no comment', "--log.level", "debug",
                 "--cors.origins", "https://a.test,https://b.test")
    printed = run_program("config", "show", *arguments).out
    assert tomllib.loads(printed)["tokens"]["audience"] == arguments[1]
    again = run_program("config", "show", "--config", written(tmp_path, printed))
    assert again.code == 0 and again.out == printed


# Usage.

@pytest.mark.parametrize("arguments", [
    (), ("bogus",), ("config",), ("users",), ("keys",), ("users", "bogus"), ("serve", "extra"), ("version", "extra"),
    ("version", "--bogus"), ("serve", "--listen"), ("serve", "--config"), ("serve", "--listen", "a", "--listen", "b"),
    ("users", "show"), ("users", "add"), ("users", "scope", "somebody"), ("users", "list", "somebody"),
    ("users", "add", "a@example.com", "--password", "x"), ("users", "add", "a@example.com", "x"),
    ("users", "password", "a@example.com", "x"), ("--config",)], ids=lambda row: " ".join(row) or "nothing")
def test_wrong_usage_is_one_line_and_exit_code_2(tmp_path, arguments):
    assert_refused(run_program(*arguments, folder=tmp_path))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("arguments", [(), ("serve",), ("users",), ("users", "add"), ("config", "show")],
                         ids=lambda row: " ".join(row) or "cardea")
def test_help_is_no_error(arguments):
    done = run_program(*arguments, "--help")
    assert done.code == 0 and done.err == ""
    assert "Usage: cardea" in done.out


def test_help_of_serve_names_every_flag():
    text = run_program("serve", "--help").out
    for name in NAMES + ["listen", "database", "issuer", "config"]:
        assert re.search(rf"--{re.escape(name)}\b", text), name


def test_a_variable_that_is_no_utf8_is_refused_as_any_other(tmp_path):
    environment = {os.fsencode(k): os.fsencode(v) for k, v in environment_of({}).items()}
    environment[b"CARDEA_TOKENS_ALGORITHM"] = b"\xff\xfe"
    done = subprocess.run([PROGRAM, "config", "check"], env=environment, cwd=tmp_path, capture_output=True, timeout=60,
                          check=False)
    assert done.returncode == 2 and done.stderr.startswith(b"cardea: tokens.algorithm: "), done
    assert done.stderr.count(b"\n") == 1
