// Under test: one strict reading of a request's head; what has two readings is refused.
#include <cardea/net/codec/head_reader.hpp>

#include <gtest/gtest.h>

#include <string>

namespace cardea::net {
namespace {

using Progress = HeadReader::Progress;

const Limits limits;

std::string get(std::string_view more, std::string_view target = "/healthz") {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: cardea.test\r\n" + std::string{more} +
           "\r\n";
}

TEST(HeadReader, reads_method_path_query_and_fields) {
    HeadReader reader{limits};
    const std::string bytes =
        "PATCH /notes/7?a=b&c=%20 HTTP/1.1\r\nHost: x:8000\r\nX-A:\t b \r\nx-b:\r\n\r\nrest";
    ASSERT_EQ(reader.read(bytes), Progress::complete);
    const auto& head = reader.head();
    EXPECT_EQ(head.method, Method::patch);
    EXPECT_EQ(head.target, "/notes/7?a=b&c=%20");
    EXPECT_EQ(head.raw_path, "/notes/7");
    EXPECT_EQ(head.query, "a=b&c=%20");
    ASSERT_EQ(head.fields.size(), 3U);
    EXPECT_EQ(head.fields[1].name, "X-A");
    EXPECT_EQ(head.fields[1].value, "b");
    EXPECT_EQ(head.fields[2].value, "");
    EXPECT_EQ(bytes.substr(reader.size()), "rest");
    EXPECT_FALSE(head.has_body);
    EXPECT_TRUE(reader.framed().keeps_alive);
}

TEST(HeadReader, reads_the_same_head_however_it_is_cut) {
    const std::string bytes = "\r\nPOST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0021\r\n\r\n";
    HeadReader reader{limits};
    for (std::size_t size = 1; size < bytes.size(); ++size) {
        ASSERT_EQ(reader.read(std::string_view{bytes}.substr(0, size)), Progress::more) << size;
    }
    ASSERT_EQ(reader.read(bytes), Progress::complete);
    EXPECT_EQ(reader.framed().framing, Framing::length);
    EXPECT_EQ(reader.framed().body_bytes, 21U);
    EXPECT_EQ(reader.size(), bytes.size());

    reader.reset();
    ASSERT_EQ(reader.read(get("")), Progress::complete);
    EXPECT_EQ(reader.framed().framing, Framing::none);
    EXPECT_EQ(reader.head().fields.size(), 1U);
}

TEST(HeadReader, tells_how_the_connection_goes_on) {
    const auto framed = [](const std::string& bytes) {
        HeadReader reader{limits};
        EXPECT_EQ(reader.read(bytes), Progress::complete) << bytes;
        return reader.framed();
    };
    EXPECT_FALSE(framed(get("Connection: close\r\n")).keeps_alive);
    EXPECT_FALSE(framed(get("Connection: x, CLOSE ,y\r\n")).keeps_alive);
    EXPECT_TRUE(framed(get("Connection: keep-alive\r\n")).keeps_alive);
    EXPECT_FALSE(framed("GET / HTTP/1.0\r\n\r\n").keeps_alive);
    EXPECT_TRUE(framed(get("Expect: 100-Continue\r\n")).expects_continue);
    EXPECT_EQ(framed(get("Transfer-Encoding: Chunked\r\n")).framing, Framing::chunked);
    EXPECT_EQ(framed(get("Content-Length: 0\r\n")).framing, Framing::none);
}

struct HeadRow {
    const char* name;
    std::string bytes;
    Status expected;
};
struct HeadReaderRefuses : testing::TestWithParam<HeadRow> {};
TEST_P(HeadReaderRefuses, and_says_why) {
    // However the bytes are cut, they are refused with the same words.
    HeadReader whole{limits};
    ASSERT_EQ(whole.read(GetParam().bytes), Progress::rejected);
    EXPECT_EQ(whole.rejection().status, GetParam().expected);
    EXPECT_FALSE(whole.rejection().detail.empty());
    if (GetParam().bytes.size() > 1000) return;
    HeadReader pieces{limits};
    auto progress = Progress::more;
    for (std::size_t size = 1; size <= GetParam().bytes.size() && progress == Progress::more;
         ++size) {
        progress = pieces.read(std::string_view{GetParam().bytes}.substr(0, size));
    }
    ASSERT_EQ(progress, Progress::rejected);
    EXPECT_EQ(pieces.rejection().detail, whole.rejection().detail);
}

std::string line(std::string_view text) { return std::string{text} + "\r\nHost: x\r\n\r\n"; }
std::string host(std::string_view value) {
    return "GET / HTTP/1.1\r\nHost: " + std::string{value} + "\r\n\r\n";
}
std::string many_fields(int count) {
    std::string text = "GET / HTTP/1.1\r\nHost: x\r\n";
    for (int at = 1; at < count; ++at) text += "X-A: b\r\n";
    return text + "\r\n";
}
const auto row_name = [](const auto& row) { return std::string{row.param.name}; };
using namespace std::string_literals;

INSTANTIATE_TEST_SUITE_P(
    RequestLine, HeadReaderRefuses,
    testing::Values(
        HeadRow{"no_version", line("GET /"), Status::bad_request},
        HeadRow{"http_0_9", line("GET"), Status::bad_request},
        HeadRow{"two_spaces", line("GET  / HTTP/1.1"), Status::bad_request},
        HeadRow{"space_first", line(" GET / HTTP/1.1"), Status::bad_request},
        HeadRow{"space_last", line("GET / HTTP/1.1 "), Status::bad_request},
        HeadRow{"tab", line("GET\t/ HTTP/1.1"), Status::bad_request},
        HeadRow{"four_words", line("GET / x HTTP/1.1"), Status::bad_request},
        HeadRow{"version_in_lower_case", line("GET / http/1.1"), Status::bad_request},
        HeadRow{"version_1_10", line("GET / HTTP/1.10"), Status::bad_request},
        HeadRow{"version_2", line("GET / HTTP/2.0"), Status::http_version_not_supported},
        HeadRow{"version_1_2", line("GET / HTTP/1.2"), Status::http_version_not_supported},
        HeadRow{"preface_of_http_2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                Status::http_version_not_supported},
        HeadRow{"tls", "\x16\x03\x01\x02\n"s, Status::bad_request},
        HeadRow{"method_in_lower_case", line("get / HTTP/1.1"), Status::not_implemented},
        HeadRow{"trace", line("TRACE / HTTP/1.1"), Status::not_implemented},
        HeadRow{"connect", line("CONNECT a:1 HTTP/1.1"), Status::not_implemented},
        HeadRow{"method_with_bracket", line("G(T / HTTP/1.1"), Status::bad_request},
        HeadRow{"two_empty_lines_first", "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
                Status::bad_request},
        HeadRow{"too_long", line("GET /" + std::string(8192, 'x') + " HTTP/1.1"),
                Status::uri_too_long},
        HeadRow{"too_long_without_end", "GET /" + std::string(8300, 'x'), Status::uri_too_long}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Target, HeadReaderRefuses,
    testing::Values(HeadRow{"absolute", line("GET http://x/ HTTP/1.1"), Status::bad_request},
                    HeadRow{"asterisk", line("OPTIONS * HTTP/1.1"), Status::bad_request},
                    HeadRow{"no_slash", line("GET x HTTP/1.1"), Status::bad_request},
                    HeadRow{"fragment", line("GET /#x HTTP/1.1"), Status::bad_request},
                    HeadRow{"empty_segment", line("GET //x HTTP/1.1"), Status::bad_request},
                    HeadRow{"empty_segment_last", line("GET /x// HTTP/1.1"), Status::bad_request},
                    HeadRow{"dot", line("GET /./x HTTP/1.1"), Status::bad_request},
                    HeadRow{"dots", line("GET /x/.. HTTP/1.1"), Status::bad_request},
                    HeadRow{"encoded_dots", line("GET /%2e%2E/x HTTP/1.1"), Status::bad_request},
                    HeadRow{"half_encoded_dots", line("GET /.%2e HTTP/1.1"), Status::bad_request},
                    HeadRow{"encoded_slash", line("GET /a%2fb HTTP/1.1"), Status::bad_request},
                    HeadRow{"encoded_backslash", line("GET /a%5Cb HTTP/1.1"), Status::bad_request},
                    HeadRow{"backslash", line("GET /a\\b HTTP/1.1"), Status::bad_request},
                    HeadRow{"encoded_nul", line("GET /a%00 HTTP/1.1"), Status::bad_request},
                    HeadRow{"encoded_line_feed", line("GET /a%0a HTTP/1.1"), Status::bad_request},
                    HeadRow{"cut_encoding", line("GET /a%2 HTTP/1.1"), Status::bad_request},
                    HeadRow{"no_hex", line("GET /a%zz HTTP/1.1"), Status::bad_request},
                    HeadRow{"overlong_utf8", line("GET /%c0%af HTTP/1.1"), Status::bad_request},
                    HeadRow{"surrogate", line("GET /%ed%a0%80 HTTP/1.1"), Status::bad_request},
                    HeadRow{"beyond_ascii", line("GET /\xc3\xa4 HTTP/1.1"), Status::bad_request},
                    HeadRow{"nul", line("GET /\0 HTTP/1.1"s), Status::bad_request},
                    HeadRow{"quote", line("GET /\" HTTP/1.1"), Status::bad_request},
                    HeadRow{"quote_in_query", line("GET /?\" HTTP/1.1"), Status::bad_request}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Fields, HeadReaderRefuses,
    testing::Values(
        HeadRow{"line_feed_alone", "GET / HTTP/1.1\nHost: x\n\n", Status::bad_request},
        HeadRow{"line_feed_in_the_middle", "GET / HTTP/1.1\r\nHost: x\nX-A: b\r\n\r\n",
                Status::bad_request},
        HeadRow{"return_in_value", get("X-A: a\rb\r\n"), Status::bad_request},
        HeadRow{"return_at_line_end", get("X-A: a\r\r\n"), Status::bad_request},
        HeadRow{"folded", get("X-A: a\r\n b\r\n"), Status::bad_request},
        HeadRow{"folded_with_tab", get("X-A: a\r\n\tb\r\n"), Status::bad_request},
        HeadRow{"space_before_colon", get("X-A : b\r\n"), Status::bad_request},
        HeadRow{"no_colon", get("X-A\r\n"), Status::bad_request},
        HeadRow{"empty_name", get(": b\r\n"), Status::bad_request},
        HeadRow{"name_with_space", get("X A: b\r\n"), Status::bad_request},
        HeadRow{"name_beyond_ascii", get("X-\xc3\x84: b\r\n"), Status::bad_request},
        HeadRow{"nul_in_value", get("X-A: a\0b\r\n"s), Status::bad_request},
        HeadRow{"control_in_value", get("X-A: a\x01\r\n"), Status::bad_request},
        HeadRow{"delete_in_value", get("X-A: a\x7f\r\n"), Status::bad_request},
        HeadRow{"no_host", "GET / HTTP/1.1\r\n\r\n", Status::bad_request},
        HeadRow{"two_hosts", get("host: cardea.test\r\n"), Status::bad_request},
        HeadRow{"empty_host", host(""), Status::bad_request},
        HeadRow{"host_with_space", host("a b"), Status::bad_request},
        HeadRow{"host_with_path", host("a/b"), Status::bad_request},
        HeadRow{"host_with_user", host("u@a"), Status::bad_request},
        HeadRow{"host_list", host("a, b"), Status::bad_request},
        HeadRow{"host_with_bad_port", host("a:x"), Status::bad_request},
        HeadRow{"host_with_huge_port", host("a:65536"), Status::bad_request},
        HeadRow{"host_open_bracket", host("[::1"), Status::bad_request},
        HeadRow{"two_authorizations", get("Authorization: a\r\nauthorization: a\r\n"),
                Status::bad_request},
        HeadRow{"other_expectation", get("Expect: coffee\r\n"), Status::expectation_failed},
        HeadRow{"too_many", many_fields(65), Status::header_fields_too_large},
        HeadRow{"too_large", get("X-A: " + std::string(16384, 'x') + "\r\n"),
                Status::header_fields_too_large},
        HeadRow{"too_large_without_end", "GET / HTTP/1.1\r\nX-A: " + std::string(16384, 'x'),
                Status::header_fields_too_large}),
    row_name);

INSTANTIATE_TEST_SUITE_P(
    Framing, HeadReaderRefuses,
    testing::Values(
        HeadRow{"both", get("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"),
                Status::bad_request},
        HeadRow{"both_the_other_way", get("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"),
                Status::bad_request},
        HeadRow{"two_lengths", get("Content-Length: 1\r\nContent-Length: 1\r\n"),
                Status::bad_request},
        HeadRow{"listed_lengths", get("Content-Length: 1, 1\r\n"), Status::bad_request},
        HeadRow{"signed_length", get("Content-Length: +1\r\n"), Status::bad_request},
        HeadRow{"negative_length", get("Content-Length: -1\r\n"), Status::bad_request},
        HeadRow{"hex_length", get("Content-Length: 0x1\r\n"), Status::bad_request},
        HeadRow{"empty_length", get("Content-Length:\r\n"), Status::bad_request},
        HeadRow{"spaced_length", get("Content-Length: 1 1\r\n"), Status::bad_request},
        HeadRow{"absurd_length", get("Content-Length: 18446744073709551616\r\n"),
                Status::content_too_large},
        HeadRow{"other_coding", get("Transfer-Encoding: gzip\r\n"), Status::bad_request},
        HeadRow{"two_codings", get("Transfer-Encoding: gzip, chunked\r\n"), Status::bad_request},
        HeadRow{"coding_twice", get("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
                Status::bad_request},
        HeadRow{"coding_with_parameter", get("Transfer-Encoding: chunked;q=1\r\n"),
                Status::bad_request},
        HeadRow{"empty_coding", get("Transfer-Encoding:\r\n"), Status::bad_request},
        HeadRow{"coding_with_vertical_tab", get("Transfer-Encoding: \vchunked\r\n"),
                Status::bad_request},
        HeadRow{"coding_on_1_0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
                Status::bad_request}),
    row_name);

TEST(HeadReader, takes_what_only_looks_odd) {
    for (const auto& bytes :
         {get("", "/users/m%65?%zz"), get("", "/a;b=c,d/@:!$&'()*+~"),
          get("!#$%&'*+-.^_`|~0aZ: x\r\n"), get("X-A: \xe4\xf6\r\n"), get("X-A: a\tb\r\n"),
          host("[::1]:8000"), host("a_b.test:80"), many_fields(64), get("", "/?a[b]={c}|d^`")}) {
        HeadReader reader{limits};
        EXPECT_EQ(reader.read(bytes), Progress::complete) << bytes;
    }
}

}  // namespace
}  // namespace cardea::net
