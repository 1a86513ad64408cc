#include <cardea/accounts/password_rules.hpp>

#include <cardea/accounts/test_accounts.hpp>

#include <gtest/gtest.h>

// Under test: what may be a new password, and the one form in which all of them are compared.
namespace cardea::accounts {
namespace {

using namespace std::string_literals;

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

std::string flaw_type(std::string_view password,
                      std::string_view email = "jane.doe@acme-rockets.example") {
    const auto flaw = PasswordRules{}.flaw_of(password, email);
    return flaw ? flaw->type : "none";
}

// Characters that no pattern joins.
std::string various(int characters) {
    std::string text;
    unsigned state = 12345;
    for (int i = 0; i < characters; ++i) {
        state = state * 1103515245U + 12345U;
        text += static_cast<char>('!' + (state >> 16U) % 94);
    }
    return text;
}

struct BadPassword {
    const char* name;
    std::string password;
    std::string type;
};
struct PasswordRulesRefuse : testing::TestWithParam<BadPassword> {};

TEST_P(PasswordRulesRefuse, and_name_the_reason) {
    EXPECT_EQ(flaw_type(GetParam().password), GetParam().type);
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, PasswordRulesRefuse,
    testing::Values(
        BadPassword{"empty", "", "string_too_short"},
        BadPassword{"seven_characters", "x7#Kp2m", "string_too_short"},
        BadPassword{"seven_characters_of_two_bytes", repeated("\u0436", 7), "string_too_short"},
        BadPassword{"seven_composed_out_of_fourteen", repeated("e\u0301", 7), "string_too_short"},
        BadPassword{"too_long_by_one", various(257), "string_too_long"},
        BadPassword{"a_megabyte", std::string(1'000'000, 'x'), "string_too_long"},
        BadPassword{"nul_within", "correct horse\0 battery staple"s, "value_error"},
        BadPassword{"nul_at_the_end", "correct horse battery staple\0"s, "value_error"},
        BadPassword{"the_word_itself", "password", "value_error"},
        BadPassword{"with_capital_and_digit", "Password1", "value_error"},
        BadPassword{"in_leet", "p@ssw0rd", "value_error"},
        BadPassword{"digits_in_order", "12345678", "value_error"},
        BadPassword{"keys_in_a_row", "qwertyuiop", "value_error"},
        BadPassword{"one_letter", "aaaaaaaaaaaa", "value_error"},
        BadPassword{"one_letter_for_long", std::string(200, 'a'), "value_error"},
        BadPassword{"the_address", "jane.doe@acme-rockets.example", "value_error"},
        BadPassword{"the_address_in_capitals", "JANE.DOE@ACME-ROCKETS.EXAMPLE", "value_error"},
        BadPassword{"its_local_part", "jane.doe", "value_error"},
        BadPassword{"the_name_of_its_host", "acme-rockets", "value_error"},
        BadPassword{"a_word_of_it_and_a_digit", "rockets1", "value_error"}),
    [](const auto& row) { return row.param.name; });

struct GoodPassword {
    const char* name;
    std::string password;
};
struct PasswordRulesAccept : testing::TestWithParam<GoodPassword> {};

TEST_P(PasswordRulesAccept, whatever_is_hard_to_guess) {
    EXPECT_EQ(flaw_type(GetParam().password), "none");
}

INSTANTIATE_TEST_SUITE_P(
    Harmless, PasswordRulesAccept,
    testing::Values(
        GoodPassword{"four_words", "correct horse battery staple"},
        GoodPassword{"eight_characters", "x7#Kp2mQ"}, GoodPassword{"the_longest", various(256)},
        GoodPassword{"the_longest_once_composed", various(128) + repeated("e\u0301", 128)},
        GoodPassword{"small_letters_only", "vgkzqwmhxbtj"},
        GoodPassword{"another_alphabet", "\u0436\u0443\u0439\u0446\u044b\u0444\u0451\u044e"},
        GoodPassword{"spaces_at_the_ends", " x7#Kp2mQ "}),
    [](const auto& row) { return row.param.name; });

TEST(PasswordRules, take_their_lengths_from_the_settings) {
    const PasswordRules rules{.characters_min = 12, .characters_max = 14};
    EXPECT_EQ(rules.flaw_of("x7#Kp2mQ9$L", "").value().type, "string_too_short");
    EXPECT_FALSE(rules.flaw_of("x7#Kp2mQ9$Lv", ""));
    EXPECT_EQ(rules.flaw_of("x7#Kp2mQ9$LvT4s", "").value().type, "string_too_long");
}

TEST(PasswordRules, judge_a_password_beside_any_address) {
    for (const std::string_view email :
         {"", "@", "@@@@", "a@b", "\u212a@example.test", "a+b_c-d@e.f"}) {
        EXPECT_EQ(flaw_type("correct horse battery staple", email), "none") << email;
        EXPECT_EQ(flaw_type("password", email), "value_error") << email;
    }
    EXPECT_EQ(flaw_type("vgkzqwmhxbtj"), "none");
    EXPECT_EQ(flaw_type("vgkzqwmhxbtj", "vgkzqwmhxbtj@example.test"), "value_error");
}

TEST(PasswordRules, never_show_the_password_in_what_they_say) {
    EXPECT_EQ(PasswordRules{}.flaw_of("qwertyuiop", "").value().msg.find("qwerty"),
              std::string::npos);
}

TEST(PasswordRules, agree_on_many_threads_at_once) {
    const auto verdicts = at_once(8, [](std::size_t i) {
        return i % 2 == 0 ? flaw_type("password") : flaw_type("correct horse battery staple");
    });
    for (std::size_t i = 0; i < verdicts.size(); ++i)
        EXPECT_EQ(verdicts[i], i % 2 == 0 ? "value_error" : "none");
}

TEST(NormalisedPassword, is_the_same_however_a_keyboard_composes_it) {
    EXPECT_EQ(normalised("caf\u0065\u0301").reveal(), "caf\u00e9");
    EXPECT_EQ(normalised("caf\u00e9").reveal(), "caf\u00e9");
    EXPECT_EQ(normalised("\u1112\u1161\u11ab").reveal(), "\ud55c");  // Hangul
    EXPECT_EQ(normalised("a\u0323\u0307").reveal(),
              normalised("a\u0307\u0323").reveal());  // order of marks
}

TEST(NormalisedPassword, loses_no_difference_beyond_that) {
    EXPECT_NE(normalised("\ufb01").reveal(),
              normalised("fi").reveal());  // a ligature: NFKC folds it
    EXPECT_NE(normalised("A").reveal(), normalised("a").reveal());
    EXPECT_EQ(normalised(" a\t\n").reveal(), " a\t\n");
    EXPECT_EQ(normalised("").reveal(), "");
    EXPECT_EQ(normalised("a\0b"s).reveal(), "a\0b"s);
    EXPECT_EQ(normalised("a\u200bb").reveal(), "a\u200bb");  // zero width
}

TEST(NormalisedPassword, is_left_alone_where_it_is_no_utf8) {
    for (const auto& odd :
         {"\xff\xfe"s, "abc\xc3"s, "\xed\xa0\x80"s, "\xc0\x80"s, "\xf5\x80\x80\x80"s})
        EXPECT_EQ(normalised(odd).reveal(), odd);
}

}  // namespace
}  // namespace cardea::accounts
