"""Pages of other origins: the configured ones may read answers, all others may not."""

import json
import re

import pytest

from wire import request_bytes

FRIENDLY = "https://app.example.com"
HOSTILE = "https://app.example.com.evil.test"
CORS = "Access-Control-"


@pytest.fixture(scope="module")
def shared(serve):
    return serve({"cors.origins": f"{FRIENDLY},http://localhost:3000"})


def cors_fields(answer):
    return {name: value for name, value in answer.fields if name.lower().startswith(CORS.lower())}


def preflight(server, origin, path="/auth/login", method="POST"):
    return server.request("OPTIONS", path, fields=[
        ("Origin", origin), (CORS + "Request-Method", method),
        (CORS + "Request-Headers", "authorization,content-type")])


@pytest.mark.parametrize("origin", [FRIENDLY, "http://localhost:3000"])
@pytest.mark.parametrize("path", ["/auth/login", "/users/me", "/oauth/token", "/nowhere"])
def test_a_preflight_of_a_configured_origin_is_granted(shared, origin, path):
    answer = preflight(shared, origin, path)
    assert answer.status == 204
    assert answer.one(CORS + "Allow-Origin") == origin
    assert {"GET", "POST", "PATCH"} <= set(answer.one(CORS + "Allow-Methods").split(", "))
    assert {"Authorization", "Content-Type"} <= set(answer.one(CORS + "Allow-Headers").split(", "))
    assert answer.one(CORS + "Max-Age").isdigit()
    assert answer.one(CORS + "Allow-Credentials") is None
    assert answer.one("Vary") == "Origin"


def document(server, fields):
    """Not by way of `request`, which takes what names a refresh token for a TokenPair."""
    with server.connect() as connection:
        return connection.send(request_bytes("GET", "/openapi.json", fields)).answer()


def test_answers_and_refusals_are_readable_by_a_configured_origin(shared):
    pair = shared.logged_in()
    origin = [("Origin", FRIENDLY)]
    answers = [
        shared.get("/users/me", token=pair["access_token"], fields=origin),
        shared.get("/users/me", fields=origin),
        shared.post("/auth/login", {}, fields=origin),
        shared.post("/oauth/token", form="grant_type=x", fields=origin),
        shared.get("/nowhere", fields=origin),
        shared.request("PUT", "/auth/login", fields=origin),
        document(shared, origin),
    ]
    assert [answer.status for answer in answers] == [200, 401, 422, 400, 404, 405, 200]
    for answer in answers:
        assert answer.one(CORS + "Allow-Origin") == FRIENDLY, answer.head
        exposed = answer.one(CORS + "Expose-Headers")
        assert {"WWW-Authenticate", "Location", "Retry-After", "X-Request-Id"} <= set(exposed.split(", "))
        assert answer.one("Vary") == "Origin"


@pytest.mark.parametrize("origin", [HOSTILE, "null", "https://APP.example.com", "*", "http://app.example.com"])
def test_other_origins_are_told_nothing(shared, origin):
    for answer in (preflight(shared, origin), shared.get("/healthz", fields=[("Origin", origin)])):
        assert cors_fields(answer) == {}
        assert answer.one("Vary") == "Origin"
    assert preflight(shared, origin).one("Allow") == "POST, OPTIONS"
    assert preflight(shared, origin, "/nowhere").status == 404


def test_two_origins_are_none(shared):
    answer = shared.get("/healthz", fields=[("Origin", FRIENDLY), ("Origin", FRIENDLY)])
    assert cors_fields(answer) == {}


def test_without_origins_there_is_no_cors_at_all(server):
    for answer in (preflight(server, FRIENDLY), server.get("/healthz", fields=[("Origin", FRIENDLY)])):
        assert cors_fields(answer) == {}
        assert answer.one("Vary") is None


def test_the_setting_is_no_longer_said_to_be_without_effect(shared):
    events = [json.loads(line) for line in shared.log().splitlines()]
    assert not [event for event in events if event.get("setting") == "cors.origins"]


def test_preflights_are_counted(shared):
    def answered_well():
        text = shared.get("/metrics").body.decode()
        return int(re.search(r'^cardea_http_answers_total\{class="2xx"\} (\d+)$', text, re.M)[1])
    before = answered_well()
    preflight(shared, FRIENDLY)
    assert answered_well() == before + 2  # the preflight, and the first look at the metrics
