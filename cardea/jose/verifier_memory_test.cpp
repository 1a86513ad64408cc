// Under test: what a verifier keeps from one token to the next changes no verdict.
#include <cardea/jose/verifier.hpp>

#include <cardea/jose/errc.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/test_claims.hpp>

#include <gtest/gtest.h>

#include <thread>

namespace cardea::jose {
namespace {

using namespace std::chrono_literals;

struct VerifierMemory : testing::Test {
    ManualClock clock{noon};
    Key key = Key::generate(Algorithm::es256);
    Signer signer{key};
    std::string token = signer.sign(claims_of("ada"));
};

TEST_F(VerifierMemory, counts_what_was_found_and_what_was_not) {
    const Verifier verifier{KeySet{key}, {}, clock};
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(verifier.verify(token));
    EXPECT_EQ(verifier.cache_counts().misses, 1U);
    EXPECT_EQ(verifier.cache_counts().hits, 4U);
    std::thread{[&] { EXPECT_TRUE(verifier.verify(token)); }}.join();
    EXPECT_EQ(verifier.cache_counts().misses, 2U) << "each thread keeps its own";
    std::thread{[&] { EXPECT_TRUE(verifier.verify(token)); }}.join();
    EXPECT_EQ(verifier.cache_counts().misses, 3U) << "and is counted when it is gone";
}

TEST_F(VerifierMemory, keeps_nothing_under_a_symmetric_key_or_where_told) {
    const auto secret = Key::generate(Algorithm::hs256);
    const Verifier symmetric{KeySet{secret}, {}, clock};
    const auto code = Signer{secret}.sign(claims_of("ada"));
    const Verifier forgetful{KeySet{key}, {}, clock, {.cached_tokens = 0}};
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(symmetric.verify(code));
        EXPECT_TRUE(forgetful.verify(token));
    }
    EXPECT_EQ(symmetric.cache_counts().hits, 0U);
    EXPECT_EQ(forgetful.cache_counts().hits, 0U);
}

TEST_F(VerifierMemory, never_skips_the_time) {
    const Verifier verifier{KeySet{key}, {}, clock};
    EXPECT_TRUE(verifier.verify(token));
    clock.advance(59s);
    EXPECT_TRUE(verifier.verify(token));
    clock.advance(1s);
    EXPECT_EQ(verifier.verify(token).error(), Errc::expired);
    clock.advance(-70s);
    EXPECT_EQ(verifier.verify(token).error(), Errc::not_yet_valid);
}

TEST_F(VerifierMemory, believes_no_neighbour_of_a_token_that_it_keeps) {
    const Verifier verifier{KeySet{key}, {}, clock};
    EXPECT_TRUE(verifier.verify(token));
    for (std::size_t at = 0; at < token.size(); ++at) {
        auto other = token;
        other[at] = other[at] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(verifier.verify(other)) << at;
    }
    EXPECT_TRUE(verifier.verify(token));
}

TEST_F(VerifierMemory, is_each_verifiers_own) {
    const Verifier one{KeySet{key}, {}, clock};
    EXPECT_TRUE(one.verify(token));
    const Verifier other{KeySet{Key::generate(Algorithm::es256)}, {}, clock};
    EXPECT_EQ(other.verify(token).error(), Errc::key);
    const Verifier stricter{KeySet{key}, {.audience = "stock"}, clock};
    EXPECT_EQ(stricter.verify(token).error(), Errc::audience);
    EXPECT_TRUE(one.verify(token));
}

TEST_F(VerifierMemory, goes_with_its_verifier) {
    for (int i = 0; i < 200; ++i) {  // more than a thread keeps, often at the same address
        const auto other = Key::generate(Algorithm::es256);
        const Verifier verifier{KeySet{i % 2 == 0 ? key : other}, {}, clock};
        EXPECT_EQ(verifier.verify(token).has_value(), i % 2 == 0) << i;
    }
}

TEST_F(VerifierMemory, is_shared_by_copies) {
    const Verifier one{KeySet{key}, {}, clock};
    const Verifier copy = one;
    EXPECT_TRUE(one.verify(token));
    EXPECT_TRUE(copy.verify(token));
    EXPECT_EQ(one.cache_counts().hits, 1U);
}

TEST_F(VerifierMemory, follows_keys_that_change) {
    const auto live = std::make_shared<LiveKeySet>(KeySet{key});
    const Verifier verifier{live, {}, clock};
    EXPECT_TRUE(verifier.verify(token));
    const auto next = Key::generate(Algorithm::es256);
    live->replace(KeySet{next});
    EXPECT_EQ(verifier.verify(token).error(), Errc::key)
        << "what was verified under a key goes with it";
    EXPECT_TRUE(verifier.verify(Signer{next}.sign(claims_of("ada"))));
    live->replace(KeySet{{key, next}});
    EXPECT_TRUE(verifier.verify(token));
}

TEST_F(VerifierMemory, tells_which_key_was_missing) {
    std::vector<std::string> missed;
    const auto live = std::make_shared<LiveKeySet>(
        KeySet{key}, [&](std::string_view kid) { missed.emplace_back(kid); });
    const Verifier verifier{live, {}, clock};
    const auto stranger = Key::generate(Algorithm::es256);
    EXPECT_EQ(verifier.verify(Signer{stranger}.sign(claims_of("ada"))).error(), Errc::key);
    EXPECT_EQ(missed, std::vector{stranger.kid()});
    EXPECT_TRUE(verifier.verify(token));
    EXPECT_EQ(verifier.verify("a.b.c").error(), Errc::malformed);
    // A key of that name that has another algorithm is not missing.
    EXPECT_EQ(
        verifier
            .verify(Signer{Key::generate(Algorithm::es384).named(key.kid())}.sign(claims_of("ada")))
            .error(),
        Errc::algorithm);
    EXPECT_EQ(missed.size(), 1U);
}

TEST_F(VerifierMemory, serves_many_threads_while_keys_change) {
    const auto live = std::make_shared<LiveKeySet>(KeySet{key});
    const Verifier verifier{live, {}, clock};
    const auto other = Key::generate(Algorithm::es256);
    const auto others_token = Signer{other}.sign(claims_of("bob"));
    std::vector<std::jthread> threads;
    for (int t = 0; t < 3; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 200; ++i) {
                const auto one = verifier.verify(token);
                EXPECT_TRUE(!one || one->subject() == "ada");
                const auto two = verifier.verify(others_token);
                EXPECT_TRUE(!two || two->subject() == "bob");
            }
        });
    }
    for (int i = 0; i < 100; ++i) live->replace(KeySet{i % 2 == 0 ? other : key});
    threads.clear();
    live->replace(KeySet{key});
    EXPECT_TRUE(verifier.verify(token));
    EXPECT_FALSE(verifier.verify(others_token));
}

TEST_F(VerifierMemory, hands_out_claims_that_outlive_everything) {
    std::optional<VerifiedClaims> kept;
    {
        const Verifier verifier{KeySet{key}, {}, clock};
        auto believed = verifier.verify(std::string{token}).value();
        kept = believed;
        believed = verifier.verify(signer.sign(claims_of("bob"))).value();
        EXPECT_EQ(believed.subject(), "bob");
    }
    EXPECT_EQ(kept->subject(), "ada");
    EXPECT_EQ(kept->audience().back(), "invoices");
}

}  // namespace
}  // namespace cardea::jose
