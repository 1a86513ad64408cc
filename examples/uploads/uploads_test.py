"""Pictures by a form with files, over a real socket."""

import pytest

from example import Example, check_openapi

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
BOUNDARY = "a-boundary-of-this-test"


@pytest.fixture(scope="module")
def uploads(tmp_path_factory):
    with Example("uploads", tmp_path_factory.mktemp("uploads")).start() as program:
        yield program


@pytest.fixture(scope="module")
def ada(uploads):
    return uploads.sign_up("ada@example.com")


def send(uploads, token, data=PNG, name="hinge.png", title="A hinge", kind="image/png"):
    form = (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\n{title}\r\n'
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="picture"; filename="{name}"\r\n'
            f"Content-Type: {kind}\r\n\r\n").encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()
    return uploads.request("POST", "/pictures", token, form=form,
                           fields={"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})


def test_gives_a_picture_back_to_its_owner_alone(uploads, ada):
    added = send(uploads, ada)
    assert added.status == 201
    assert {name: added.json()[name] for name in ("title", "name", "type")} == \
        {"title": "A hinge", "name": "hinge.png", "type": "image/png"}
    path = added.fields["Location"]
    answer = uploads.request("GET", path, ada)
    assert (answer.status, answer.body, answer.fields["Content-Type"]) == (200, PNG, "image/png")
    assert answer.fields["Content-Disposition"] == 'attachment; filename="hinge.png"'
    assert answer.fields["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert uploads.request("GET", "/pictures", ada).json() == [added.json()]
    eve = uploads.sign_up("eve@example.com")
    assert uploads.request("GET", path, eve).detail() == (404, "Picture not found")
    assert uploads.request("GET", path).detail() == (401, "Not authenticated")


def test_looks_at_the_bytes_and_not_at_what_is_said_of_them(uploads, ada):
    stored = len(list((uploads.folder / "pictures").iterdir()))
    answer = send(uploads, ada, b"<script>alert(1)</script>")
    assert answer.detail() == (415, "A picture is a PNG or a JPEG")
    assert len(list((uploads.folder / "pictures").iterdir())) == stored
    assert send(uploads, ada, kind="text/html").json()["type"] == "image/png"


def test_stores_under_names_of_its_own(uploads, ada):
    answer = send(uploads, ada, name="../../evil%22.png")
    assert answer.status == 201
    assert "/" not in answer.json()["name"] and not answer.json()["name"].startswith(".")
    assert (uploads.folder / "pictures" / answer.json()["id"]).read_bytes() == PNG


@pytest.mark.parametrize("size, status", [(1_000_000, 201), (1_000_001, 422), (1_100_000, 413)])
def test_takes_a_megabyte_at_most(uploads, ada, size, status):
    assert send(uploads, ada, PNG + bytes(size - len(PNG))).status == status


def test_guards_the_upload_before_it_looks_at_it(uploads):
    assert send(uploads, None).detail() == (401, "Not authenticated")
    assert send(uploads, None, title="").detail() == (401, "Not authenticated")


def test_names_the_faults_of_a_form(uploads, ada):
    answer = send(uploads, ada, title="")
    assert answer.status == 422
    assert [fault["loc"] for fault in answer.json()["errors"]] == [["body", "title"]]


def test_says_what_it_is(uploads):
    check_openapi(uploads, __file__)
