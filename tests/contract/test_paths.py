"""Guard and router see one and the same path: no spelling of it slips between them."""

import pytest

from wire import check_invariants

REFUSED = ["//users/me", "/users//me", "/users/me//", "//", "/./users/me", "/users/./me", "/users/me/.",
           "/users/../users/me", "/../users/me", "/users/me/..", "/users/%2e/me", "/users/%2E%2E/users/me",
           "/users/.%2e/users/me", "/users/%2e./users/me", "/%2e%2e/etc/passwd", "/users%2fme", "/users%2Fme",
           "/users/me%2f", "/users%5cme", "/users\\me", "/users/me%00", "/users/%00/me", "/users/me%",
           "/users/me%2", "/users/%zzme", "/users/%u006de", "/users/m%ffe", "/users/m%c0%ae",
           "/users/%c1%ade", "/users/m%ed%a0%80"]
NOT_THERE = ["/Users/me", "/USERS/ME", "/users;x/me", "/%20users/me", "/.users/me"]
# What stands in the place of an id: somebody else's, and none that there is.
NOT_ME = ["/users/Me", "/users/me;", "/users/me;x=1", "/users/me.json", "/users/me%20", "/users/me,", "/users/me*",
          "/users/me%3b", "/users/me%3fx", "/users/me%23", "/users/%EF%BD%8De", "/users/me...", "/users/me&x=1"]


def ask(server, path, token=None):
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    with server.connect() as connection:
        connection.send(f"GET {path} HTTP/1.1\r\nHost: cardea.test\r\n{authorization}\r\n".encode("latin-1"))
        answer = connection.answer()
    check_invariants(answer, "/")
    return answer


@pytest.mark.parametrize("path", REFUSED)
def test_a_path_with_two_readings_is_400(server, pair, path):
    for token in (None, pair["access_token"]):
        assert ask(server, path, token).status == 400


@pytest.mark.parametrize("path", NOT_THERE)
def test_a_path_that_only_resembles_is_404(server, pair, path):
    for token in (None, pair["access_token"]):
        assert ask(server, path, token).status == 404


@pytest.mark.parametrize("path", NOT_ME)
def test_a_path_that_only_resembles_is_not_the_callers_own(server, pair, path):
    assert ask(server, path).status == 401
    assert ask(server, path, pair["access_token"]).status == 403


@pytest.mark.parametrize("path", ["/users/%6de", "/%75sers/me", "/users/m%65/"])
def test_an_encoded_letter_is_that_letter_and_guarded_alike(server, pair, path):
    # RFC 3986 section 6.2.2.2: the same resource; where it is served, it is guarded.
    assert ask(server, path).status in (401, 404)
    assert ask(server, path, pair["access_token"]).status in (200, 404)


def test_an_absolute_target_does_not_name_another_resource(server, pair):
    answer = ask(server, "http://cardea.test/users/me")
    assert answer.status in (400, 401)


@pytest.mark.parametrize("query", ["?", "?a=b&a=c", "?%zz", "?//", "?../..", "?a=%00", "?" + "x" * 4000, "?a?b=/"])
def test_a_query_does_not_change_the_path(server, pair, query):
    assert ask(server, "/users/me" + query).status in (400, 401)
    assert ask(server, "/users/me" + query, pair["access_token"]).status in (200, 400)
