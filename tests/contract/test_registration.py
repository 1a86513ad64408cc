"""POST /auth/register: who gets an account, what it looks like, and what can't be smuggled in."""

import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

USER_MEMBERS = ["id", "email", "name", "email_verified", "disabled", "scope", "created_at", "updated_at"]
UUID_V7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z")


def test_answers_the_user_and_where_it_lives(server):
    person = server.new_person()
    answer = server.post("/auth/register",
                         {"email": person.email, "password": person.password, "name": "Änne \"Ö\" <b>"})
    assert answer.status == 201
    assert answer.one("Content-Type").split(";")[0] == "application/json"
    user = answer.json()
    assert list(user) == USER_MEMBERS
    assert UUID_V7.fullmatch(user["id"])
    assert user["email"] == person.email and user["name"] == "Änne \"Ö\" <b>"
    assert user["email_verified"] is False and user["disabled"] is False and user["scope"] == ""
    assert TIMESTAMP.fullmatch(user["created_at"]) and user["created_at"] == user["updated_at"]
    assert answer.one("Location") == f"/users/{user['id']}"


def test_a_name_is_null_where_none_is_given(server):
    for more in ({}, {"name": None}):
        person = server.new_person()
        answer = server.post("/auth/register", {"email": person.email, "password": person.password, **more})
        assert answer.status == 201 and answer.json()["name"] is None


def test_no_answer_names_the_host_that_the_client_claims(server):
    person = server.new_person()
    answer = server.post("/auth/register", {"email": person.email, "password": person.password},
                         fields=[("Host", "evil.test"), ("X-Forwarded-Host", "evil.test"),
                                 ("Forwarded", "host=evil.test;proto=https")])
    assert answer.status == 201
    assert b"evil.test" not in answer.head + answer.body


@pytest.mark.parametrize("member, value", [
    ("scope", "users:read users:write"), ("is_admin", True), ("id", "019000000000-7000-8000-000000000000"),
    ("email_verified", True), ("disabled", False), ("created_at", "2000-01-01T00:00:00Z"),
    ("password_hash", "$argon2id$"), ("role", "admin"), ("__proto__", {"scope": "x"}), ("", 1),
])
def test_no_member_can_be_smuggled_in(server, member, value):
    person = server.new_person()
    body = {"email": person.email, "password": person.password, member: value}
    assert server.post("/auth/register", body).types() == {("body", member): "extra_forbidden"}
    # Nothing of it was made.
    assert server.post("/auth/login", {"email": person.email, "password": person.password}).status == 401


# Addresses.

def test_an_address_is_trimmed_and_answered_as_typed(server):
    person = server.new_person()
    typed = person.email.replace("person", "Person", 1)
    answer = server.post("/auth/register", {"email": f" \t{typed}\n", "password": person.password})
    assert answer.status == 201 and answer.json()["email"] == typed
    for spelling in (typed, typed.lower(), typed.upper(), f"  {typed} "):
        answer = server.post("/auth/login", {"email": spelling, "password": person.password})
        assert answer.status == 200, spelling
        assert server.me(answer.json()["access_token"]).json()["email"] == typed


@pytest.mark.parametrize("look_alike", ["\u212a", "\uff4b", "\u03ba"], ids=["kelvin", "fullwidth", "kappa"])
def test_only_ascii_case_is_folded(server, look_alike):
    victim, attacker = server.new_person(), server.new_person()
    victim.email = "k" + victim.email
    attacker.email = look_alike + victim.email[1:]
    server.registered(victim)
    login = {"email": attacker.email, "password": victim.password}
    assert server.post("/auth/login", login).status in (401, 422), "a look-alike signs in as the victim"
    answer = server.post("/auth/register", {"email": attacker.email, "password": attacker.password})
    assert answer.status in (201, 422), "a look-alike is taken for the victim's address"
    if answer.status == 201:
        pair = server.logged_in(attacker)
        assert server.me(pair["access_token"]).json()["email"] == attacker.email
    assert server.logged_in(victim)


def test_dots_above_an_i_are_not_folded(server):
    person = server.new_person()
    person.email = "i" + person.email
    server.registered(person)
    dotted = "\u0130" + person.email[1:]
    assert server.post("/auth/register", {"email": dotted, "password": person.password}).status in (201, 422)


def address_of(size):
    """An address of so many bytes: a local part of 60, a domain of labels of at most 60."""
    domain = ".".join(["d" * 60] * 3 + ["com"])
    rest = size - 61 - len(domain)
    return "a" * 60 + "@" + ("e" * (rest - 1) + "." if rest else "") + domain


def test_an_address_may_have_254_bytes(server):
    address = address_of(249)
    assert len(address) == 249
    assert server.post("/auth/register", {"email": address, "password": "slow violet canyon 88"}).status == 201
    longest, too_long = address_of(254), address_of(255)
    assert (len(longest), len(too_long)) == (254, 255)
    assert server.post("/auth/register", {"email": longest, "password": "slow violet canyon 88"}).status == 201
    answer = server.post("/auth/register", {"email": too_long, "password": "slow violet canyon 88"})
    assert answer.places() == [["body", "email"]]


@pytest.mark.parametrize("address", [
    "", " ", "nobody", "@", "a@", "@example.com", "a b@example.com", "a@exa mple.com", "a@b@example.com",
    "a@example..com", "a@.example.com", "a\u0000@example.com", "a\r\nBcc: x@example.com",
    "a@example.com\u0000", "<a@example.com>", "a@example.com, b@example.com", "a@exam\u007fple.com",
], ids=ascii)
def test_what_is_no_address_is_refused(server, address):
    answer = server.post("/auth/register", {"email": address, "password": "slow violet canyon 88"})
    assert answer.places() == [["body", "email"]]


