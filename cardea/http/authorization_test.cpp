// Under test: the credential of the one scheme that is asked for, and base64 without a second way
// to write the same.
#include <cardea/http/authorization.hpp>

#include <gtest/gtest.h>

#include <string>

namespace cardea::http {
namespace {

using std::string_literals::operator""s;

TEST(Authorization, gives_what_follows_the_scheme) {
    EXPECT_EQ(credential_of("Basic YTpi", "Basic"), "YTpi");
    EXPECT_EQ(credential_of("bASIC YTpi", "Basic"), "YTpi");
    EXPECT_EQ(credential_of("Bearer   abc", "Bearer"), "abc");
    EXPECT_EQ(credential_of("Bearer a b", "Bearer"), "a b") << "whole: its reader refuses it";
    EXPECT_EQ(credential_of("Basic ", "Basic"), "");
}

TEST(Authorization, gives_nothing_of_another_scheme) {
    for (const auto* field : {"", " ", "Basic", "Basic\tYTpi", "BasicYTpi", "Bearer YTpi",
                              " Basic YTpi", "Basics YTpi", "Bas ic YTpi"}) {
        EXPECT_EQ(credential_of(field, "Basic"), std::nullopt) << '"' << field << '"';
    }
}

TEST(BasicCredential, is_decoded) {
    EXPECT_EQ(decode_basic("QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), "Aladdin:open sesame");  // RFC 7617
    EXPECT_EQ(decode_basic("dGVzdDoxMjPCow=="), "test:123\xc2\xa3");
    EXPECT_EQ(decode_basic("YTpi"), "a:b");
    EXPECT_EQ(decode_basic("Og=="), ":");
    EXPECT_EQ(decode_basic(""), "");
    EXPECT_EQ(decode_basic("AAA="), "\0\0"s);
    EXPECT_EQ(decode_basic("+/+/"), "\xfb\xff\xbf");
}

TEST(BasicCredential, has_one_form) {
    for (const auto* text :
         {"YTp",  "YTpiY", "YTpiYQ",      "YTpiYQ=",  "YTpi====", "YQ===",    "=",
          "====", "Y===",  "YT=i",        "YT==YTpi", "YTpi\n",   "YTp ",     " YTp",
          "YTp!", "-_-_",  "YTo\xc3\xa9", "YR==",     "YTl=",     "YTpi YTpi"}) {
        EXPECT_EQ(decode_basic(text), std::nullopt) << '"' << text << '"';
    }
    EXPECT_EQ(decode_basic("YTp\0"s), std::nullopt);
}

}  // namespace
}  // namespace cardea::http
