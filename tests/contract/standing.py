"""Whether tokens stand or have ended, asked of the server."""

from tokens import claims_of

INVALID_TOKEN = 'Bearer realm="cardea", error="invalid_token"'


def session_of(pair):
    return claims_of(pair["access_token"])["sid"]


def user_of(pair):
    return claims_of(pair["access_token"])["sub"]


def bearer_is_refused(answer, detail="Invalid token"):
    assert (answer.status, answer.detail, answer.challenge) == (401, detail, INVALID_TOKEN), answer.head + answer.body


def access_is_dead(server, pair, detail="Invalid token"):
    bearer_is_refused(server.me(pair["access_token"]), detail)


def refresh_is_dead(server, pair):
    answer = server.post("/auth/refresh", {"refresh_token": pair["refresh_token"]})
    assert answer.status == 401 and answer.detail in ("Invalid token", "User not found"), answer.body
    assert answer.challenge == INVALID_TOKEN


def is_dead(server, pair, detail="Invalid token"):
    """Neither token of the pair is good for anything."""
    access_is_dead(server, pair, detail)
    refresh_is_dead(server, pair)


def lives(server, pair):
    """Both tokens work; answers the pair that the refresh token brought."""
    answer = server.me(pair["access_token"])
    assert answer.status == 200, answer.body
    newer = server.refreshed(pair["refresh_token"])
    assert server.me(newer["access_token"]).status == 200
    return newer