# Passwords.

@pytest.mark.parametrize("password, fault", [
    ("", "string_too_short"),
    ("x9!kQz7", "string_too_short"),
    ("\u00e9\u00df\u00fc\u00f6\u4e16\u754c\u00f8", "string_too_short"),
    ("\U0001f98a\U0001f40d\U0001f412\U0001f427\U0001f433\U0001f40b\U0001f989", "string_too_short"),
    ("v" + "io0l-3t " * 32, "string_too_long"),
], ids=["none", "seven_ascii", "seven_beyond_ascii", "seven_animals", "257"])
def test_a_new_password_of_a_wrong_length_is_refused(server, password, fault):
    answer = server.post("/auth/register", {"email": server.new_person().email, "password": password})
    assert answer.types() == {("body", "password"): fault}


@pytest.mark.parametrize("password", [
    "x9!kQz7%", "\u00e9\u00df\u00fc\u00f6\u4e16\u754c\u00f8\u0142",
    "\U0001f98a\U0001f40d\U0001f412\U0001f427\U0001f433\U0001f40b\U0001f989\U0001f41d",
    "  violet otter canyon  ", "".join(chr(0x21 + (i * 37) % 90) for i in range(256)),
    "".join(chr(0x4e00 + i * 7) for i in range(256)), "tab\tand\nline \u0001 violet",
], ids=["eight_ascii", "eight_beyond_ascii", "eight_animals", "spaces_around", "256_ascii",
        "256_chinese", "control_characters"])
def test_a_password_is_any_unicode_kept_whole(server, password):
    person = server.new_person()
    person.password = password
    server.registered(person)
    assert server.logged_in(person)
    for other in (password[:-1], password[:72], password + " ", password.strip() + "x", password[::-1]):
        if other != password:
            answer = server.post("/auth/login", {"email": person.email, "password": other})
            assert answer.status in (401, 422), other


@pytest.mark.parametrize("password", ["password", "password1", "12345678", "qwertyuiop", "iloveyou1",
                                      "aaaaaaaa", "letmein123", "abcdefgh", "11111111", "P@ssw0rd"])
def test_a_common_password_is_refused(server, password):
    answer = server.post("/auth/register", {"email": server.new_person().email, "password": password})
    assert answer.places() == [["body", "password"]]


def test_ones_own_address_is_no_password(server):
    person = server.new_person()
    for password in (person.email, person.email.upper()):
        answer = server.post("/auth/register", {"email": person.email, "password": password})
        assert answer.places() == [["body", "password"]]
    person.email = "zanzibarine.quoll@example.com"
    for password in ("zanzibarine.quoll", "zanzibarine.quoll1"):
        answer = server.post("/auth/register", {"email": person.email, "password": password})
        assert answer.places() == [["body", "password"]]


def test_a_nul_in_a_password_is_refused(server):
    answer = server.post("/auth/register",
                         {"email": server.new_person().email, "password": "violet otter\u0000canyon"})
    assert answer.places() == [["body", "password"]]


def test_a_password_is_compared_by_nfc(server):
    person = server.new_person()
    person.password = unicodedata.normalize("NFD", "pêché d'été à Zürich")
    server.registered(person)
    person.password = unicodedata.normalize("NFC", person.password)
    assert server.logged_in(person)


def test_the_rules_bind_new_passwords_only(server, person):
    for password in ("x", "password", "v" * 300):
        answer = server.post("/auth/login", {"email": person.email, "password": password})
        assert (answer.status, answer.detail) == (401, "Invalid email or password")


# Names.

def test_a_name_has_200_characters_at_most(server):
    person = server.new_person()
    body = {"email": person.email, "password": person.password, "name": "\U0001f98a" * 201}
    assert server.post("/auth/register", body).places() == [["body", "name"]]
    body["name"] = "\U0001f98a" * 200
    answer = server.post("/auth/register", body)
    assert answer.status == 201 and answer.json()["name"] == body["name"]


# Races and settings.

def test_fifty_registrations_at_once_make_one_user(server):
    person = server.new_person()
    spellings = [person.email, person.email.upper(), person.email.title()]

    def register(number):
        return server.post("/auth/register",
                           {"email": spellings[number % 3], "password": person.password}).status

    with ThreadPoolExecutor(50) as pool:
        statuses = sorted(pool.map(register, range(50)))
    assert statuses == [201] + [409] * 49
    assert server.logged_in(person)


def test_a_new_user_has_the_scope_that_the_settings_say(serve):
    server = serve({"registration.scope": "notes:read notes:write"})
    person = server.registered()
    pair = server.logged_in(person)
    assert pair["scope"] == "notes:read notes:write"
    assert server.me(pair["access_token"]).json()["scope"] == "notes:read notes:write"


def test_registration_can_be_switched_off(serve):
    server = serve({"registration.enabled": "false"})
    person = server.new_person()
    answer = server.post("/auth/register", {"email": person.email, "password": person.password})
    assert answer.status in (403, 404)
    assert server.post("/auth/login", {"email": person.email, "password": person.password}).status == 401


def test_the_shortest_password_is_a_setting(serve):
    server = serve({"passwords.min_length": "12"})
    person = server.new_person()
    answer = server.post("/auth/register", {"email": person.email, "password": "x9!kQz7%Wp3"})
    assert answer.types() == {("body", "password"): "string_too_short"}
    person.password = "x9!kQz7%Wp3&"
    server.registered(person)
