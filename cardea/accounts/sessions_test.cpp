#include <cardea/accounts/sessions.hpp>

#include <cardea/accounts/sign_out.hpp>
#include <cardea/accounts/test_accounts.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Under test: users see their own live sessions, each once, and end none but those.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;

struct SessionsTest : testing::Test {
    SessionPage page(PageRequest request, std::optional<Uuid> current = {}) {
        return block_on(list_sessions(test.accounts, user.id, current, request));
    }
    std::vector<Uuid> ids(std::size_t limit) {
        std::vector<Uuid> found;
        PageRequest request{.limit = limit};
        while (true) {
            const auto next = page(request);
            EXPECT_LE(next.items.size(), limit);
            for (const auto& session : next.items) found.push_back(session.id);
            if (!next.next_cursor) return found;
            request.after = std::get<Uuid>(Uuid::read(*next.next_cursor));
        }
    }
    Session log_in() {
        auto session = test.log_in(ada).value();
        test.clock.advance(1s);
        return session;
    }

    TestAccounts test{[] {
        auto options = cheap_options();
        options.login_rate = std::nullopt;
        return options;
    }()};
    User user = test.add(ada);
    User other = test.add(bob);
};

TEST_F(SessionsTest, are_listed_the_newest_first_with_all_that_is_shown) {
    const auto first = log_in();
    const auto second = log_in();
    const auto foreign = test.log_in(bob).value();
    const auto found = page({}, second.id);
    ASSERT_EQ(found.items.size(), 2U);
    EXPECT_EQ(found.items[0].id, second.id);
    EXPECT_TRUE(found.items[0].current);
    EXPECT_EQ(found.items[1].id, first.id);
    EXPECT_FALSE(found.items[1].current);
    EXPECT_EQ(found.items[1].created_at, Timestamp{noon});
    EXPECT_EQ(found.items[1].last_used_at, Timestamp{noon});
    EXPECT_EQ(found.items[1].expires_at, Timestamp{noon + 30 * 24h});
    EXPECT_EQ(found.items[1].user_agent, "a test");
    EXPECT_EQ(found.items[1].address, "192.0.2.1");
    EXPECT_EQ(found.next_cursor, std::nullopt);
}

TEST_F(SessionsTest, are_each_on_one_page_whatever_its_size) {
    std::vector<Uuid> all;
    for (int i = 0; i < 7; ++i) all.insert(all.begin(), log_in().id);
    for (const std::size_t limit : {1U, 2U, 3U, 6U, 7U, 8U, 100U}) EXPECT_EQ(ids(limit), all);
}

TEST_F(SessionsTest, are_not_listed_once_they_have_ended_or_expired) {
    const auto idle = log_in();
    test.clock.advance(24h);
    const auto ended = log_in();
    const auto lives = log_in();
    EXPECT_TRUE(block_on(sign_out(test.accounts, ended.id, user.id)));
    test.clock.advance(29 * 24h);
    EXPECT_THAT(ids(10), testing::ElementsAre(lives.id));
}

TEST_F(SessionsTest, are_ended_by_their_own_user_once) {
    const auto session = log_in();
    const auto foreign = test.log_in(bob).value();
    EXPECT_FALSE(block_on(end_session(test.accounts, user.id, foreign.id)));
    EXPECT_FALSE(block_on(end_session(test.accounts, user.id, make_id())));
    EXPECT_TRUE(test.lives(foreign));
    EXPECT_TRUE(block_on(end_session(test.accounts, user.id, session.id)));
    EXPECT_FALSE(block_on(end_session(test.accounts, user.id, session.id)));
    EXPECT_FALSE(test.lives(session));
}

TEST_F(SessionsTest, cannot_be_ended_once_they_have_expired) {
    const auto session = log_in();
    test.clock.advance(30 * 24h);
    EXPECT_FALSE(block_on(end_session(test.accounts, user.id, session.id)));
}

}  // namespace
}  // namespace cardea::accounts
