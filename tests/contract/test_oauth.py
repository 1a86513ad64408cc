"""POST /oauth/token with the password and refresh_token grants: RFC 6749 for the public client."""

from urllib.parse import urlencode

import pytest

from tokens import claims_of

# What Swagger UI's Authorize sends: an empty id and an empty secret.
EMPTY_BASIC = [("Authorization", "Basic Og==")]


def grant(server, fields=(), **parameters):
    return server.post("/oauth/token", form=urlencode(parameters), fields=fields)


def password_grant(server, person, fields=(), **more):
    return grant(server, fields, grant_type="password", username=person.email,
                 password=person.password, **more)


@pytest.mark.parametrize("fields, more", [
    ([], {}),
    ([], {"client_id": "cardea"}),
    ([], {"client_id": "", "client_secret": "", "scope": ""}),
    (EMPTY_BASIC, {"scope": ""}),
    (EMPTY_BASIC, {"scope": "", "client_id": "", "client_secret": ""}),
    ([], {"an_unknown_parameter": "is ignored"}),
], ids=["bare", "client_named", "empty_parameters", "swagger_ui", "swagger_ui_with_form", "unknown_parameter"])
def test_a_password_is_a_grant_for_the_public_client(server, person, fields, more):
    answer = password_grant(server, person, fields, **more)
    assert answer.status == 200, answer.body
    pair = answer.json()
    assert list(pair) == ["access_token", "token_type", "expires_in", "refresh_token", "scope"]
    assert pair["token_type"] == "Bearer" and pair["scope"] == ""
    assert answer.one("Content-Type").split(";")[0] == "application/json"
    assert server.me(pair["access_token"]).json()["id"] == person.id
    assert claims_of(pair["access_token"])["client_id"] == "cardea"


def test_the_trailing_slash_is_the_same_endpoint(server, person):
    form = urlencode({"grant_type": "password", "username": person.email, "password": person.password})
    assert server.post("/oauth/token/", form=form).status == 200


def test_form_encoding_is_undone(server):
    person = server.new_person()
    person.password = "violet+otter & canyon=100% é"
    server.registered(person)
    assert password_grant(server, person).status == 200
    person.email = f" {person.email.upper()} "
    assert password_grant(server, person).status == 200


def test_a_refresh_token_is_a_grant(server, pair):
    answer = grant(server, grant_type="refresh_token", refresh_token=pair["refresh_token"])
    assert answer.status == 200, answer.body
    new = answer.json()
    assert new["refresh_token"] != pair["refresh_token"]
    assert server.me(new["access_token"]).status == 200
    assert claims_of(new["access_token"])["sid"] == claims_of(pair["access_token"])["sid"]
    assert server.refreshed(new["refresh_token"])


@pytest.mark.parametrize("form, error", [
    ("", "invalid_request"),
    ("grant_type=", "invalid_request"),
    ("grant_type=password", "invalid_request"),
    ("grant_type=password&username=a%40example.com", "invalid_request"),
    ("grant_type=password&username=&password=x", "invalid_request"),
    ("grant_type=refresh_token", "invalid_request"),
    ("grant_type=refresh_token&refresh_token=", "invalid_request"),
    ("grant_type=magic", "unsupported_grant_type"),
    ("grant_type=Password&username=a%40example.com&password=x", "unsupported_grant_type"),
    ("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer", "unsupported_grant_type"),
    ("grant_type=password&username=nobody%40example.com&password=x", "invalid_grant"),
    ("grant_type=refresh_token&refresh_token=cdr_" + "A" * 43, "invalid_grant"),
    ("grant_type=refresh_token&refresh_token=x", "invalid_grant"),
    ("grant_type=password&grant_type=password&username=a%40example.com&password=x", "invalid_request"),
    ("grant_type=password&username=a%40example.com&password=x&password=y", "invalid_request"),
    ("grant_type=password&username=a%40example.com&password=%zz", "invalid_request"),
    ("grant_type=password&username=a%40example.com&password=%ff", "invalid_request"),
], ids=["nothing", "no_grant", "no_values", "no_password", "empty_username", "no_token", "empty_token",
        "unknown_grant", "case_of_a_grant", "jwt_bearer", "nobody", "unknown_token", "no_refresh_token",
        "grant_twice", "password_twice", "bad_encoding", "no_utf8"])
