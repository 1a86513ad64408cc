#include <cardea/accounts/sign_out.hpp>

#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <gtest/gtest.h>

// Under test: a session ends at once, by whom it belongs to, and no other session with it.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;

struct SignOutTest : testing::Test {
    void sign_out_by(std::string token) {
        block_on(sign_out(test.accounts, Secret{std::move(token)}));
    }
    bool is_alive(const Session& which) const { return test.lives(which); }

    TestAccounts test;
    User user = test.add(ada);
    User other = test.add(bob);
    Session session = test.log_in(ada).value();
    Session sibling = test.log_in(ada).value();
    Session foreign = test.log_in(bob).value();
};

TEST_F(SignOutTest, ends_this_session_and_no_other) {
    EXPECT_TRUE(block_on(sign_out(test.accounts, session.id, user.id)));
    EXPECT_FALSE(is_alive(session));
    EXPECT_TRUE(is_alive(sibling));
    EXPECT_TRUE(is_alive(foreign));
    EXPECT_EQ(test.rotate(session.refresh_token.reveal()).error(), Errc::invalid_token);
    EXPECT_TRUE(test.rotate(sibling.refresh_token.reveal()));
}

TEST_F(SignOutTest, ends_a_session_once) {
    EXPECT_TRUE(block_on(sign_out(test.accounts, session.id, user.id)));
    test.clock.advance(1h);
    EXPECT_FALSE(block_on(sign_out(test.accounts, session.id, user.id)));
    sign_out_by(session.refresh_token.reveal());
    EXPECT_EQ(test.value<TimePoint>("SELECT ended_at FROM sessions WHERE id = ?", session.id),
              noon);
}

TEST_F(SignOutTest, ends_nobody_elses_session) {
    EXPECT_FALSE(block_on(sign_out(test.accounts, foreign.id, user.id)));
    EXPECT_FALSE(block_on(sign_out(test.accounts, Uuid{}, user.id)));
    EXPECT_TRUE(is_alive(foreign));
}

TEST_F(SignOutTest, ends_the_session_of_a_refresh_token_even_of_a_used_one) {
    const auto first = session.refresh_token.reveal();
    const auto second = test.rotate(first).value();
    test.clock.advance(1h);
    sign_out_by(first);
    EXPECT_FALSE(is_alive(session));
    EXPECT_EQ(test.rotate(second).error(), Errc::invalid_token);
    sign_out_by(sibling.refresh_token.reveal());
    EXPECT_FALSE(is_alive(sibling));
    EXPECT_TRUE(is_alive(foreign));
}

TEST_F(SignOutTest, ends_nothing_for_a_token_that_it_does_not_know) {
    for (const auto& unknown : {std::string{}, std::string{"cdr_"}, make_refresh_token().reveal(),
                                session.id.text(), std::string(1'000'000, 'A')})
        sign_out_by(unknown);
    for (const auto* each : {&session, &sibling, &foreign}) EXPECT_TRUE(is_alive(*each));
}

TEST_F(SignOutTest, ends_every_session_of_a_user_and_spares_the_others) {
    EXPECT_TRUE(block_on(sign_out(test.accounts, session.id, user.id)));
    test.clock.advance(1h);
    EXPECT_EQ(block_on(sign_out_everywhere(test.accounts, user.id)), 1U);
    EXPECT_FALSE(is_alive(sibling));
    EXPECT_TRUE(is_alive(foreign));
    EXPECT_EQ(test.value<TimePoint>("SELECT ended_at FROM sessions WHERE id = ?", session.id),
              noon);
    EXPECT_EQ(test.value<TimePoint>("SELECT ended_at FROM sessions WHERE id = ?", sibling.id),
              noon + 1h);
}

}  // namespace
}  // namespace cardea::accounts
