"""The limits of API.md: the fitting 4xx, which arrives although the client is still sending; then
half-close, a drain of at most a second, and the end."""

import threading
import time

import pytest

from wire import check_invariants, request_bytes

HOST = "Host: cardea.test\r\n"
KIB = 1024


def line_of(size):
    """A request whose first line has so many bytes, its CRLF not counted."""
    target = "/" + "x" * (size - len("GET / HTTP/1.1"))
    return f"GET {target} HTTP/1.1\r\n{HOST}\r\n".encode()


def head_of(size):
    """A request whose head has so many bytes, from its first to the empty line's last."""
    start = f"GET /healthz HTTP/1.1\r\n{HOST}"
    pad = size - len(start) - 2
    fields = ""
    while pad > 7000:
        fields += f"X-Pad: {'p' * (6000 - 9)}\r\n"
        pad -= 6000
    return f"{start}{fields}X-Pad: {'p' * (pad - 9)}\r\n\r\n".encode()


def fields_of(count):
    return (f"GET /healthz HTTP/1.1\r\n{HOST}" + "".join(f"X-{i}: y\r\n" for i in range(count - 1))
            + "\r\n").encode()


def json_of(size):
    return b'{"refresh_token":"' + b"x" * (size - 20) + b'"}'


def answered(server, data):
    with server.connect() as connection:
        answer = connection.send(data).answer()
        check_invariants(answer, "/")
        if answer.status in (408, 413, 414, 431):
            connection.half_close()
            assert connection.is_closed()
    return answer.status


# A limit's last good size, and the first bad one, with room for either way to count line ends.

@pytest.mark.parametrize("size, status", [(8000, 404), (8190, 404), (8193, 414), (9000, 414), (100_000, 414)])
def test_a_request_line_has_8_kib(server, size, status):
    assert answered(server, line_of(size)) == status


def test_a_request_line_without_an_end_is_414(server):
    assert answered(server, b"GET /" + b"x" * 9000) == 414


@pytest.mark.parametrize("size, status", [(16 * KIB - 4, 200), (16 * KIB + 5, 431), (20_000, 431), (200_000, 431)])
def test_a_head_has_16_kib(server, size, status):
    data = head_of(size)
    assert len(data) == size
    assert answered(server, data) == status


def test_a_head_without_an_end_is_431(server):
    assert answered(server, f"GET /healthz HTTP/1.1\r\n{HOST}X-Pad: ".encode() + b"x" * 20_000) == 431


@pytest.mark.parametrize("count, status", [(64, 200), (65, 431), (1000, 431)])
def test_a_head_has_64_fields(server, count, status):
    assert answered(server, fields_of(count)) == status


@pytest.mark.parametrize("framing", ["length", "one_chunk", "many_chunks"])
@pytest.mark.parametrize("size, status", [(64 * KIB, (401, 422)), (64 * KIB + 1, (413,)), (200_000, (413,))])
def test_a_body_has_64_kib(server, framing, size, status):
    body, fields = json_of(size), [("Content-Type", "application/json")]
    assert len(body) == size
    if framing != "length":
        step = size if framing == "one_chunk" else 1000
        body = b"".join(b"%x\r\n" % len(body[at:at + step]) + body[at:at + step] + b"\r\n"
                        for at in range(0, size, step)) + b"0\r\n\r\n"
        fields.append(("Transfer-Encoding", "chunked"))
    assert answered(server, request_bytes("POST", "/auth/refresh", fields, body)) in status


def test_a_length_over_the_limit_is_413_before_a_byte_of_it(server):
    head = request_bytes("POST", "/auth/refresh",
                         [("Content-Type", "application/json"), ("Content-Length", "65537")])
    assert answered(server, head) == 413


@pytest.mark.parametrize("length", ["9223372036854775807", "9223372036854775808", "18446744073709551616", "9" * 200])
def test_an_absurd_length_is_refused(server, length):
    head = request_bytes("POST", "/auth/refresh",
                         [("Content-Type", "application/json"), ("Content-Length", length)])
    assert answered(server, head) in (400, 413)