def test_refusals_are_those_of_rfc_6749(server, form, error):
    answer = server.post("/oauth/token", form=form,
                         fields=[("Content-Type", "application/x-www-form-urlencoded")])
    assert (answer.status, answer.json()["error"]) == (400, error), answer.body


def test_a_wrong_password_a_nobody_and_a_disabled_user_look_alike(server):
    person, disabled = server.registered(), server.registered()
    assert server.run("users", "disable", disabled.email).code == 0
    answers = set()
    for email, password in ((person.email, "wrong password here"), ("nobody@example.com", "x y z 1 2 3"),
                            (disabled.email, disabled.password)):
        answer = grant(server, [("X-Request-Id", "the-same")], grant_type="password", username=email,
                       password=password)
        assert (answer.status, answer.json()["error"]) == (400, "invalid_grant")
        answers.add(answer.without("Date"))
    assert len(answers) == 1, answers


@pytest.mark.parametrize("credential", ["bm9ib2R5OnNlY3JldA==", "Y2FyZGVhOnNlY3JldA=="],
                         ids=["unknown_client", "secret_for_the_public_client"])
def test_a_client_that_used_basic_in_vain_is_401(server, person, credential):
    answer = password_grant(server, person, [("Authorization", f"Basic {credential}")])
    assert (answer.status, answer.json()["error"]) == (401, "invalid_client")
    assert answer.challenge == 'Basic realm="cardea"'


@pytest.mark.parametrize("more", [{"client_id": "nobody"}, {"client_id": "nobody", "client_secret": "x"},
                                  {"client_id": "cardea", "client_secret": "guess"}], ids=str)
def test_an_unknown_client_in_the_form_is_refused(server, person, more):
    answer = password_grant(server, person, **more)
    assert answer.status in (400, 401) and answer.json()["error"] == "invalid_client"


@pytest.mark.parametrize("credential", ["Basic", "Basic !!!", "Basic Og", "Basic Zm9v", "Basic /w==", "Bearer abc"])
def test_a_broken_client_credential_is_refused(server, person, credential):
    answer = password_grant(server, person, [("Authorization", credential)])
    assert answer.status in (400, 401), answer.body
    assert answer.json()["error"] in ("invalid_client", "invalid_request")


def test_a_scope_that_the_user_lacks_is_never_granted(server, person):
    answer = password_grant(server, person, scope="users:write")
    if answer.status == 200:
        assert answer.json()["scope"] == ""
        assert claims_of(answer.json()["access_token"])["scope"] == ""
    else:
        assert (answer.status, answer.json()["error"]) == (400, "invalid_scope")


def test_the_scope_told_is_the_scope_granted(server):
    person = server.registered()
    assert server.run("users", "scope", person.email, "notes:read notes:write").code == 0
    pair = password_grant(server, person, scope="notes:read").json()
    # RFC 6749 section 3.3: the server may ignore what was asked for, if it says so.
    assert pair["scope"] in ("notes:read", "notes:read notes:write")
    assert claims_of(pair["access_token"])["scope"] == pair["scope"]
    new = grant(server, grant_type="refresh_token", refresh_token=pair["refresh_token"]).json()
    assert new["scope"] == claims_of(new["access_token"])["scope"] == pair["scope"]


def test_parameters_in_the_query_are_not_read(server, person):
    query = urlencode({"grant_type": "password", "username": person.email, "password": person.password})
    answer = server.request("POST", f"/oauth/token?{query}", form="x=1")
    assert (answer.status, answer.json()["error"]) == (400, "invalid_request")


def test_the_password_grant_can_be_switched_off(serve):
    server = serve({"oauth.password_grant": "false"})
    person = server.registered()
    answer = password_grant(server, person)
    assert answer.status == 400
    assert answer.json()["error"] in ("unsupported_grant_type", "unauthorized_client")
    pair = server.logged_in(person)
    assert grant(server, grant_type="refresh_token", refresh_token=pair["refresh_token"]).status == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_only_post_asks_for_tokens(server, method):
    answer = server.request(method, "/oauth/token")
    assert answer.status == 405 and "POST" in answer.one("Allow")
