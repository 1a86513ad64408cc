// Under test: multipart bodies as browsers and curl write them, and as attackers would.
#include <cardea/http/multipart.hpp>

#include <cardea/http/media_type.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace cardea::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A part with this head, and the text in front of which it ends.
std::string part(const std::string& head, const std::string& content = "x") {
    return "--b\r\n" + head + "\r\n\r\n" + content + "\r\n";
}
const std::string named = "Content-Disposition: form-data; name=\"a\"";

Part only(const std::string& body) {
    auto parts = parse_multipart(body, "b").value();
    EXPECT_EQ(parts.size(), 1U);
    return parts.at(0);
}
Part with_head(const std::string& head) { return only(part(head) + "--b--\r\n"); }

TEST(ParseMultipart, reads_what_a_browser_sends) {
    const std::string body =
        "------WebKitFormBoundaryAb1\r\n"
        "Content-Disposition: form-data; name=\"title\"\r\n\r\n"
        "A hinge\r\n"
        "------WebKitFormBoundaryAb1\r\n"
        "Content-Disposition: form-data; name=\"picture\"; filename=\"h%22\xc3\xa9.png\"\r\n"
        "Content-Type: image/png\r\n\r\n"
        "\x89PNG\r\n\x1a\n\r\n\r\n"
        "------WebKitFormBoundaryAb1--\r\n";
    EXPECT_THAT(parse_multipart(body, "----WebKitFormBoundaryAb1").value(),
                ElementsAre(Part{.name = "title", .content = "A hinge"},
                            Part{.name = "picture",
                                 .filename = "h\"\xc3\xa9.png",
                                 .content_type = "image/png",
                                 .content = "\x89PNG\r\n\x1a\n\r\n"}));
}

TEST(ParseMultipart, reads_no_part_and_empty_parts) {
    EXPECT_THAT(parse_multipart("--b--\r\n", "b").value(), IsEmpty());
    EXPECT_THAT(parse_multipart("--b--", "b").value(), IsEmpty());
    EXPECT_EQ(only(part(named, "") + "--b--").content, "");
}

TEST(ParseMultipart, keeps_the_content_byte_for_byte) {
    std::string every_byte;
    for (int code = 0; code < 256; ++code) every_byte += static_cast<char>(code);
    for (const auto& content :
         {every_byte, std::string{"\r\n\r\n"}, std::string{"\r\n--"}, std::string{"\n"},
          std::string{"\r"}, std::string{"a--b\r\n-b\r\n--c"}}) {
        EXPECT_EQ(only(part(named, content) + "--b--\r\n").content, content);
    }
}

TEST(ParseMultipart, takes_names_as_they_are_sent) {
    EXPECT_EQ(with_head("content-disposition:FORM-DATA;NAME=a").name, "a");
    EXPECT_EQ(with_head("Content-Disposition: form-data ; x=1 ; name=\"a b\" ").name, "a b");
    EXPECT_EQ(with_head("Content-Disposition: form-data; name=\"\"").name, "");
    EXPECT_EQ(with_head("Content-Disposition: form-data; name=\"a;b=c\"").name, "a;b=c");
    EXPECT_EQ(with_head("Content-Disposition: form-data; name=\"%22%0D%0A%41%0a%2522\"").name,
              "\"\r\n%41%0a%2522");
    EXPECT_EQ(with_head(named + "; filename=\"C:\\dir\\x.txt\"").filename, "C:\\dir\\x.txt");
    EXPECT_EQ(with_head(named + "; filename=\"../../etc/passwd\"").filename, "../../etc/passwd");
    EXPECT_EQ(with_head(named + "; filename=\"\"").filename, "");
    EXPECT_EQ(with_head(named).filename, std::nullopt);
}

