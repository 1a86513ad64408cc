#include <cardea/accounts/session.hpp>

#include <cardea/accounts/profile.hpp>
#include <cardea/accounts/sign_out.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <gtest/gtest.h>

#include <set>

// Under test: what a session may do, what a refresh token looks like, and when a session lives.
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

TEST(RefreshToken, has_a_prefix_and_256_random_bits) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto token = make_refresh_token();
        EXPECT_TRUE(is_refresh_token(token.reveal()));
        EXPECT_EQ(token.reveal().substr(0, 4), "cdr_");
        EXPECT_EQ(token.reveal().size(), 47U);  // 4 and 43 of base64url: 32 bytes
        seen.insert(token.reveal());
    }
    EXPECT_EQ(seen.size(), 100U);
}

TEST(RefreshToken, is_stored_as_a_hash_of_all_of_it) {
    const auto token = make_refresh_token();
    EXPECT_EQ(hash_of(token.reveal()), crypto::sha256(token.reveal()));
    auto other = token.reveal();
    other[4] = other[4] == 'A' ? 'B' : 'A';
    EXPECT_NE(hash_of(other), hash_of(token.reveal()));
}

struct NoToken {
    const char* name;
    std::string text;
};
struct RefreshTokenForm : testing::TestWithParam<NoToken> {};

TEST_P(RefreshTokenForm, is_known_by_itself) { EXPECT_FALSE(is_refresh_token(GetParam().text)); }

INSTANTIATE_TEST_SUITE_P(
    Hostile, RefreshTokenForm,
    testing::Values(NoToken{"empty", ""}, NoToken{"prefix_alone", "cdr_"},
                    NoToken{"no_prefix", std::string(47, 'A')},
                    NoToken{"prefix_in_capitals", "CDR_" + std::string(43, 'A')},
                    NoToken{"space_before", " cdr_" + std::string(43, 'A')},
                    NoToken{"line_break_behind", "cdr_" + std::string(43, 'A') + "\n"},
                    NoToken{"too_short", "cdr_" + std::string(42, 'A')},
                    NoToken{"too_long", "cdr_" + std::string(44, 'A')},
                    NoToken{"very_long", "cdr_" + std::string(1'000'000, 'A')},
                    NoToken{"padded", "cdr_" + std::string(42, 'A') + "="},
                    NoToken{"other_alphabet", "cdr_" + std::string(42, 'A') + "+"},
                    NoToken{"bits_beyond_the_last_byte", "cdr_" + std::string(42, 'A') + "B"},
                    NoToken{"nul_within",
                            "cdr_" + std::string(20, 'A') + "\0"s + std::string(22, 'A')},
                    NoToken{"a_jwt", "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"}),
    [](const auto& row) { return row.param.name; });

TEST(SessionLife, lasts_until_the_session_is_ended_and_is_its_users_alone) {
    TestAccounts test;
    const auto user = test.add(ada);
    const auto other = test.add(bob);
    const auto session = test.log_in(ada).value();
    const auto is_alive = [&](std::string_view id, std::string_view whose) {
        const auto found = block_on(find_signed_in(*test.database, whose, id));
        return found && found->session_lives;
    };
    EXPECT_TRUE(is_alive(session.id.text(), user.id.text()));
    EXPECT_FALSE(is_alive(session.id.text(), other.id.text()));
    EXPECT_FALSE(is_alive(user.id.text(), user.id.text()));
    EXPECT_FALSE(is_alive("", ""));
    EXPECT_FALSE(is_alive("' OR '1'='1", user.id.text()));
    EXPECT_TRUE(block_on(sign_out(test.accounts, session.id, user.id)));
    EXPECT_FALSE(is_alive(session.id.text(), user.id.text()));
}

}  // namespace
}  // namespace cardea::accounts