def test_expect_continue_beyond_the_limit_is_413_at_once(server):
    head = request_bytes("POST", "/auth/refresh", [("Content-Type", "application/json"),
                                                   ("Content-Length", "100000"), ("Expect", "100-continue")])
    with server.connect() as connection:
        assert connection.send(head).answer(interim=True).status == 413


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_413_arrives_though_the_client_sends_on(server, framing):
    size = 8 * KIB * KIB
    fields = [("Content-Type", "application/json"),
              ("Content-Length", str(size)) if framing == "length" else ("Transfer-Encoding", "chunked")]
    data = b"x" * size if framing == "length" else (b"10000\r\n" + b"x" * 0x10000 + b"\r\n") * (size // 0x10000)
    for _ in range(3):
        with server.connect() as connection:
            connection.send(request_bytes("POST", "/auth/refresh", fields))
            connection.send(data)  # All of it, before the answer is looked at.
            answer = connection.answer()
            assert answer.status == 413
            check_invariants(answer, "/auth/refresh")
            assert connection.is_closed()


def test_an_early_answer_is_drained_for_a_second_and_no_longer(server):
    with server.connect() as connection:
        answer = connection.send(line_of(9000)).answer()
        assert answer.status == 414
        assert connection.is_closed(within=1.0), "the server's half is closed at once"
        started = time.monotonic()
        assert connection.refuses_bytes(within=6.0), "the drain has no end"
        assert time.monotonic() - started > 0.3, "closed without a drain: the answer may be lost"


# Times. Short ones by settings.

@pytest.fixture(scope="module")
def hasty(serve):
    return serve({"limits.head_time": "1s", "limits.body_time": "1s", "limits.idle_time": "1s"})


@pytest.mark.parametrize("start", [b"G", b"GET /healthz HTTP/1.1\r\n", b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-A"],
                         ids=["one_byte", "line", "field"])
def test_a_slow_head_is_408(hasty, start):
    with hasty.connect() as connection:
        answer = connection.send(start).answer()
        assert answer.status == 408
        check_invariants(answer, "/")
        assert connection.is_closed()


def test_a_trickle_does_not_stretch_the_time_for_a_head(hasty):
    with hasty.connect() as connection:
        connection.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\n")
        started = time.monotonic()
        stop = threading.Event()

        def trickle():
            while not stop.wait(0.2):
                try:
                    connection.send(b"X-A: b\r\n")
                except OSError:
                    return

        thread = threading.Thread(target=trickle)
        thread.start()
        try:
            assert connection.answer().status == 408
            assert time.monotonic() - started < 5
        finally:
            stop.set()
            thread.join()


@pytest.mark.parametrize("framing", [("Content-Length", "100"), ("Transfer-Encoding", "chunked")],
                         ids=["length", "chunked"])
def test_a_slow_body_is_408(hasty, framing):
    with hasty.connect() as connection:
        connection.send(request_bytes("POST", "/auth/refresh", [("Content-Type", "application/json"), framing]))
        answer = connection.send(b"5\r\n{").answer()
        assert answer.status == 408
        check_invariants(answer, "/auth/refresh")
        assert connection.is_closed()


def test_a_trickle_does_not_stretch_the_time_for_a_body(hasty):
    with hasty.connect() as connection:
        connection.send(request_bytes("POST", "/auth/refresh",
                                      [("Content-Type", "application/json"), ("Content-Length", "1000")]))
        started = time.monotonic()
        for _ in range(40):
            try:
                connection.send(b"x")
            except OSError:
                break
            time.sleep(0.1)
        assert connection.answer().status == 408
        assert time.monotonic() - started < 8


def test_an_idle_connection_is_closed_without_an_answer(hasty):
    with hasty.connect() as fresh, hasty.connect() as used:
        assert hasty.get("/healthz", connection=used).status == 200
        assert fresh.is_closed(within=6.0) and used.is_closed(within=6.0)


def test_a_client_in_time_is_not_hurried(hasty):
    with hasty.connect() as connection:
        for _ in range(4):
            assert hasty.get("/healthz", connection=connection).status == 200
            time.sleep(0.5)


@pytest.mark.parametrize("setting, data, status", [
    ("limits.request_line", line_of(2000), 414),
    ("limits.head", head_of(2000), 431),
    ("limits.body", request_bytes("POST", "/auth/refresh", [("Content-Type", "application/json")],
                                  json_of(2000)), 413),
    ("limits.token", request_bytes("GET", "/users/me", [("Authorization", "Bearer " + "a" * 2000)]), 401),
], ids=["request_line", "head", "body", "token"])
def test_each_limit_is_a_setting(serve, setting, data, status):
    settings = {setting: "1KiB"}
    assert answered(serve(settings), data) == status


def test_the_number_of_fields_is_a_setting(serve):
    server = serve({"limits.fields": "10"})
    assert answered(server, fields_of(10)) == 200
    assert answered(server, fields_of(11)) == 431


def test_the_depth_of_json_is_a_setting(serve):
    server = serve({"limits.json_depth": "3"})
    assert server.post("/auth/refresh", body=b'{"refresh_token":[[]]}').status == 422
    assert server.post("/auth/refresh", body=b'{"refresh_token":[[[]]]}').status == 400
