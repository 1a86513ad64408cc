#include <cardea/accounts/sessions.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/sign_out.hpp>
#include <cardea/accounts/test_accounts.hpp>
#include <cardea/crypto/random.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

// Under test: users see their own sessions that live, each of them once, and end no others.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAreArray;

struct SessionsTest : testing::Test {
    /// A session that was opened so many minutes after noon: its id says so, as ids do.
    Uuid open_at(const User& whose, int minute) {
        const auto at = noon + std::chrono::minutes{minute};
        const auto id = Uuid::v7(std::chrono::time_point_cast<std::chrono::milliseconds>(at),
                                 crypto::random_bytes<10>());
        block_on(test.database->write([&](db::Transaction& transaction) -> Async<> {
            co_await transaction.run(
                "INSERT INTO sessions (id, user_id, client_id, amr, user_agent, address,"
                " created_at, last_used_at, expires_at, ends_by, access_until)"
                " VALUES (?1, ?2, 'cardea', 'pwd', 'an agent', '192.0.2.7', ?3, ?3, ?4, ?4, ?3)",
                id, whose.id, at, noon + 24h);
        }));
        return id;
    }
    /// So many of `user`, the newest first.
    std::vector<Uuid> open(int count) {
        std::vector<Uuid> ids;
        for (int i = 0; i < count; ++i) ids.insert(ids.begin(), open_at(user, i));
        return ids;
    }
    SessionPage page(const User& whose, PageRequest request = {}) {
        return block_on(list_sessions(test.accounts, whose.id, std::nullopt, request));
    }
    static std::vector<Uuid> ids_of(const SessionPage& page) {
        std::vector<Uuid> ids;
        for (const auto& item : page.items) ids.push_back(item.id);
        return ids;
    }
    static Uuid cursor_of(const SessionPage& page) {
        return std::get<Uuid>(Uuid::read(page.next_cursor.value()));
    }
    bool end(const User& whose, Uuid which) {
        return block_on(end_session(test.accounts, whose.id, which));
    }

    TestAccounts test{unthrottled_options()};
    User user = test.add(ada);
    User other = test.add(bob);
};

TEST_F(SessionsTest, shows_where_a_session_comes_from_and_how_it_was_used) {
    const auto session = test.log_in(ada).value();
    test.clock.advance(1h);
    EXPECT_TRUE(test.rotate(session.refresh_token.reveal()));
    const auto all = page(user);
    ASSERT_EQ(all.items.size(), 1U);
    const auto& entry = all.items[0];
    EXPECT_EQ(entry.id, session.id);
    EXPECT_EQ(entry.created_at, Timestamp{noon});
    EXPECT_EQ(entry.last_used_at, Timestamp{noon + 1h});
    EXPECT_EQ(entry.expires_at, Timestamp{noon + 1h + 30 * 24h});
    EXPECT_EQ(entry.user_agent, "a test");
    EXPECT_EQ(entry.address, "192.0.2.1");
    EXPECT_FALSE(entry.current);
    EXPECT_EQ(all.next_cursor, std::nullopt);
}

TEST_F(SessionsTest, lists_the_newest_first_whatever_the_order_of_their_rows) {
    const auto second = open_at(user, 2);
    const auto third = open_at(user, 3);
    const auto first = open_at(user, 1);
    EXPECT_THAT(ids_of(page(user)), testing::ElementsAre(third, second, first));
}

TEST_F(SessionsTest, marks_the_one_that_asks_and_no_other) {
    const auto ids = open(3);
    const auto all = block_on(list_sessions(test.accounts, user.id, ids[1], {}));
    ASSERT_EQ(all.items.size(), 3U);
    for (const auto& item : all.items) EXPECT_EQ(item.current, item.id == ids[1]);
}

TEST_F(SessionsTest, lists_only_those_that_live) {
    const auto ids = open(4);
    test.run("UPDATE sessions SET ended_at = 1 WHERE id = '" + ids[0].text() + "'");
    test.run(
        "UPDATE sessions SET expires_at = " + std::to_string(noon.time_since_epoch().count() + 60) +
        " WHERE id = '" + ids[2].text() + "'");
    EXPECT_THAT(ids_of(page(user)), testing::ElementsAre(ids[1], ids[2], ids[3]));
    test.clock.advance(59s);
    EXPECT_THAT(ids_of(page(user)), testing::ElementsAre(ids[1], ids[2], ids[3]));
    test.clock.advance(1s);
    EXPECT_THAT(ids_of(page(user)), testing::ElementsAre(ids[1], ids[3]));
    test.clock.advance(24h);
    EXPECT_TRUE(page(user).items.empty());
}

