"""Bearer tokens, API keys and an administrator's Basic, side by side, over a real socket."""

import base64

import pytest

from example import Example, check_openapi

PASSWORD = "a password of this test"


def basic(user="admin", password=PASSWORD):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    with Example("api_keys", tmp_path_factory.mktemp("api_keys"), ADMIN_PASSWORD=PASSWORD).start() as program:
        yield program


@pytest.fixture(scope="module")
def ada(stock):
    return stock.sign_up("ada@example.com")


def made_key(stock, name):
    answer = stock.request("POST", "/admin/keys", body={"name": name}, fields=basic())
    assert (answer.status, answer.json()["name"], answer.fields["Cache-Control"]) == (201, name, "no-store")
    return {"X-API-Key": answer.json()["key"]}


@pytest.mark.parametrize("password", [None, "", "x" * 19])
def test_refuses_to_start_without_a_good_password(password, tmp_path):
    done = Example("api_keys", tmp_path, **({} if password is None else {"ADMIN_PASSWORD": password})).run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ADMIN_PASSWORD must be set")


def test_lets_people_and_machines_in(stock, ada):
    key = made_key(stock, "scanner")
    item = {"item": "hinge", "pieces": 7, "changed_by": "key scanner"}
    answer = stock.request("PUT", "/stock/hinge", body={"pieces": 7}, fields=key)
    assert (answer.status, answer.json()) == (200, item)
    assert stock.request("GET", "/stock", ada).json() == [item]
    assert stock.request("GET", "/stock", fields=key).json() == [item]
    me = stock.request("GET", "/users/me", ada).json()
    answer = stock.request("PUT", "/stock/hinge", ada, {"pieces": 8})
    assert answer.json() == item | {"pieces": 8, "changed_by": f"user {me['id']}"}


def test_asks_for_either_and_says_so(stock):
    answer = stock.request("GET", "/stock")
    assert answer.detail() == (401, "Not authenticated")
    challenges = ", ".join(answer.fields.get_all("WWW-Authenticate"))
    assert "Bearer" in challenges and 'name="X-API-Key"' in challenges


def test_refuses_a_key_that_it_never_made(stock, ada):
    fields = {"X-API-Key": "sk_" + "A" * 43}
    assert stock.request("GET", "/stock", fields=fields).detail() == (401, "Invalid authentication credentials")
    assert stock.request("GET", "/stock", "abc").detail() == (401, "Invalid token")
    # One that is good beside one that is not lets in.
    assert stock.request("GET", "/stock", ada, fields=fields).status == 200


def test_believes_no_key_after_its_withdrawal(stock):
    key = made_key(stock, "old scanner")
    assert stock.request("GET", "/stock", fields=key).status == 200
    assert stock.request("DELETE", "/admin/keys/old%20scanner", fields=basic()).status == 204
    assert stock.request("GET", "/stock", fields=key).status == 401
    assert stock.request("DELETE", "/admin/keys/old%20scanner", fields=basic()).detail() == (404, "Key not found")


def test_gives_a_name_to_one_key(stock):
    made_key(stock, "only one")
    answer = stock.request("POST", "/admin/keys", body={"name": "only one"}, fields=basic())
    assert answer.detail() == (409, "There is a key of this name")


def test_stores_keys_as_digests(stock):
    key = made_key(stock, "secretive")["X-API-Key"].encode()
    assert stock.request("GET", "/stock", fields={"X-API-Key": key.decode()}).status == 200
    for file in stock.folder.iterdir():
        assert key not in file.read_bytes(), file


@pytest.mark.parametrize("fields", [
    {}, basic(password="a password of no test"), basic(user="root"), basic(user="", password=""),
    {"Authorization": "Basic ???"}, {"Authorization": "Bearer abc"}])
def test_lets_only_the_administrator_see_the_keys(stock, fields):
    for answer in (stock.request("GET", "/admin", fields=fields),
                   stock.request("POST", "/admin/keys", body={"name": "x"}, fields=fields),
                   stock.request("DELETE", "/admin/keys/x", fields=fields)):
        assert answer.status == 401
        assert answer.fields["WWW-Authenticate"].startswith("Basic realm=")


def test_shows_the_administrator_a_page(stock):
    made_key(stock, "<script>alert(1)</script>")
    answer = stock.request("GET", "/admin", fields=basic())
    assert (answer.status, answer.fields["Content-Type"]) == (200, "text/html; charset=utf-8")
    page = answer.body.decode()
    assert "<li>&lt;script&gt;alert(1)&lt;/script&gt;, " in page and "<script" not in page


def test_takes_no_form_for_a_key(stock):
    answer = stock.request("POST", "/admin/keys", form="name=x", fields=basic())
    assert answer.status == 415


def test_says_what_it_is(stock):
    check_openapi(stock, __file__)
