#include <cardea/accounts/scope_text.hpp>

#include <gtest/gtest.h>

// Under test: scopes are sets of words, and only whole words count.
namespace cardea::accounts {
namespace {

using namespace std::string_literals;

struct Narrowing {
    const char* name;
    std::optional<std::string> granted;
    std::string present;
    std::string left;
};
struct NarrowedScope : testing::TestWithParam<Narrowing> {};

TEST_P(NarrowedScope, has_only_what_was_granted_and_is_still_there) {
    EXPECT_EQ(narrowed_scope(GetParam().granted, GetParam().present), GetParam().left);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, NarrowedScope,
    testing::Values(Narrowing{"all_where_nothing_was_asked_for", std::nullopt, "a b", "a b"},
                    Narrowing{"nothing_of_nothing", std::nullopt, "", ""},
                    Narrowing{"none_where_none_was_asked_for", "", "a b", ""},
                    Narrowing{"what_was_asked_for_in_its_order", "b a", "a b c", "b a"},
                    Narrowing{"what_the_user_lost_is_gone", "a b", "b", "b"},
                    Narrowing{"all_lost", "a b", "", ""},
                    Narrowing{"what_the_user_gained_is_not_added", "a", "a users:write", "a"},
                    Narrowing{"no_beginning_of_a_word", "users", "users:write", ""},
                    Narrowing{"no_end_of_a_word", "write", "users:write", ""},
                    Narrowing{"no_longer_word", "users:write:all", "users:write", ""},
                    Narrowing{"no_other_case", "Users:Write", "users:write", ""},
                    Narrowing{"no_word_twice", "a b a", "a b", "a b"},
                    Narrowing{"spaces_are_no_words", "  a  b ", "a b", "a b"},
                    Narrowing{"only_spaces", "   ", "a b", ""},
                    Narrowing{"last_of_many", "d", "a b c d", "d"}),
    [](const auto& row) { return row.param.name; });

struct Cleaning {
    const char* name;
    std::string text;
    std::optional<std::string> clean;
};
struct CleanScope : testing::TestWithParam<Cleaning> {};

TEST_P(CleanScope, is_single_words_or_nothing) {
    EXPECT_EQ(clean_scope(GetParam().text), GetParam().clean);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, CleanScope,
    testing::Values(
        Cleaning{"empty", "", ""}, Cleaning{"one", "users:read", "users:read"},
        Cleaning{"spaces", "  a   b ", "a b"}, Cleaning{"only_spaces", "   ", ""},
        Cleaning{"twice", "b a b", "b a"}, Cleaning{"case_counts", "a A", "a A"},
        Cleaning{"every_kind_allowed", "!#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~",
                 "!#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~"},
        Cleaning{"quote", "a \"b", std::nullopt}, Cleaning{"backslash", "a\\b", std::nullopt},
        Cleaning{"tab", "a\tb", std::nullopt}, Cleaning{"line_break", "a\r\nb", std::nullopt},
        Cleaning{"nul", "a\0b"s, std::nullopt}, Cleaning{"delete", "a\x7f", std::nullopt},
        Cleaning{"beyond_ascii", "caf\u00e9", std::nullopt},
        Cleaning{"bad_word_at_the_end", "good fine b\"d", std::nullopt}),
    [](const auto& row) { return row.param.name; });

TEST(ScopeBeyond, is_the_words_that_are_not_held) {
    EXPECT_EQ(scope_beyond("a b c", "b"), "a c");
    EXPECT_EQ(scope_beyond("a", "a b"), "");
    EXPECT_EQ(scope_beyond("", ""), "");
    EXPECT_EQ(scope_beyond("users", "users:read"), "users");
}

TEST(ScopeTextReading, refuses_what_no_scope_may_have) {
    EXPECT_EQ(std::get<ScopeText>(ScopeText::read("b  a b")).text(), "b a");
    EXPECT_TRUE(std::holds_alternative<schema::Flaw>(ScopeText::read("a\"b")));
    EXPECT_TRUE(std::holds_alternative<schema::Flaw>(
        ScopeText::read(std::string(scope_bytes_max + 1, 'a'))));
}

}  // namespace
}  // namespace cardea::accounts
