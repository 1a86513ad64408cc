#include <cardea/accounts/sweep.hpp>

#include <cardea/accounts/sign_out.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <gtest/gtest.h>

// Under test: what is dead goes in small steps, and nothing else does.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;

struct SweepTest : testing::Test {
    bool is_there(const Session& session) const {
        return test.value<int>("SELECT count(*) FROM sessions WHERE id = ?", session.id) == 1;
    }
    std::size_t sweep(std::size_t count_max = 100) {
        return block_on(sweep_sessions(test.accounts, count_max));
    }

    TestAccounts test{[] {
        auto options = cheap_options();
        options.login_rate = std::nullopt;
        return options;
    }()};
    User user = test.add(ada);
};

TEST_F(SweepTest, takes_an_ended_session_once_no_access_token_can_name_it) {
    const auto ended = test.log_in(ada).value();
    const auto other = test.log_in(ada).value();
    EXPECT_TRUE(block_on(sign_out(test.accounts, ended.id, user.id)));
    test.clock.advance(15min);
    EXPECT_EQ(sweep(), 0U);
    EXPECT_TRUE(is_there(ended));
    test.clock.advance(1s);
    EXPECT_EQ(sweep(), 1U);
    EXPECT_FALSE(is_there(ended));
    EXPECT_TRUE(is_there(other));
    EXPECT_TRUE(test.rotate(other.refresh_token.reveal()));
}

TEST_F(SweepTest, takes_a_session_that_nobody_used_for_too_long) {
    const auto idle = test.log_in(ada).value();
    test.clock.advance(30 * 24h - 1s);
    EXPECT_EQ(sweep(), 0U);
    test.clock.advance(1s);
    EXPECT_EQ(sweep(), 1U);
    EXPECT_FALSE(is_there(idle));
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM refresh_tokens"), 0);
}

TEST_F(SweepTest, takes_no_more_at_once_than_it_is_told) {
    for (int i = 0; i < 7; ++i) test.token_of(ada);
    for (int i = 0; i < 5; ++i) {
        const auto session = test.log_in(ada).value();
        EXPECT_TRUE(block_on(sign_out(test.accounts, session.id, user.id)));
    }
    test.clock.advance(31 * 24h);
    EXPECT_EQ(sweep(4), 4U);
    EXPECT_EQ(sweep(4), 4U);
    EXPECT_EQ(sweep(4), 4U);
    EXPECT_EQ(sweep(4), 0U);
    EXPECT_EQ(test.value<int>("SELECT count(*) FROM sessions"), 0);
}

}  // namespace
}  // namespace cardea::accounts