TEST(ParseMultipart, ignores_fields_that_say_nothing_about_the_form) {
    EXPECT_EQ(with_head("Content-Length: 1\r\nX-A: \xc3\xa9\tb\r\n" + named).name, "a");
    const auto body = part(named + "\r\nContent-Transfer-Encoding: BINARY") + "--b--\r\n";
    EXPECT_EQ(only(body).content, "x");  // a view into the body
}

TEST(ParseMultipart, keeps_to_its_limits_to_the_byte) {
    const auto body = part(named, "12345") + part(named + "; filename=f", "1234567") + "--b--\r\n";
    const MultipartLimits enough{.parts_max = 2,
                                 .part_head_bytes_max = named.size() + 12,
                                 .text_bytes_max = 5,
                                 .file_bytes_max = 7};
    EXPECT_TRUE(parse_multipart(body, "b", enough));
    const auto refusal = [&](std::size_t MultipartLimits::* limit) {
        auto less = enough;
        --(less.*limit);
        return parse_multipart(body, "b", less).error();
    };
    EXPECT_EQ(refusal(&MultipartLimits::parts_max), MultipartErrc::too_many_parts);
    EXPECT_EQ(refusal(&MultipartLimits::part_head_bytes_max), MultipartErrc::head_too_large);
    EXPECT_EQ(refusal(&MultipartLimits::text_bytes_max), MultipartErrc::part_too_large);
    EXPECT_EQ(refusal(&MultipartLimits::file_bytes_max), MultipartErrc::part_too_large);
    EXPECT_EQ(refusal(&MultipartLimits::file_bytes_max).fault(), Fault::too_large);
}

struct BadBody {
    const char* row;
    std::string body;
    MultipartErrc expected;
};
struct ParseMultipartRefuses : testing::TestWithParam<BadBody> {};

TEST_P(ParseMultipartRefuses, and_names_the_reason) {
    const auto parts = parse_multipart(GetParam().body, "b");
    ASSERT_FALSE(parts);
    EXPECT_EQ(parts.error(), GetParam().expected) << parts.error();
}

const std::string end = "--b--\r\n";

INSTANTIATE_TEST_SUITE_P(
    HostileFrames, ParseMultipartRefuses,
    testing::Values(
        BadBody{"empty", "", MultipartErrc::preamble},
        BadBody{"preamble", "hello\r\n" + part(named) + end, MultipartErrc::preamble},
        BadBody{"line_end_before", "\r\n" + part(named) + end, MultipartErrc::preamble},
        BadBody{"other_boundary", "--c--\r\n", MultipartErrc::preamble},
        BadBody{"boundary_in_capitals", "--B--\r\n", MultipartErrc::preamble},
        BadBody{"boundary_alone", "--b", MultipartErrc::unfinished},
        BadBody{"no_final_boundary", part(named), MultipartErrc::unfinished},
        BadBody{"ends_at_a_boundary", part(named) + "--b\r\n", MultipartErrc::unfinished},
        BadBody{"half_a_final_boundary", part(named) + "--b-", MultipartErrc::unfinished},
        BadBody{"no_head", "--b\r\n\r\nx\r\n" + end, MultipartErrc::disposition},
        BadBody{"head_without_end", "--b\r\n" + named + "\r\n", MultipartErrc::unfinished},
        BadBody{"epilogue", part(named) + end + "more", MultipartErrc::epilogue},
        BadBody{"epilogue_of_line_ends", part(named) + end + "\r\n", MultipartErrc::epilogue},
        BadBody{"epilogue_after_lf", part(named) + "--b--\n", MultipartErrc::epilogue},
        BadBody{"second_form", part(named) + end + part(named) + end, MultipartErrc::epilogue},
        BadBody{"longer_boundary", part(named, "x\r\n--bc") + end,
                MultipartErrc::ambiguous_boundary},
        BadBody{"padded_boundary", "--b \r\n" + named + "\r\n\r\nx\r\n" + end,
                MultipartErrc::ambiguous_boundary},
        BadBody{"boundary_after_lf", part(named, "x\n--b\r\n") + end,
                MultipartErrc::ambiguous_boundary},
        BadBody{"boundary_after_cr", part(named, "x\r--b--") + end,
                MultipartErrc::ambiguous_boundary},
        BadBody{"boundary_after_head", "--b\r\n" + named + "\r\n\r\n" + end,
                MultipartErrc::ambiguous_boundary},
        BadBody{"boundary_ends_in_lf", "--b\n" + named + "\n\nx\n--b--\n",
                MultipartErrc::ambiguous_boundary}),
    [](const auto& row) { return row.param.row; });

