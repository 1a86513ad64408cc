"""Under test: sets of keys, published by one side and read by the other; a `kid` finds its key."""

import json

import pytest

from library import HMAC, KINDS, Key, Refused, alg_of
from pairs import in_form, new_key
from with_cardea import OURS

CLAIMS = {"sub": "ada", "exp": 4_000_000_000}
PAIRS = tuple(kind for kind in KINDS if kind not in HMAC)
OUR_PAIRS = tuple(kind for kind in PAIRS if kind in OURS.kinds)


@pytest.fixture(scope="module")
def our_set():
    """The public keys of all our algorithms, as we publish them."""
    private = json.dumps({"keys": [new_key(OURS, kind).jwk for kind in OUR_PAIRS]})
    return json.loads(OURS.ask("write", Key("own_keys", private), to="jwk_set")["text"])


def named(jwk, kid, **members):
    return {**jwk, "kid": kid, **members}


def test_a_set_of_ours_has_no_private_member(our_set):
    assert [jwk["alg"] for jwk in our_set["keys"]] == [alg_of(kind) for kind in OUR_PAIRS]
    for jwk in our_set["keys"]:
        assert set(jwk) <= {"kty", "crv", "x", "y", "n", "e", "kid", "alg", "use"}


@pytest.mark.parametrize("kind", OUR_PAIRS)
def test_others_find_our_key_in_our_set(kind, our_set, jose, jwcrypto):
    token = OURS.sign_claims(new_key(OURS, kind), kind, CLAIMS)
    (verdict,) = jose.verify_by_set(our_set, [token])
    assert verdict["claims"] == CLAIMS
    assert jwcrypto.verify_by_set(our_set, token)[1] == CLAIMS


def test_others_find_no_key_of_ours_for_a_foreign_name(our_set, jose, jwcrypto):
    token = OURS.sign(new_key(OURS, "ES256"), "ES256", {"kid": "another"}, CLAIMS)
    (verdict,) = jose.verify_by_set(our_set, [token])
    assert verdict["refused"] == "ERR_JWKS_NO_MATCHING_KEY"
    assert isinstance(jwcrypto.verify_by_set(our_set, token), Refused)


def test_we_find_their_keys_in_their_set(jose, jwcrypto):
    for library in (jose, jwcrypto):
        keys = [named(in_form(library, kind, "public_jwk").jwk, f"key {kind}", alg=alg_of(kind)) for kind in PAIRS]
        published = Key("jwk_set", jwcrypto.jwk_set([Key("public_jwk", json.dumps(jwk)) for jwk in keys]))
        for kind in PAIRS:
            token = library.sign(new_key(library, kind), kind, {"kid": f"key {kind}"}, CLAIMS)
            assert OURS.claims(published, None, token) == CLAIMS
            token = library.sign(new_key(library, kind), kind, {"kid": "another"}, CLAIMS)
            assert OURS.refusal(published, None, token) == "key"
            token = library.sign(new_key(library, kind), kind, {"kid": "key ES256"}, CLAIMS)
            if kind != "ES256":
                assert OURS.refusal(published, None, token) == "algorithm"


def test_a_token_without_a_name_needs_one_key_that_fits(jose):
    one, other = (in_form(jose, "ES256", "public_jwk").jwk,
                  jose.rewritten(new_key(jose, "ES256", number=1), "ES256", "public_jwk").jwk)
    token = jose.sign(new_key(jose, "ES256"), "ES256", {}, CLAIMS)
    edwards = in_form(jose, "Ed25519", "public_jwk").jwk
    assert OURS.claims(as_set(one, edwards), None, token) == CLAIMS
    assert OURS.refusal(as_set(one, other), None, token) == "key"
    assert OURS.refusal(as_set(edwards), None, token) == "key"
    assert OURS.refusal(as_set(named(one, "a"), named(other, "a")), None,
                        jose.sign(new_key(jose, "ES256"), "ES256", {"kid": "a"}, CLAIMS)) == "key"


def test_what_is_of_no_use_in_a_set_is_left_out(jose, jwcrypto):
    """RFC 7517 section 5: a reader ignores keys that it does not understand."""
    usable = in_form(jose, "ES256", "public_jwk").jwk
    others = [jwcrypto.key_to_agree_with().jwk, jwcrypto.weak_rsa().jwk, {"kty": "unheard-of"},
              named(in_form(jose, "RS256", "public_jwk").jwk, "e", use="enc"), new_key(jose, "HS256").jwk]
    token = jose.sign(new_key(jose, "ES256"), "ES256", {}, CLAIMS)
    assert OURS.claims(as_set(*others, usable), None, token) == CLAIMS
    with pytest.raises(Refused, match="^invalid_key"):
        OURS.claims(as_set(*others), None, token)


def test_a_set_of_secrets_is_read_only_as_our_own(jose):
    keys = [named(new_key(jose, kind).jwk, kind, alg=kind) for kind in HMAC]
    token = jose.sign(new_key(jose, "HS384"), "HS384", {"kid": "HS384"}, CLAIMS)
    assert OURS.claims(Key("own_keys", json.dumps({"keys": keys})), None, token) == CLAIMS
    with pytest.raises(Refused, match="^invalid_key"):
        OURS.claims(as_set(*keys), None, token)
    mixed = [*keys, in_form(jose, "ES256", "public_jwk").jwk]
    assert OURS.refusal(Key("own_keys", json.dumps({"keys": mixed})), None, token) == "key"


def as_set(*jwks):
    return Key("jwk_set", json.dumps({"keys": jwks}))
