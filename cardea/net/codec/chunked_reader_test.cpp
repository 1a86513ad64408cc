// Under test: a chunked body has one strict reading, however its bytes are cut.
#include <cardea/net/codec/chunked_reader.hpp>

#include <gtest/gtest.h>

#include <string>

namespace cardea::net {
namespace {

using Progress = ChunkedReader::Progress;
using namespace std::string_literals;

struct Read {
    Progress progress = Progress::more;
    std::string body;
    std::string rest;
    Status status = Status::ok;
};

Read read_in_pieces(std::string_view bytes, std::size_t piece) {
    ChunkedReader reader{100};
    Read result;
    while (!bytes.empty() && result.progress == Progress::more) {
        auto part = bytes.substr(0, piece);
        const auto before = part.size();
        result.progress = reader.read(part, result.body);
        bytes.remove_prefix(before - part.size());
    }
    result.rest = bytes;
    if (result.progress == Progress::rejected) result.status = reader.rejection().status;
    return result;
}

TEST(ChunkedReader, joins_the_chunks_and_leaves_the_rest) {
    const std::string bytes =
        "5\r\nhello\r\n1;a=\"b\"\r\n \r\n00005\r\nworld\r\n0\r\nX-Trailer: x\r\n\r\nGET /";
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        const auto read = read_in_pieces(bytes, piece);
        ASSERT_EQ(read.progress, Progress::complete) << piece;
        EXPECT_EQ(read.body, "hello world");
        EXPECT_EQ(read.rest, "GET /");
    }
}

TEST(ChunkedReader, takes_a_body_of_exactly_the_limit) {
    EXPECT_EQ(read_in_pieces("64\r\n" + std::string(100, 'x') + "\r\n0\r\n\r\n", 7).progress,
              Progress::complete);
}

struct ChunkRow {
    const char* name;
    std::string bytes;
    Status expected = Status::bad_request;
};
struct ChunkedReaderRefuses : testing::TestWithParam<ChunkRow> {};
TEST_P(ChunkedReaderRefuses, however_it_is_cut) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, GetParam().bytes.size()}) {
        const auto read = read_in_pieces(GetParam().bytes, piece);
        EXPECT_EQ(read.progress, Progress::rejected);
        EXPECT_EQ(read.status, GetParam().expected);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, ChunkedReaderRefuses,
    testing::Values(ChunkRow{"empty_size", "\r\nx\r\n0\r\n\r\n"},
                    ChunkRow{"signed_size", "+1\r\nx\r\n0\r\n\r\n"},
                    ChunkRow{"negative_size", "-1\r\nx\r\n0\r\n\r\n"},
                    ChunkRow{"prefixed_size", "0x1\r\nx\r\n0\r\n\r\n"},
                    ChunkRow{"spaced_size", " 1\r\nx\r\n0\r\n\r\n"},
                    ChunkRow{"space_behind_size", "1 \r\nx\r\n0\r\n\r\n"},
                    ChunkRow{"no_hex", "1g\r\nx\r\n0\r\n\r\n"},
                    ChunkRow{"overflowing_size", "10000000000000001\r\nx\r\n0\r\n\r\n"},
                    ChunkRow{"huge_size", "ffffffffffffffff\r\nx", Status::content_too_large},
                    ChunkRow{"too_large_before_a_byte", "65\r\n", Status::content_too_large},
                    ChunkRow{"too_large_in_sum",
                             "60\r\n" + std::string(96, 'x') + "\r\n5\r\nhello\r\n",
                             Status::content_too_large},
                    ChunkRow{"line_feed_behind_size", "1\nx\r\n0\r\n\r\n"},
                    ChunkRow{"line_feed_behind_content", "1\r\nx\n0\r\n\r\n"},
                    ChunkRow{"longer_than_said", "1\r\nxy\r\n0\r\n\r\n"},
                    ChunkRow{"no_end_of_content", "1\r\nxZZ\r\n0\r\n\r\n"},
                    ChunkRow{"nul_in_extension", "1;a=\"\0\"\r\nx\r\n0\r\n\r\n"s},
                    ChunkRow{"line_feed_in_extension", "1;a=\"\n\"\r\nx\r\n0\r\n\r\n"},
                    ChunkRow{"return_in_extension", "1;a\rb\r\nx\r\n0\r\n\r\n"},
                    ChunkRow{"endless_extension", "1;" + std::string(2000, 'a')},
                    ChunkRow{"folded_trailer", "0\r\nX: a\r\n b\r\n\r\n"},
                    ChunkRow{"malformed_trailer", "0\r\nX\r\n\r\n"},
                    ChunkRow{"endless_trailers",
                             [] {
                                 std::string text = "0\r\n";
                                 for (int at = 0; at < 1000; ++at) text += "X-A: b\r\n";
                                 return text;
                             }()}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
}  // namespace cardea::net
