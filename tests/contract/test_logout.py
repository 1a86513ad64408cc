"""POST /auth/logout: the session's tokens stop before the answer leaves."""

import pytest

BARE = 'Bearer realm="cardea"'


def is_over(server, pair):
    answer = server.me(pair["access_token"])
    assert answer.status == 200 or answer.detail == "Invalid token"
    return answer.status == 401


def cannot_refresh(server, pair):
    return server.post("/auth/refresh", {"refresh_token": pair["refresh_token"]}).status == 401


@pytest.mark.parametrize("path", ["/auth/logout", "/auth/logout/"])
def test_a_bearer_token_ends_its_session(server, person, path):
    pair, other = server.logged_in(person), server.logged_in(person)
    answer = server.post(path, token=pair["access_token"])
    assert answer.status == 204 and answer.body == b""
    assert is_over(server, pair) and cannot_refresh(server, pair)
    assert not is_over(server, other), "another session of the same user lives on"
    assert server.refreshed(other["refresh_token"])


def test_a_refresh_token_ends_its_session(server, pair):
    assert server.post("/auth/logout", {"refresh_token": pair["refresh_token"]}).status == 204
    assert is_over(server, pair) and cannot_refresh(server, pair)


def test_a_refreshed_sessions_tokens_all_end(server, pair):
    newer = server.refreshed(pair["refresh_token"])
    assert server.post("/auth/logout", {"refresh_token": newer["refresh_token"]}).status == 204
    assert is_over(server, pair) and is_over(server, newer)
    assert cannot_refresh(server, newer)
    assert cannot_refresh(server, pair), "not even within the grace time"


def test_a_retry_of_a_logout_with_a_refresh_token_is_204(server, pair):
    for _ in range(2):
        assert server.post("/auth/logout", {"refresh_token": pair["refresh_token"]}).status == 204


def test_a_bearer_token_that_ended_cannot_log_out_again(server, pair):
    assert server.post("/auth/logout", token=pair["access_token"]).status == 204
    answer = server.post("/auth/logout", token=pair["access_token"])
    assert (answer.status, answer.detail) == (401, "Invalid token")


@pytest.mark.parametrize("token", ["cdr_" + "A" * 43, "nothing", ""], ids=["unknown", "no_token", "empty"])
def test_an_unknown_refresh_token_is_204(server, token):
    assert server.post("/auth/logout", {"refresh_token": token}).status == 204


@pytest.mark.parametrize("body", [b"", b"{}"], ids=["no_body", "empty_object"])
def test_neither_is_401(server, body):
    answer = server.post("/auth/logout", body=body)
    assert (answer.status, answer.detail, answer.challenge) == (401, "Not authenticated", BARE)


def test_curl_sends_no_length_with_an_empty_post(server, pair):
    with server.connect() as connection:
        connection.send(f"POST /auth/logout HTTP/1.1\r\nHost: cardea.test\r\nUser-Agent: curl/7.88.1\r\n"
                        f"Accept: */*\r\nAuthorization: Bearer {pair['access_token']}\r\n\r\n".encode())
        assert connection.answer().status == 204
        assert server.get("/healthz", connection=connection).status == 200


def test_a_bad_bearer_is_401_whatever_the_body(server, pair):
    for body in ({"refresh_token": pair["refresh_token"]}, {"x": 1}, {}):
        answer = server.post("/auth/logout", body, token="abc")
        assert (answer.status, answer.detail) == (401, "Invalid token")
    answer = server.post("/auth/logout", {"refresh_token": pair["refresh_token"]},
                         fields=[("Authorization", "Basic Og==")])
    assert (answer.status, answer.detail) == (401, "Invalid authentication credentials")
    assert not is_over(server, pair)


def test_a_good_bearer_decides_over_the_body(server, person):
    mine, other = server.logged_in(person), server.logged_in()
    assert server.post("/auth/logout", {"refresh_token": other["refresh_token"]},
                       token=mine["access_token"]).status == 204
    assert is_over(server, mine)
    assert not is_over(server, other) and server.refreshed(other["refresh_token"])


def test_an_unknown_member_is_422(server, pair):
    answer = server.post("/auth/logout", {"refresh_token": pair["refresh_token"], "everywhere": True})
    assert answer.types() == {("body", "everywhere"): "extra_forbidden"}
    assert not is_over(server, pair)


def test_an_access_token_in_the_body_ends_nothing(server, pair):
    assert server.post("/auth/logout", {"refresh_token": pair["access_token"]}).status == 204
    assert not is_over(server, pair)


def test_a_disabled_user_logging_out_is_not_found(server):
    person = server.registered()
    pair = server.logged_in(person)
    assert server.run("users", "disable", person.email).code == 0
    answer = server.post("/auth/logout", token=pair["access_token"])
    assert (answer.status, answer.detail) == (401, "User not found")


def test_logout_all_ends_every_session_of_this_user(server, person):
    stranger = server.logged_in()
    pairs = [server.logged_in(person) for _ in range(3)]
    answer = server.post("/auth/logout-all", token=pairs[0]["access_token"])
    assert answer.status == 204
    assert all(is_over(server, pair) and cannot_refresh(server, pair) for pair in pairs)
    assert not is_over(server, stranger)
    assert server.logged_in(person)
