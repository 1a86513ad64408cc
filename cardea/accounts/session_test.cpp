#include <cardea/accounts/session.hpp>

#include <gtest/gtest.h>

#include <set>

// Under test: what a refresh token looks like.
namespace cardea::accounts {
namespace {

using namespace std::string_literals;

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

}  // namespace
}  // namespace cardea::accounts
