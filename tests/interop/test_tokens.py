"""Under test: tokens that one side signs and the other believes, for every algorithm of both."""

import pytest

from library import Refused, alg_of, part
from pairs import new_key, to_verify_with
from with_cardea import OURS

CLAIMS = {"iss": "https://id.test", "sub": "ada", "aud": ["notes", "mail"], "exp": 4_000_000_000,
          "nbf": 1_600_000_000, "iat": 1_600_000_000, "jti": "4f2c", "client_id": "app",
          "scope": "notes:read notes:write", "sid": "s1", "auth_time": 1_599_999_999, "amr": ["pwd", "otp"]}
# What VerifiedClaims gives back: all but `nbf`, which has done its work.
BELIEVED = {name: value for name, value in CLAIMS.items() if name != "nbf"}


def test_we_believe_a_token_of_theirs(library, kind):
    token = library.sign(new_key(library, kind), kind, {"typ": library.type, "kid": "their-key"}, CLAIMS)
    header = part(token, 0)
    assert (header["alg"], header["typ"], header["kid"]) == (alg_of(kind), library.type, "their-key")
    key = to_verify_with(library, kind, OURS)
    options = {"kid": "their-key", "issuer": "https://id.test", "audience": "mail", "type": library.type}
    assert OURS.claims(key, kind, token, **options) == BELIEVED
    assert OURS.refusal(key, kind, token, **options | {"kid": "another"}) == "key"
    assert OURS.refusal(key, kind, token, **options | {"issuer": "https://id.tes"}) == "issuer"
    assert OURS.refusal(key, kind, token, **options | {"audience": "not"}) == "audience"
    assert OURS.refusal(key, kind, token, **options | {"type": "logout+jwt"}) == "type"
    assert OURS.refusal(key, kind, token, **options | {"now": CLAIMS["exp"]}) == "expired"
    assert OURS.refusal(key, kind, token, **options | {"now": CLAIMS["nbf"] - 1}) == "not_yet_valid"


def test_they_believe_a_token_of_ours(library, kind):
    maker = OURS if kind in OURS.kinds else library  # of Ed448 we read keys and make none
    key = new_key(maker, kind)
    token = OURS.sign_claims(key, kind, CLAIMS, type=library.type)
    header, claims = library.verify(to_verify_with(maker, kind, library), kind, token)
    assert claims == CLAIMS
    assert header == {"alg": alg_of(kind), "typ": library.type, "kid": OURS.thumbprint(key, kind)}


def test_we_refuse_a_token_that_another_key_signed(library, kind):
    token = library.sign(new_key(library, kind, number=1), kind, {"typ": "JWT"}, CLAIMS)
    assert OURS.refusal(to_verify_with(library, kind, OURS), kind, token) == "signature"


def test_they_refuse_a_token_of_ours_that_another_key_signed(library, kind):
    token = OURS.sign(new_key(library, kind, number=1), kind, {"typ": "JWT"}, CLAIMS)
    with pytest.raises(Refused):
        library.verify(to_verify_with(library, kind, library), kind, token)


def test_libjwt_takes_no_type_but_its_own(libjwt):
    """RFC 7515 section 4.1.9 leaves `typ` to applications: `at+jwt` is RFC 9068's."""
    key = new_key(libjwt, "ES256")
    assert part(libjwt.sign(key, "ES256", {"typ": "at+jwt"}, CLAIMS), 0)["typ"] == "JWT"
    with pytest.raises(Refused):
        libjwt.verify(to_verify_with(libjwt, "ES256", libjwt), "ES256",
                      OURS.sign_claims(key, "ES256", CLAIMS, type="at+jwt"))
