"""POST /auth/refresh: one successor a token, retries and races included; reuse ends the session."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tokens import claims_of

REFUSED = 'Bearer realm="cardea", error="invalid_token"'


def refused(server, refresh_token):
    answer = server.post("/auth/refresh", {"refresh_token": refresh_token})
    assert (answer.status, answer.detail) == (401, "Invalid token"), answer.body
    assert answer.challenge == REFUSED


def test_rotates_the_token_and_keeps_the_session(server, pair):
    new = server.refreshed(pair["refresh_token"])
    assert list(new) == ["access_token", "token_type", "expires_in", "refresh_token", "scope"]
    assert new["refresh_token"] != pair["refresh_token"]
    assert server.me(new["access_token"]).status == 200
    old_claims, new_claims = claims_of(pair["access_token"]), claims_of(new["access_token"])
    for name in ("sub", "sid", "auth_time", "amr", "client_id", "iss", "aud", "scope"):
        assert old_claims[name] == new_claims[name], name
    assert old_claims["jti"] != new_claims["jti"]
    assert server.me(pair["access_token"]).status == 200, "the older access token lives its time"


def test_a_chain_of_refreshes_goes_on(server, pair):
    seen = {pair["refresh_token"]}
    for _ in range(10):
        pair = server.refreshed(pair["refresh_token"])
        assert pair["refresh_token"] not in seen
        seen.add(pair["refresh_token"])
    assert server.me(pair["access_token"]).status == 200


def test_a_retry_within_the_grace_time_gets_the_same_successor(server, pair):
    successors = {server.refreshed(pair["refresh_token"])["refresh_token"] for _ in range(3)}
    assert len(successors) == 1
    next_one = server.refreshed(successors.pop())
    assert server.me(next_one["access_token"]).status == 200


def test_a_retry_survives_that_the_successor_was_used(server, pair):
    successor = server.refreshed(pair["refresh_token"])["refresh_token"]
    third = server.refreshed(successor)["refresh_token"]
    again = server.refreshed(pair["refresh_token"])["refresh_token"]
    assert again == successor
    assert server.refreshed(third)


def test_fifty_refreshes_at_once_have_one_successor(server, pair):
    with ThreadPoolExecutor(50) as pool:
        pairs = list(pool.map(lambda _: server.refreshed(pair["refresh_token"]), range(50)))
    assert len({pair["refresh_token"] for pair in pairs}) == 1
    assert all(server.me(pair["access_token"]).status == 200 for pair in pairs[:5])
    assert server.refreshed(pairs[0]["refresh_token"])


def test_both_doors_share_the_one_successor(server, pair):
    token = pair["refresh_token"]

    def refresh(number):
        if number % 2:
            return server.refreshed(token)["refresh_token"]
        answer = server.post("/oauth/token", form=f"grant_type=refresh_token&refresh_token={token}")
        assert answer.status == 200, answer.body
        return answer.json()["refresh_token"]

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(refresh, range(16)))) == 1


def test_reuse_after_the_grace_time_ends_the_session(serve):
    server = serve({"tokens.refresh_grace": "1s"})
    person = server.registered()
    stolen, bystander = server.logged_in(person), server.logged_in(person)
    successor = server.refreshed(stolen["refresh_token"])
    assert server.refreshed(stolen["refresh_token"])["refresh_token"] == successor["refresh_token"]
    time.sleep(2.1)
    refused(server, stolen["refresh_token"])
    refused(server, successor["refresh_token"])
    for pair in (stolen, successor):
        answer = server.me(pair["access_token"])
        assert (answer.status, answer.detail) == (401, "Invalid token")
    assert server.me(bystander["access_token"]).status == 200, "another session is not touched"
    assert server.refreshed(bystander["refresh_token"])


def test_the_grace_time_counts_from_the_first_use(serve):
    server = serve({"tokens.refresh_grace": "2s"})
    pair = server.logged_in()
    server.refreshed(pair["refresh_token"])
    for _ in range(2):  # Retries must not stretch it.
        time.sleep(0.9)
        server.post("/auth/refresh", {"refresh_token": pair["refresh_token"]})
    time.sleep(1.3)
    refused(server, pair["refresh_token"])


def test_without_a_grace_time_the_first_use_is_the_last(serve):
    server = serve({"tokens.refresh_grace": "0s"})
    pair = server.logged_in()
    successor = server.refreshed(pair["refresh_token"])
    refused(server, pair["refresh_token"])
    refused(server, successor["refresh_token"])


@pytest.mark.parametrize("token", [
    "cdr_" + "A" * 43, "cdr_", "cdr_x", "", "x", "cdr_" + "A" * 60000, "CDR_" + "A" * 43,
    "cdr_" + "%" * 43, "cdr_\u00e4\u0000", "' OR 1=1 --", "a.b.c"], ids=lambda token: ascii(token)[:16])
def test_what_is_no_refresh_token_is_refused(server, token):
    answer = server.post("/auth/refresh", {"refresh_token": token})
    assert answer.status in (401, 422)
    if answer.status == 401:
        assert (answer.detail, answer.challenge) == ("Invalid token", REFUSED)
    else:
        assert not token.startswith("cdr_A"), "a well-formed token is refused, not faulted"


def test_a_refresh_token_is_compared_whole(server, pair):
    token = pair["refresh_token"]
    changed = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    for other in (changed, token + "A", token.swapcase(), " " + token):
        answer = server.post("/auth/refresh", {"refresh_token": other})
        assert answer.status in (401, 422), other
    assert server.refreshed(token), "guesses do not end the session"


def test_an_access_token_is_no_refresh_token(server, pair):
    refused(server, pair["access_token"])
    answer = server.post("/oauth/token",
                         form=f"grant_type=refresh_token&refresh_token={pair['access_token']}")
    assert (answer.status, answer.json()["error"]) == (400, "invalid_grant")


def test_a_bearer_token_alone_refreshes_nothing(server, pair):
    assert server.post("/auth/refresh", {}, token=pair["access_token"]).status == 422


def test_a_session_ends_when_it_idles_too_long(serve):
    server = serve({"tokens.refresh_idle_ttl": "3s", "tokens.access_ttl": "1s", "tokens.refresh_grace": "1s"})
    pair = server.logged_in()
    time.sleep(1.2)  # Times are whole seconds, so one of three may be gone already.
    pair = server.refreshed(pair["refresh_token"])
    time.sleep(4.1)
    refused(server, pair["refresh_token"])


def test_a_session_ends_at_its_absolute_age_however_busy(serve):
    server = serve({"tokens.refresh_ttl": "4s", "tokens.refresh_idle_ttl": "3s", "tokens.access_ttl": "1s",
                    "tokens.refresh_grace": "1s"})
    pair = server.logged_in()
    deadline = time.monotonic() + 5.2
    while time.monotonic() < deadline:
        answer = server.post("/auth/refresh", {"refresh_token": pair["refresh_token"]})
        if answer.status == 401:
            return
        pair = answer.json()
        time.sleep(0.4)
    raise AssertionError("a session outlives its absolute age")


def test_of_a_hundred_and_one_sessions_the_oldest_ends(server):
    person = server.registered()
    pairs = [server.logged_in(person) for _ in range(101)]
    refused(server, pairs[0]["refresh_token"])
    answer = server.me(pairs[0]["access_token"])
    assert (answer.status, answer.detail) == (401, "Invalid token")
    assert server.refreshed(pairs[1]["refresh_token"])
    assert server.refreshed(pairs[100]["refresh_token"])


def test_no_refresh_token_is_stored_in_clear(server, pair):
    successor = server.refreshed(pair["refresh_token"])["refresh_token"]
    stored = b"".join(path.read_bytes() for path in server.folder.glob("cardea.db*"))
    for token in (pair["refresh_token"], successor):
        assert token.encode() not in stored and token[4:].encode() not in stored
