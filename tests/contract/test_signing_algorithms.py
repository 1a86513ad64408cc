"""`tokens.algorithm`: what the server signs with each is verified by PyJWT with the published keys,
and by `cardea tokens verify` with the exported ones."""

import json

import jwt
import pytest

from served import Cardea
from signing import fed
from tokens import claims_of, header_of

PUBLISHED = {
    "ES256": {"kty": "EC", "crv": "P-256"},
    "EdDSA": {"kty": "OKP", "crv": "Ed25519"},
    "RS256": {"kty": "RSA", "e": "AQAB"},
    "PS256": {"kty": "RSA", "e": "AQAB"},
}
MEMBERS = {"EC": {"crv", "x", "y"}, "OKP": {"crv", "x"}, "RSA": {"n", "e"}}


@pytest.fixture
def desk(tmp_path):
    cardea = Cardea(tmp_path)
    yield cardea
    cardea.finish()


def served_with(desk, algorithm):
    """The same database, from now on with this algorithm."""
    if desk.is_alive():
        assert desk.stop() == 0, desk.log()
    desk.settings["tokens.algorithm"] = algorithm
    return desk.start()


def key_set_of(server):
    return server.get("/.well-known/jwks.json").json()


def believed_by_pyjwt(token, server):
    key_set = jwt.PyJWKSet.from_dict(key_set_of(server))
    (key,) = [key for key in key_set.keys if key.key_id == header_of(token)["kid"]]
    issuer = f"http://127.0.0.1:{server.port}"
    return jwt.decode(token, key.key, [header_of(token)["alg"]], issuer=issuer, audience=issuer)


def exported(desk, *flags):
    run = desk.run("keys", "export", *flags)
    assert (run.code, run.err) == (0, ""), run
    return run.out


@pytest.mark.parametrize("algorithm", PUBLISHED)
def test_others_verify_what_is_signed(desk, algorithm):
    server = served_with(desk, algorithm)
    jwk = server.jwk()
    kind = PUBLISHED[algorithm]
    assert {name: jwk[name] for name in kind} == kind and (jwk["alg"], jwk["use"]) == (algorithm, "sig")
    assert set(jwk) == MEMBERS[jwk["kty"]] | {"kty", "kid", "alg", "use"}, "no private member, no surprise"
    token = server.logged_in()["access_token"]
    assert header_of(token) == {"alg": algorithm, "typ": "at+jwt", "kid": jwk["kid"]}
    assert believed_by_pyjwt(token, server) == claims_of(token)
    assert server.me(token).status == 200
    server.restart()
    assert server.jwk() == jwk and server.me(token).status == 200


@pytest.mark.parametrize("algorithm", PUBLISHED)
def test_the_exported_keys_are_the_published_ones(desk, algorithm, tmp_path):
    server = served_with(desk, algorithm)
    token = server.logged_in()["access_token"]
    assert json.loads(exported(desk)) == json.loads(exported(desk, "--jwks")) == key_set_of(server)
    issuer = f"http://127.0.0.1:{server.port}"
    (tmp_path / "keys.json").write_text(exported(desk), encoding="utf-8")
    code, out, err = fed(token, "tokens", "verify", "--jwks", str(tmp_path / "keys.json"), "--algorithms", algorithm,
                         "--issuer", issuer, "--audience", issuer, "--type", "at+jwt", "--require", "exp,sub,sid")
    assert (code, err) == (0, "") and json.loads(out[3:]) == claims_of(token)
    pem = exported(desk, "--pem")
    assert pem.startswith("-----BEGIN PUBLIC KEY-----\n") and pem.count("-----BEGIN") == 1 and "PRIVATE" not in pem
    assert jwt.decode(token, pem, [algorithm], audience=issuer) == claims_of(token)
    (tmp_path / "key.pem").write_text(pem, encoding="utf-8")
    assert fed(token, "tokens", "verify", "--jwks", str(tmp_path / "key.pem")) == (0, out, "")


def test_another_algorithm_retires_the_key_and_its_tokens_live_on(desk):
    server = served_with(desk, "ES256")
    old_jwk, pair = server.jwk(), server.logged_in()
    for algorithm in ("RS256", "EdDSA", "PS256"):
        server = served_with(desk, algorithm)
        assert [key["alg"] for key in key_set_of(server)["keys"]][0] == algorithm
        assert old_jwk in key_set_of(server)["keys"]
        assert believed_by_pyjwt(pair["access_token"], server) and server.me(pair["access_token"]).status == 200
        pair = {**pair, **server.refreshed(pair["refresh_token"]), "access_token": pair["access_token"]}
    rows = json.loads(desk.run("keys", "list", "--json").out)
    assert sorted((row["algorithm"], row["retired_at"] is None) for row in rows) == [
        ("ES256", False), ("EdDSA", False), ("PS256", True), ("RS256", False)]
    assert exported(desk, "--pem").count("-----BEGIN PUBLIC KEY-----") == 4


def test_a_secret_ends_the_tokens_of_public_keys_and_publishes_none(desk):
    server = served_with(desk, "EdDSA")
    pair = server.logged_in()
    server = served_with(desk, "HS256")
    assert server.me(pair["access_token"]).status == 401 and key_set_of(server) == {"keys": []}
    assert server.me(server.refreshed(pair["refresh_token"])["access_token"]).status == 200, "the session lives on"
    for flags in ((), ("--pem",)):
        run = desk.run("keys", "export", *flags)
        assert (run.code, run.out) == (1, "") and "HS256" in run.err and run.err.count("\n") == 1


def test_export_makes_no_key_and_changes_none(desk):
    run = desk.run("keys", "export")
    assert (run.code, run.out) == (1, "") and "cardea serve" in run.err
    assert not (desk.folder / "cardea.key").exists() and desk.run("keys", "list").out == ""
    served_with(desk, "ES256")
    rows = desk.run("keys", "list", "--json").out
    assert json.loads(exported(desk, "--tokens.algorithm", "RS256"))["keys"][0]["alg"] == "ES256"
    assert desk.run("keys", "list", "--json").out == rows
    assert desk.run("keys", "export", "--pem", "--jwks").code == 2


def test_export_needs_the_master_key(desk):
    served_with(desk, "ES256")
    run = desk.run("keys", "export", extra={"CARDEA_MASTER_KEY": "x" * 40})
    assert (run.code, run.out) == (1, "") and "master key" in run.err
    (desk.folder / "cardea.key").rename(desk.folder / "elsewhere")
    run = desk.run("keys", "export")
    assert (run.code, run.out) == (1, "") and "missing" in run.err
    assert not (desk.folder / "cardea.key").exists()


@pytest.mark.parametrize("algorithm", ["none", "RS512", "ES384", "HS512", "Ed25519", "rs256", ""])
def test_the_rest_is_refused_in_a_sentence(desk, algorithm):
    run = desk.run("config", "check", "--tokens.algorithm", algorithm)
    assert (run.code, run.out) == (2, "") and run.err.count("\n") == 1
    assert "tokens.algorithm: must be ES256, EdDSA, RS256, PS256 or HS256" in run.err
