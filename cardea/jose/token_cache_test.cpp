// Under test: verified tokens are found again whole, as many as were allowed, the used ones longest.
#include <cardea/jose/token_cache.hpp>

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

namespace cardea::jose {
namespace {

std::string token_number(std::size_t number) {
    auto text = std::to_string(number);
    return "header.payload." + std::string(10, 's') + text;
}

/// Keeps a token as a verifier does: the cache holds it, and whoever verified it lets go.
void keep(TokenCache& cache, const std::string& token) {
    cache.keep(*ClaimsRecord::make(token, "{}"));
}

TEST(TokenCache, finds_what_it_kept_and_nothing_else) {
    TokenCache cache{8};
    EXPECT_EQ(cache.find(token_number(1)), nullptr);
    keep(cache, token_number(1));
    ASSERT_NE(cache.find(token_number(1)), nullptr);
    EXPECT_EQ(cache.find(token_number(1))->token, token_number(1));
    EXPECT_EQ(cache.find("x" + token_number(1)), nullptr) << "the same end is not the same token";
    EXPECT_EQ(cache.find(token_number(1).substr(1)), nullptr);
    EXPECT_EQ(cache.find(""), nullptr);
}

TEST(TokenCache, tells_tokens_apart_that_end_alike) {
    TokenCache cache{8};
    const std::string end = "the same signature";
    keep(cache, "one." + end);
    keep(cache, "two." + end);
    EXPECT_EQ(cache.find("one." + end)->token, "one." + end);
    EXPECT_EQ(cache.find("two." + end)->token, "two." + end);
    cache.forget("one." + end);
    EXPECT_EQ(cache.find("one." + end), nullptr);
    EXPECT_NE(cache.find("two." + end), nullptr);
}

TEST(TokenCache, keeps_no_more_than_it_may) {
    TokenCache cache{16};
    for (std::size_t i = 0; i < 1000; ++i) keep(cache, token_number(i));
    std::size_t found = 0;
    for (std::size_t i = 0; i < 1000; ++i) found += cache.find(token_number(i)) != nullptr ? 1 : 0;
    EXPECT_EQ(found, 16U);
    EXPECT_NE(cache.find(token_number(999)), nullptr);
}

TEST(TokenCache, lets_go_of_those_that_nobody_asked_for) {
    TokenCache cache{16};
    for (std::size_t i = 0; i < 16; ++i) keep(cache, token_number(i));
    for (std::size_t i = 16; i < 200; ++i) {
        for (std::size_t used = 0; used < 4; ++used) {
            EXPECT_NE(cache.find(token_number(used)), nullptr) << i;
        }
        keep(cache, token_number(i));
    }
}

TEST(TokenCache, keeps_nothing_where_it_may_not_or_need_not) {
    EXPECT_FALSE(TokenCache{0}.would_keep(token_number(1)));
    EXPECT_EQ(TokenCache{0}.find(token_number(1)), nullptr);
    const TokenCache cache{8};
    EXPECT_FALSE(cache.would_keep(std::string(TokenCache::token_bytes_max + 1, 'x')));
    EXPECT_FALSE(cache.would_keep("short"));
    EXPECT_TRUE(cache.would_keep(token_number(1)));
}

TEST(TokenCache, agrees_with_a_set_whatever_happens) {
    TokenCache cache{64};
    std::set<std::string> kept;
    std::mt19937 random{7};
    for (int step = 0; step < 20'000; ++step) {
        const auto token = token_number(random() % 100);
        switch (random() % 3) {
            case 0:
                if (cache.find(token) == nullptr && kept.size() < 64) {
                    keep(cache, token);
                    kept.insert(token);
                }
                break;
            case 1:
                cache.forget(token);
                kept.erase(token);
                break;
            default: EXPECT_EQ(cache.find(token) != nullptr, kept.contains(token)) << token;
        }
    }
    cache.clear();
    for (const auto& token : kept) EXPECT_EQ(cache.find(token), nullptr);
}

TEST(TokenCache, leaves_a_record_to_those_who_still_hold_it) {
    ClaimsRecord::Owned record = ClaimsRecord::make(token_number(1), "{}");
    {
        TokenCache cache{8};
        cache.keep(*record);
        EXPECT_EQ(record->holders.load(), 2U);
    }
    EXPECT_EQ(record->holders.load(), 1U);
    EXPECT_EQ(record->token, token_number(1));
}

}  // namespace
}  // namespace cardea::jose