BadBody bad_head(const char* row, const std::string& head, MultipartErrc expected) {
    return {row, part(head) + end, expected};
}

INSTANTIATE_TEST_SUITE_P(
    HostileHeads, ParseMultipartRefuses,
    testing::Values(
        bad_head("none", "", MultipartErrc::disposition),
        bad_head("bare_lf", named + "\nX: y", MultipartErrc::malformed_head),
        bad_head("bare_cr", named + "\rX: y", MultipartErrc::malformed_head),
        bad_head("nul", named + std::string("\r\nX: a\0", 8), MultipartErrc::malformed_head),
        bad_head("folded", named + "\r\n filename=x", MultipartErrc::malformed_head),
        bad_head("no_colon", named + "\r\nX", MultipartErrc::malformed_head),
        bad_head("space_before_colon", "Content-Disposition : form-data; name=a",
                 MultipartErrc::malformed_head),
        bad_head("no_utf8", "Content-Disposition: form-data; name=\"\xe9\"",
                 MultipartErrc::malformed_head),
        bad_head("surrogate", named + "; filename=\"\xed\xa0\x80\"", MultipartErrc::malformed_head),
        bad_head("next_boundary_as_field", named + "\r\n--b: x", MultipartErrc::malformed_head),
        bad_head("disposition_twice", named + "\r\n" + named, MultipartErrc::repeated_field),
        bad_head("type_twice", named + "\r\nContent-Type: a/b\r\nCONTENT-TYPE: a/c",
                 MultipartErrc::repeated_field),
        bad_head("no_disposition", "Content-Type: text/plain", MultipartErrc::disposition),
        bad_head("attachment", "Content-Disposition: attachment; name=a",
                 MultipartErrc::disposition),
        bad_head("no_name", "Content-Disposition: form-data; filename=a",
                 MultipartErrc::disposition),
        bad_head("name_twice", named + "; name=\"b\"", MultipartErrc::disposition),
        bad_head("filename_twice", named + "; filename=a; FileName=b", MultipartErrc::disposition),
        bad_head("open_quote", "Content-Disposition: form-data; name=\"a",
                 MultipartErrc::disposition),
        bad_head("quote_behind_backslash", named + R"(; filename="a\"; x="b")",
                 MultipartErrc::disposition),
        bad_head("text_behind_quote", named + "b", MultipartErrc::disposition),
        bad_head("empty_token",
                 "Content-Disposition: form-data; name=", MultipartErrc::disposition),
        bad_head("no_token", "Content-Disposition: form-data; name=a/b",
                 MultipartErrc::disposition),
        bad_head("empty_parameter", named + ";", MultipartErrc::disposition),
        bad_head("extended_filename", named + "; filename=a; filename*=UTF-8''b",
                 MultipartErrc::extended_name),
        bad_head("extended_name", "Content-Disposition: form-data; name*=UTF-8''b",
                 MultipartErrc::extended_name),
        bad_head("base64", named + "\r\nContent-Transfer-Encoding: base64",
                 MultipartErrc::encoded_content),
        bad_head("long_head", named + "\r\nX: " + std::string(5000, 'x'),
                 MultipartErrc::head_too_large),
        bad_head("many_fields",
                 named + "\r\na:\r\nb:\r\nc:\r\nd:\r\ne:\r\nf:\r\ng:\r\nh:\r\ni:\r\nj:"
                         "\r\nk:\r\nl:\r\nm:\r\nn:\r\no:\r\np:",
                 MultipartErrc::malformed_head)),
    [](const auto& row) { return row.param.row; });

