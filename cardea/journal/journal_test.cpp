#include <cardea/journal/journal.hpp>

#include <cardea/db/errc.hpp>
#include <cardea/journal/test_journal.hpp>

#include <gtest/gtest.h>

// Under test: what is appended is read as it was, in its order, and cannot be changed.
namespace cardea::journal {
namespace {

using namespace std::chrono_literals;

struct JournalTest : testing::Test {
    std::vector<std::string> sessions_revoked_at(TimePoint now, std::size_t at_once) const {
        std::vector<std::string> sessions;
        RevocationCursor cursor{now};
        while (true) {
            const auto next = block_on(next_revocations(*test.database, cursor, at_once));
            for (const auto& revocation : next) sessions.push_back(revocation.session.value());
            if (next.size() < at_once) return sessions;
        }
    }
    void end_session(std::string session, TimePoint until) const {
        test.write({.at = noon,
                    .event = Event::session_ended,
                    .session = std::move(session),
                    .until = until});
    }

    TestJournal test;
};

TEST_F(JournalTest, reads_back_all_that_an_entry_says) {
    EXPECT_EQ(block_on(last_position(*test.database)), 0);
    test.write({.at = noon,
                .event = Event::session_ended,
                .reason = Reason::logout,
                .actor = "an administrator",
                .user = "ada",
                .session = "of ada",
                .token = "a token",
                .until = noon + 60s});
    test.write({.at = noon + 1s, .event = Event::user_registered, .user = "bob"});

    const auto records = block_on(entries_after(*test.database, 0, 10));
    ASSERT_EQ(records.size(), 2U);
    const auto& entry = records[0].entry;
    EXPECT_EQ(records[0].position, 1);
    EXPECT_EQ(entry.at, noon);
    EXPECT_EQ(entry.event, Event::session_ended);
    EXPECT_EQ(entry.reason, Reason::logout);
    EXPECT_EQ(entry.actor, "an administrator");
    EXPECT_EQ(entry.user, "ada");
    EXPECT_EQ(entry.session, "of ada");
    EXPECT_EQ(entry.token, "a token");
    EXPECT_EQ(entry.until, noon + 60s);
    EXPECT_EQ(records[1].entry.event, Event::user_registered);
    EXPECT_EQ(records[1].entry.user, "bob");
    EXPECT_FALSE(records[1].entry.reason || records[1].entry.session || records[1].entry.until);
    EXPECT_EQ(block_on(last_position(*test.database)), 2);
}

TEST_F(JournalTest, reads_on_behind_a_position) {
    for (const auto* name : {"one", "two", "three"})
        test.write({.at = noon, .event = Event::signed_in, .user = name});
    const auto records = block_on(entries_after(*test.database, 1, 1));
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].entry.user, "two");
}

TEST_F(JournalTest, lists_what_still_revokes_whatever_the_size_of_a_step) {
    end_session("over", noon);
    for (const auto* name : {"b1", "b2", "b3"}) end_session(name, noon + 2s);
    end_session("a", noon + 1s);
    test.write({.at = noon, .event = Event::signed_in, .session = "lives"});
    const std::vector<std::string> all{"a", "b1", "b2", "b3"};
    for (const std::size_t at_once : {1U, 2U, 3U, 4U, 100U})
        EXPECT_EQ(sessions_revoked_at(noon, at_once), all) << at_once;
    EXPECT_TRUE(sessions_revoked_at(noon + 2s, 10).empty());
}

TEST_F(JournalTest, keeps_what_a_word_of_a_newer_program_revokes) {
    block_on(test.database->write([](db::Transaction& transaction) -> Async<> {
        co_await transaction.run(
            "INSERT INTO journal (at, event, reason, session_id, until)"
            " VALUES (1, 'device_lost', 'theft', 'a session', 9000000000)");
    }));
    const auto records = block_on(entries_after(*test.database, 0, 10));
    ASSERT_EQ(records.size(), 1U);
    EXPECT_FALSE(records[0].entry.event || records[0].entry.reason);
    EXPECT_EQ(records[0].entry.session, "a session");
    EXPECT_EQ(sessions_revoked_at(noon, 10).size(), 1U);
}

TEST_F(JournalTest, is_gone_with_the_change_that_was_rolled_back) {
    auto fail = [](db::Transaction& transaction) -> Async<> {
        const Entry entry{.at = noon, .event = Event::user_deleted, .user = "ada"};
        co_await append(transaction, entry);
        throw std::runtime_error{"no"};
    };
    EXPECT_THROW(block_on(test.database->write(fail)), std::runtime_error);
    EXPECT_EQ(block_on(last_position(*test.database)), 0);
}

TEST_F(JournalTest, is_neither_changed_nor_shortened) {
    test.write({.at = noon, .event = Event::signed_in, .user = "ada"});
    for (const auto* sql : {"UPDATE journal SET user_id = 'bob'", "DELETE FROM journal"}) {
        auto tamper = [sql](db::Transaction& transaction) -> Async<> {
            co_await transaction.run(sql);
        };
        EXPECT_THROW(block_on(test.database->write(tamper)), Failure) << sql;
    }
    EXPECT_EQ(block_on(entries_after(*test.database, 0, 10)).at(0).entry.user, "ada");
}

}  // namespace
}  // namespace cardea::journal
