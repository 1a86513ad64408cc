// Under test: case and blanks of ASCII, and of nothing else.
#include <cardea/base/ascii.hpp>

#include <gtest/gtest.h>

namespace cardea {
namespace {

TEST(Ascii, folds_its_own_letters_alone) {
    EXPECT_TRUE(equal_in_any_case("Content-TYPE", "content-type"));
    EXPECT_TRUE(equal_in_any_case("", ""));
    EXPECT_FALSE(equal_in_any_case("a", "ab"));
    EXPECT_FALSE(equal_in_any_case("ab", "a"));
    EXPECT_FALSE(equal_in_any_case("@", "`")) << "32 apart, and no letters";
    EXPECT_FALSE(equal_in_any_case("[", "{"));
    EXPECT_FALSE(equal_in_any_case("\u00c4", "\u00e4"));
    EXPECT_FALSE(equal_in_any_case("\u212a", "k")) << "the Kelvin sign";
}

TEST(Ascii, is_trimmed_at_both_ends_and_not_within) {
    EXPECT_EQ(trimmed(" \t a b\t "), "a b");
    EXPECT_EQ(trimmed("a"), "a");
    EXPECT_EQ(trimmed(" \t"), "");
    EXPECT_EQ(trimmed(""), "");
    EXPECT_EQ(trimmed("\ra\n"), "\ra\n") << "line ends are no blanks of HTTP";
    EXPECT_EQ(trimmed("\ra\n", "\r\n"), "a");
}

}  // namespace
}  // namespace cardea
