#include <cardea/accounts/throttle.hpp>

#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <gtest/gtest.h>

#include <algorithm>

// Under test: so many attempts in a period and no more, whoever tries and however many others do.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;

struct ThrottleTest : testing::Test {
    // How many of `tries` attempts are let through now.
    int let_through(std::string_view key, int tries = 10) {
        int passed = 0;
        for (int i = 0; i < tries; ++i) passed += throttle.attempt(key).has_value() ? 1 : 0;
        return passed;
    }

    ManualClock clock{noon};
    Throttle throttle{"login", Rate{3, 60s}, clock};
};

TEST_F(ThrottleTest, lets_through_as_many_as_the_rate_says_and_then_says_when_to_come_back) {
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(throttle.attempt("ada"));
    const auto refused = throttle.attempt("ada");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), Errc::throttled);
    EXPECT_EQ(refused.error().retry_after(), 20s);
    const std::vector<std::pair<std::string, std::string>> headers{
        {"RateLimit-Policy", R"("login";q=3;w=60)"}, {"RateLimit", R"("login";r=0;t=20)"}};
    EXPECT_EQ(refused.error().headers(), headers);
}

TEST_F(ThrottleTest, keeps_its_word_on_when_to_come_back) {
    Throttle seventh{"seventh", Rate{7, 60s}, clock};  // 60 s is no multiple of 7
    for (int i = 0; i < 7; ++i) EXPECT_TRUE(seventh.attempt("ada"));
    const auto refused = seventh.attempt("ada");
    EXPECT_EQ(refused.error().retry_after(), 9s);
    clock.advance(8s);
    EXPECT_EQ(seventh.attempt("ada").error().retry_after(), 1s);
    clock.advance(1s);
    EXPECT_TRUE(seventh.attempt("ada"));
}

TEST_F(ThrottleTest, does_not_count_what_it_refuses) {
    EXPECT_EQ(let_through("ada", 1000), 3);
    clock.advance(19s);
    EXPECT_EQ(let_through("ada"), 0);
    clock.advance(1s);
    EXPECT_EQ(let_through("ada"), 1);
    clock.advance(60s);
    EXPECT_EQ(let_through("ada"), 3);
}

TEST_F(ThrottleTest, saves_nothing_up_over_a_quiet_time) {
    EXPECT_EQ(let_through("ada"), 3);
    clock.advance(24h);
    EXPECT_EQ(let_through("ada"), 3);
}

TEST_F(ThrottleTest, forgives_one_attempt_at_a_time) {
    EXPECT_EQ(let_through("ada"), 3);
    throttle.forgive("ada");
    EXPECT_EQ(let_through("ada"), 1);
    throttle.forgive("ada");
    throttle.forgive("ada");
    EXPECT_EQ(let_through("ada"), 2);
}

TEST_F(ThrottleTest, gives_no_credit_for_forgiving_what_was_never_tried_or_is_long_past) {
    EXPECT_TRUE(throttle.attempt("ada"));
    clock.advance(24h);
    for (int i = 0; i < 10; ++i) throttle.forgive("ada");
    EXPECT_EQ(let_through("ada"), 3);
    for (int i = 0; i < 10; ++i) throttle.forgive("bob");
    EXPECT_EQ(let_through("bob"), 3);
}

TEST_F(ThrottleTest, tells_keys_apart_by_every_byte) {
    EXPECT_EQ(let_through("ada"), 3);
    const std::string with_nul{"ada\0", 4};
    for (const std::string_view other : {"", "ad", "ada ", "ada\n", "Ada", "bob"})
        EXPECT_EQ(let_through(other), 3);
    EXPECT_EQ(let_through(with_nul), 3);
    EXPECT_EQ(let_through("ada"), 0);
    throttle.forgive("bob");
    EXPECT_EQ(let_through("ada"), 0);
}

TEST_F(ThrottleTest, refuses_nothing_without_a_rate) {
    Throttle off{"off", std::nullopt, clock};
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(off.attempt("ada"));
    off.forgive("ada");
}

TEST_F(ThrottleTest, remembers_who_is_shut_out_while_strangers_flood_it) {
    EXPECT_EQ(let_through("ada"), 3);
    int refused = 0;
    for (int i = 0; i < 400'000; ++i) {  // six times as many as it has places
        refused += throttle.attempt("stranger " + std::to_string(i)) ? 0 : 1;
    }
    EXPECT_EQ(refused, 0);
    EXPECT_EQ(let_through("ada"), 0);
}

TEST_F(ThrottleTest, shuts_nobody_in_by_forgiving_keys_that_it_does_not_know) {
    EXPECT_EQ(let_through("ada"), 3);
    for (int i = 0; i < 400'000; ++i) throttle.forgive("stranger " + std::to_string(i));
    EXPECT_EQ(let_through("ada"), 0);
}

TEST_F(ThrottleTest, forgets_nobody_for_a_key_that_it_does_not_know) {
    Throttle once{"once", Rate{1, 60s}, clock};
    for (int i = 0; i < 400'000; ++i) EXPECT_TRUE(once.attempt("stranger " + std::to_string(i)));
    EXPECT_TRUE(once.attempt("ada"));  // all places are as full as hers
    for (int i = 0; i < 400'000; ++i) once.forgive("passer-by " + std::to_string(i));
    EXPECT_FALSE(once.attempt("ada"));
}

TEST_F(ThrottleTest, counts_across_threads) {
    Throttle shared{"shared", Rate{100, 60s}, clock};
    const auto passed = at_once(8, [&](std::size_t) {
        int mine = 0;
        for (int i = 0; i < 50; ++i) mine += shared.attempt("ada") ? 1 : 0;
        return mine;
    });
    int all = 0;
    for (const int mine : passed) all += mine;
    EXPECT_EQ(all, 100);
}

}  // namespace
}  // namespace cardea::accounts