TEST(ParseMultipart, is_bounded_in_parts_by_default) {
    std::string body;
    for (int i = 0; i < 129; ++i) body += part(named);
    EXPECT_EQ(parse_multipart(body + end, "b").error(), MultipartErrc::too_many_parts);
}

TEST(BoundaryOf, finds_the_one_boundary) {
    EXPECT_EQ(boundary_of("multipart/form-data; boundary=----WebKitFormBoundaryAb1").value(),
              "----WebKitFormBoundaryAb1");
    EXPECT_EQ(
        boundary_of("multipart/form-data;charset=utf-8 ; BOUNDARY=\"a b'()+_,-./:=?\"").value(),
        "a b'()+_,-./:=?");
    EXPECT_EQ(boundary_of("x; boundary=" + std::string(70, 'a')).value(), std::string(70, 'a'));
}

TEST(BoundaryOf, refuses_what_two_readers_could_take_differently) {
    for (const auto& type :
         {std::string{"multipart/form-data"}, std::string{"x; boundary="},
          std::string{"x; boundary=\"\""}, std::string{"x; boundary=a; boundary=a"},
          std::string{"x; boundary=a; Boundary=b"}, "x; boundary=" + std::string(71, 'a'),
          std::string{"x; boundary=\"a "}, std::string{"x; boundary=\"a \""},
          std::string{R"(x; boundary="a\"b")"}, std::string{"x; boundary=\"a;b\""},
          std::string{"x; boundary=a b"}, std::string{"x; boundary=a,boundary=b"},
          std::string{"x; boundary=\xc3\xa9"}, std::string{"x, y; boundary =a"}}) {
        EXPECT_EQ(boundary_of(type).error(), MultipartErrc::boundary) << type;
    }
}

TEST(WriteMultipart, refuses_what_could_not_be_read_back) {
    const auto write = [](const Part& part) { return write_multipart({&part, 1}, "b"); };
    EXPECT_THROW(write({.name = "a", .content = "x\r\n--b"}), std::invalid_argument);
    EXPECT_THROW(write({.name = "a", .content = "--b"}), std::invalid_argument);
    EXPECT_THROW(write({.name = "a", .content = "x\n--b"}), std::invalid_argument);
    EXPECT_THROW(write({.name = "a\\"}), std::invalid_argument);
    EXPECT_THROW(write({.name = "a%22"}), std::invalid_argument);
    EXPECT_THROW(write({.name = "a\x01"}), std::invalid_argument);
    EXPECT_THROW(write({.name = "\xff"}), std::invalid_argument);
    EXPECT_THROW(write({.name = "a", .content_type = "a\r\nX: y"}), std::invalid_argument);
    EXPECT_THROW(write_multipart({}, "a;b"), std::invalid_argument);
    EXPECT_EQ(
        write({.name = "a\r\nX: \"y\"", .content = "z"}),
        "--b\r\nContent-Disposition: form-data; name=\"a%0D%0AX: %22y%22\"\r\n\r\nz\r\n--b--\r\n");
}

TEST(MediaType, knows_a_multipart_form_and_its_charset) {
    EXPECT_TRUE(is_multipart_form("Multipart/Form-Data; boundary=x"));
    EXPECT_FALSE(is_multipart_form("multipart/mixed; boundary=x"));
    EXPECT_FALSE(is_multipart_form("multipart/form-data; boundary=x; charset=utf-16"));
    EXPECT_TRUE(is_in_utf8("text/plain"));
    EXPECT_TRUE(is_in_utf8("text/plain; charset=UTF-8"));
    EXPECT_FALSE(is_in_utf8("text/plain; charset=utf-7"));
}

}  // namespace
}  // namespace cardea::http