TEST_F(SessionsTest, never_shows_what_is_somebody_elses) {
    const auto foreign = open_at(other, 5);
    const auto own = open_at(user, 3);
    EXPECT_THAT(ids_of(page(user)), testing::ElementsAre(own));
    EXPECT_THAT(ids_of(page(other)), testing::ElementsAre(foreign));
    // A cursor is a place in the list and opens nothing, whosesoever it is.
    EXPECT_THAT(ids_of(page(user, {.after = foreign})), testing::ElementsAre(own));
    EXPECT_TRUE(page(user, {.after = own}).items.empty());
    User nobody = user;
    nobody.id = make_id();
    EXPECT_TRUE(page(nobody).items.empty());
    EXPECT_EQ(page(nobody).next_cursor, std::nullopt);
}

TEST_F(SessionsTest, loses_and_repeats_none_between_pages_of_any_size) {
    const auto ids = open(7);
    open_at(other, 3);
    for (std::size_t limit = 1; limit <= 8; ++limit) {
        std::vector<Uuid> seen;
        PageRequest request{.limit = limit};
        std::size_t pages = 0;
        while (true) {
            const auto next = page(user, request);
            ASSERT_LE(++pages, ids.size()) << limit;
            const auto part = ids_of(next);
            EXPECT_EQ(part.size(), std::min(limit, ids.size() - seen.size())) << limit;
            seen.insert(seen.end(), part.begin(), part.end());
            if (!next.next_cursor) break;
            request.after = cursor_of(next);
        }
        EXPECT_THAT(seen, ElementsAreArray(ids)) << limit;
        EXPECT_EQ(pages, (ids.size() + limit - 1) / limit) << "none of them empty";
    }
}

TEST_F(SessionsTest, goes_on_behind_a_page_whose_last_session_ended_meanwhile) {
    const auto ids = open(5);
    const auto first = page(user, {.limit = 2});
    EXPECT_TRUE(end(user, ids[1]));
    EXPECT_TRUE(end(user, ids[2]));
    open_at(user, 100);  // newer than all: on no later page
    const auto second = page(user, {.after = cursor_of(first), .limit = 2});
    EXPECT_THAT(ids_of(second), testing::ElementsAre(ids[3], ids[4]));
    EXPECT_EQ(second.next_cursor, std::nullopt);
}

TEST_F(SessionsTest, ends_one_of_the_users_own_and_no_other) {
    const auto session = test.log_in(ada).value();
    const auto sibling = test.log_in(ada).value();
    const auto foreign = test.log_in(bob).value();
    EXPECT_TRUE(end(user, session.id));
    EXPECT_FALSE(test.lives(session));
    EXPECT_TRUE(test.lives(sibling));
    EXPECT_TRUE(test.lives(foreign));
    EXPECT_FALSE(test.rotate(session.refresh_token.reveal()));
    EXPECT_TRUE(test.rotate(sibling.refresh_token.reveal()));
    EXPECT_THAT(ids_of(page(user)), testing::ElementsAre(sibling.id));
}

TEST_F(SessionsTest, ends_none_that_is_not_there_or_over_or_somebody_elses) {
    const auto ended = test.log_in(ada).value();
    const auto live = test.log_in(ada).value();
    const auto foreign = test.log_in(bob).value();
    EXPECT_TRUE(block_on(sign_out(test.accounts, ended.id, user.id)));
    test.news();
    test.clock.advance(1h);
    for (const auto id : {ended.id, foreign.id, make_id(), Uuid{}, user.id})
        EXPECT_FALSE(end(user, id)) << id.text();
    EXPECT_TRUE(test.lives(live));
    EXPECT_TRUE(test.lives(foreign));
    EXPECT_EQ(test.value<TimePoint>("SELECT ended_at FROM sessions WHERE id = ?", ended.id), noon);
    test.clock.advance(30 * 24h - 1h - 1s);
    EXPECT_TRUE(end(user, live.id));  // in its last second
    test.clock.advance(1s);
    EXPECT_FALSE(end(other, foreign.id));
    EXPECT_EQ(test.news().size(), 1U);
}

}  // namespace
}  // namespace cardea::accounts
