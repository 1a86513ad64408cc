"""One strict reading of HTTP/1.1: what has two readings is refused, and the connection ends."""

import pytest

from wire import Closed, check_invariants, request_bytes

HOST = b"Host: cardea.test\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: cardea.test\r\n\r\n"


def get(*lines, target=b"/healthz", version=b"HTTP/1.1"):
    return b"GET " + target + b" " + version + b"\r\n" + HOST + b"".join(lines) + b"\r\n"


def post(*lines, body=b""):
    return b"POST /auth/refresh HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n" \
        + b"".join(lines) + b"\r\n" + body


JSON = b'{"refresh_token":"x"}'
LENGTH = b"Content-Length: 21\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
CHUNKS = b"15\r\n" + JSON + b"\r\n0\r\n\r\n"


def chunk(line, data=JSON):
    return post(CHUNKED, body=line + b"\r\n" + data + b"\r\n0\r\n\r\n")


REFUSED = {
    # Two framings, or one that can be read in two ways.
    "length_and_chunked": post(LENGTH, CHUNKED, body=CHUNKS),
    "chunked_and_length": post(CHUNKED, LENGTH, body=CHUNKS),
    "chunked_and_length_zero": post(CHUNKED, b"Content-Length: 0\r\n", body=CHUNKS),
    "two_lengths_that_differ": post(LENGTH, b"Content-Length: 0\r\n", body=JSON),
    "two_equal_lengths": post(LENGTH, LENGTH, body=JSON),
    "listed_lengths": post(b"Content-Length: 21, 21\r\n", body=JSON),
    "length_with_plus": post(b"Content-Length: +21\r\n", body=JSON),
    "length_with_minus": post(b"Content-Length: -1\r\n", body=JSON),
    "length_in_hex": post(b"Content-Length: 0x15\r\n", body=JSON),
    "length_with_a_letter": post(b"Content-Length: 21a\r\n", body=JSON),
    "length_with_a_point": post(b"Content-Length: 21.0\r\n", body=JSON),
    "length_with_inner_space": post(b"Content-Length: 2 1\r\n", body=JSON),
    "length_empty": post(b"Content-Length: \r\n", body=JSON),
    "length_in_other_digits": post("Content-Length: ٢١\r\n".encode(), body=JSON),
    "length_with_vertical_tab": post(b"Content-Length: \x0b21\r\n", body=JSON),
    "coding_twice": post(CHUNKED, CHUNKED, body=CHUNKS),
    "coding_listed_twice": post(b"Transfer-Encoding: chunked, chunked\r\n", body=CHUNKS),
    "coding_empty": post(b"Transfer-Encoding: \r\n", body=CHUNKS),
    "coding_with_vertical_tab": post(b"Transfer-Encoding: \x0bchunked\r\n", body=CHUNKS),
    "coding_quoted": post(b'Transfer-Encoding: "chunked"\r\n', body=CHUNKS),
    "coding_with_parameter": post(b"Transfer-Encoding: chunked;q=1\r\n", body=CHUNKS),
    "coding_on_http_1_0": post(CHUNKED, body=CHUNKS).replace(b"HTTP/1.1", b"HTTP/1.0"),
    "identity_then_chunked": post(b"Transfer-Encoding: identity, chunked\r\n", body=CHUNKS),
    "space_before_the_colon": post(b"Transfer-Encoding : chunked\r\n", LENGTH, body=JSON),
    "folded_coding": post(b"X-Fold: a\r\n Transfer-Encoding: chunked\r\n", body=CHUNKS),
    "folded_value": get(b"X-Fold: a\r\n\tb\r\n"),
    "first_field_indented": b"GET /healthz HTTP/1.1\r\n " + HOST + b"\r\n",
    # Chunks.
    "chunk_size_overflow": chunk(b"10000000000000015"),
    "chunk_size_far_too_long": chunk(b"f" * 64),
    "chunk_size_in_0x": chunk(b"0x15"),
    "chunk_size_signed": chunk(b"+15"),
    "chunk_size_negative": chunk(b"-15"),
    "chunk_size_spaced": chunk(b" 15"),
    "chunk_size_empty": chunk(b""),
    "chunk_size_no_hex": chunk(b"1g"),
    "chunk_size_line_feed": post(CHUNKED, body=b"15\n" + JSON + b"\r\n0\r\n\r\n"),
    "chunk_longer_than_said": post(CHUNKED, body=b"14\r\n" + JSON + b"\r\n0\r\n\r\n"),
    "chunk_without_its_end": post(CHUNKED, body=b"15\r\n" + JSON + b"XX0\r\n\r\n"),
    "chunk_end_line_feed": post(CHUNKED, body=b"15\r\n" + JSON + b"\n0\r\n\r\n"),
    "chunk_extension_with_line_feed": chunk(b'15;a="\n"'),
    "chunk_extension_with_nul": chunk(b'15;a="\0"'),
    "chunk_extension_with_return": chunk(b"15;a=\rb"),
    # Lines and fields.
    "line_feeds_alone": b"GET /healthz HTTP/1.1\nHost: cardea.test\n\n",
    "field_ends_in_line_feed": b"GET /healthz HTTP/1.1\r\nHost: cardea.test\nX-A: b\r\n\r\n",
    "return_in_a_value": get(b"X-A: a\rb\r\n"),
    "return_ends_a_field": get(b"X-A: a\rContent-Length: 5\r\n"),
    "nul_in_a_value": get(b"X-A: a\0b\r\n"),
    "control_character_in_a_value": get(b"X-A: a\x01b\r\n"),
    "delete_in_a_value": get(b"X-A: a\x7fb\r\n"),
    "nul_in_a_name": get(b"X\0A: b\r\n"),
    "space_in_a_name": get(b"X A: b\r\n"),
    "bracket_in_a_name": get(b"X(A): b\r\n"),
    "letter_beyond_ascii_in_a_name": get("X-Ä: b\r\n".encode()),
    "name_empty": get(b": b\r\n"),
    "no_colon": get(b"X-A\r\n"),
    # Host.
    "no_host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "two_hosts": get(b"Host: other.test\r\n"),
    "two_equal_hosts": get(HOST),
    "host_with_space": b"GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n",
    "host_with_path": b"GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "host_with_user": b"GET /healthz HTTP/1.1\r\nHost: user@a\r\n\r\n",
    "host_listed": b"GET /healthz HTTP/1.1\r\nHost: a, b\r\n\r\n",
    "host_with_a_bad_port": b"GET /healthz HTTP/1.1\r\nHost: a:x\r\n\r\n",
    # Authorization.
    "two_authorizations": get(b"Authorization: Bearer a\r\nAuthorization: Bearer b\r\n", target=b"/users/me"),
    "two_equal_authorizations": get(b"Authorization: Bearer a\r\nauthorization: Bearer a\r\n",
                                    target=b"/users/me"),
    # The request line.
    "no_version": b"GET /healthz\r\n" + HOST + b"\r\n",
    "two_spaces": b"GET  /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "tab_for_a_space": b"GET\t/healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "space_at_the_end": b"GET /healthz HTTP/1.1 \r\n" + HOST + b"\r\n",
    "four_words": b"GET /healthz /x HTTP/1.1\r\n" + HOST + b"\r\n",
    "space_at_the_start": b" GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "version_in_lower_case": get(version=b"http/1.1"),
    "version_of_two_digits": get(version=b"HTTP/1.10"),
    "version_without_a_point": get(version=b"HTTP/11"),
    "version_of_letters": get(version=b"HTTP/x.y"),
    "another_protocol": get(version=b"HTCPCP/1.1"),
    "method_with_a_bracket": b"G(T /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "method_with_nul": b"G\0T /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "no_method": b"/healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "target_empty": get(target=b""),
    "target_without_a_slash": get(target=b"healthz"),
    "target_with_a_fragment": get(target=b"/healthz#x"),
    "target_with_nul": get(target=b"/healthz\0"),
    "target_beyond_ascii": get(target="/healthz/ä".encode()),
    "target_with_a_control_character": get(target=b"/health\x01z"),
    "target_with_a_quote": get(target=b'/health"z'),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_faulty_frame_is_400_and_the_end(server, name):
    with server.connect() as connection:
        connection.send(REFUSED[name] + SMUGGLED)
        answer = connection.answer()
        assert answer.status == 400, answer.head
        check_invariants(answer, "/")
        connection.half_close()
        assert connection.is_closed(), "what follows a faulty frame must not be read as a request"


@pytest.mark.parametrize("coding", ["gzip", "gzip, chunked", "chunked, gzip", "identity", "xchunked", "chunked x"])
def test_another_transfer_coding_is_refused_and_the_end(server, coding):
    with server.connect() as connection:
        connection.send(post(b"Transfer-Encoding: " + coding.encode() + b"\r\n", body=CHUNKS) + SMUGGLED)
        answer = connection.answer()
        assert answer.status in (400, 501), answer.head
        check_invariants(answer, "/")
        connection.half_close()
        assert connection.is_closed()


ACCEPTED = {
    "length": post(LENGTH, body=JSON),
    "length_with_leading_zeros": post(b"Content-Length: 0021\r\n", body=JSON),
    "length_with_space_around": post(b"Content-Length: \t 21 \t\r\n", body=JSON),
    "names_have_no_case": post(b"cONTENT-lENGTH: 21\r\n", body=JSON),
    "no_space_after_the_colon": post(b"Content-Length:21\r\n", body=JSON),
    "chunked": post(CHUNKED, body=CHUNKS),
    "coding_has_no_case": post(b"transfer-encoding: CHUNKED\r\n", body=CHUNKS),
    "many_chunks": post(CHUNKED, body=b"".join(b"1\r\n" + bytes([c]) + b"\r\n" for c in JSON) + b"0\r\n\r\n"),
    "chunk_size_with_leading_zeros": chunk(b"0015"),
    "value_beyond_ascii": post(LENGTH, b"X-A: \xe4\xf6\r\n", body=JSON),
    "empty_value": post(LENGTH, b"X-A:\r\n", body=JSON),
    "odd_name": post(LENGTH, b"!#$%&'*+-.^_`|~0aZ: x\r\n", body=JSON),
    "host_with_port": post(LENGTH, body=JSON).replace(b"cardea.test", b"cardea.test:8000"),
    "host_of_ipv6": post(LENGTH, body=JSON).replace(b"cardea.test", b"[::1]:8000"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_sound_frame_is_read_and_the_connection_kept(server, name):
    with server.connect() as connection:
        for _ in range(2):
            answer = connection.send(ACCEPTED[name]).answer()
            assert (answer.status, answer.detail) == (401, "Invalid token"), answer.body
            check_invariants(answer, "/auth/refresh")
        assert server.get("/healthz", connection=connection).status == 200


def test_a_request_may_come_byte_by_byte(server):
    with server.connect() as connection:
        for byte in ACCEPTED["many_chunks"]:
            connection.send(bytes([byte]))
        assert connection.answer().detail == "Invalid token"


def test_pipelined_requests_are_answered_in_order(server, person):
    login = f'{{"email":"{person.email}","password":"{person.password}"}}'.encode()
    data, expected = b"", []
    for number in range(30):
        kind = number % 3
        fields = [("X-Request-Id", f"n{number}")]
        if kind == 0:
            data += request_bytes("GET", "/healthz", fields)
        elif kind == 1:
            data += request_bytes("POST", "/auth/login", [*fields, ("Content-Type", "application/json")], login)
        else:
            data += request_bytes("GET", "/nothing", fields)
        expected.append((f"n{number}", (200, 200, 404)[kind]))
    with server.connect() as connection:
        connection.send(data)
        answers = [connection.answer() for _ in range(30)]
    assert [(answer.one("X-Request-Id"), answer.status) for answer in answers] == expected


@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize("path, status", [("/healthz", 200), ("/nothing", 404), ("/users/me", 401)])
def test_a_body_that_nobody_reads_is_no_request(server, path, status, framing):
    data = f"GET {path} HTTP/1.1\r\n".encode() + HOST
    if framing == "length":
        data += b"Content-Length: %d\r\n\r\n" % len(SMUGGLED) + SMUGGLED
    else:
        data += CHUNKED + b"\r\n%x\r\n" % len(SMUGGLED) + SMUGGLED + b"\r\n0\r\n\r\n"
    with server.connect() as connection:
        connection.send(data + request_bytes("GET", "/readyz", [("X-Request-Id", "second")]))
        assert connection.answer().status == status
        try:
            second = connection.answer()
        except Closed:
            return  # The server may give the connection up instead of reading on.
        assert (second.status, second.one("X-Request-Id")) == (200, "second")


def test_a_trailer_is_no_field(server, pair):
    trailer = f"Authorization: Bearer {pair['access_token']}\r\n".encode()
    with server.connect() as connection:
        connection.send(b"POST /auth/logout HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
                        + CHUNKED + b"\r\n2\r\n{}\r\n0\r\n" + trailer + b"\r\n")
        answer = connection.answer()
    assert answer.status in (400, 401)
    assert answer.status == 400 or answer.detail == "Not authenticated"
    assert server.me(pair["access_token"]).status == 200


def test_endless_trailers_are_refused(server):
    with server.connect() as connection:
        connection.send(post(CHUNKED, body=b"0\r\n") + b"X-A: b\r\n" * 5000)
        assert connection.answer().status in (400, 413, 431)


def test_endless_chunk_extensions_are_refused(server):
    with server.connect() as connection:
        connection.send(post(CHUNKED, body=b"1;" + b"a" * 40000))
        assert connection.answer().status in (400, 413, 431)


# The connection's life.

def test_close_is_honoured(server):
    with server.connect() as connection:
        connection.send(get(b"Connection: close\r\n") + SMUGGLED)
        answer = connection.answer()
        assert answer.status == 200 and answer.one("Connection") == "close"
        connection.half_close()
        assert connection.is_closed()


def test_http_1_0_closes_after_the_answer(server):
    with server.connect() as connection:
        connection.send(get(version=b"HTTP/1.0"))
        answer = connection.answer()
        assert answer.status == 200
        connection.half_close()
        assert connection.is_closed()


def test_a_client_that_half_closed_is_still_answered(server, person):
    body = f'{{"email":"{person.email}","password":"{person.password}"}}'.encode()
    with server.connect() as connection:
        connection.send(request_bytes("POST", "/auth/login", [("Content-Type", "application/json")], body))
        connection.half_close()
        assert connection.answer().status == 200
        assert connection.is_closed()


def test_expect_continue_is_told_to_go_on(server):
    with server.connect() as connection:
        connection.send(post(LENGTH, b"Expect: 100-continue\r\n"))
        assert connection.answer(interim=True).status == 100
        assert connection.send(JSON).answer().detail == "Invalid token"
        assert server.get("/healthz", connection=connection).status == 200


def test_another_expectation_is_not_met(server):
    with server.connect() as connection:
        answer = connection.send(post(LENGTH, b"Expect: the-impossible\r\n", body=JSON)).answer()
        assert answer.status in (401, 417)


def test_a_body_cut_off_makes_nothing(server):
    person = server.new_person()
    body = f'{{"email":"{person.email}","password":"{person.password}"}}'.encode()
    whole = request_bytes("POST", "/auth/register", [("Content-Type", "application/json")], body)
    for size in (len(whole) - 1, len(whole) - len(body)):
        with server.connect() as connection:
            connection.send(whole[:size])
            connection.half_close()
            try:
                assert connection.answer().status == 400
            except Closed:
                pass
    login = {"email": person.email, "password": person.password}
    assert server.post("/auth/login", login).status == 401
