#include <cardea/accounts/revocations.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/change_password.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/sessions.hpp>
#include <cardea/accounts/sign_out.hpp>
#include <cardea/accounts/test_accounts.hpp>
#include <cardea/journal/journal.hpp>
#include <cardea/journal/tail.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Under test: what ends is known here before anybody is answered, stands in the journal by the same
// commit, and is known again after a restart and in other processes.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using journal::Event;
using journal::Reason;
using revocation::Verdict;

struct RevocationsTest : testing::Test {
    std::vector<journal::Entry> entries(Event event) const {
        std::vector<journal::Entry> found;
        for (auto& record : block_on(journal::entries_after(*test.database, 0, 10'000))) {
            if (record.entry.event == event) found.push_back(std::move(record.entry));
        }
        return found;
    }
    /// The one session end that there is.
    journal::Entry only_end() const {
        const auto ends = entries(Event::session_ended);
        EXPECT_EQ(ends.size(), 1U);
        return ends.empty() ? journal::Entry{} : ends.front();
    }
    void expect_end(const Session& of, Reason why) const {
        const auto end = only_end();
        EXPECT_EQ(end.session, of.id.text());
        EXPECT_EQ(end.user, of.user_id.text());
        EXPECT_EQ(end.reason, why);
        EXPECT_EQ(end.until, of.access_until + 60s);
        EXPECT_EQ(end.actor, std::nullopt);
        EXPECT_EQ(test.verdict(of), Verdict::session_ended);
        EXPECT_EQ(test.verdict(other), Verdict::stands);
    }
    /// What a process knows that starts now.
    Verdict after_restart(const Session& of) const {
        revocation::Index index{test.clock};
        block_on(load_revocations(*test.database, test.clock.now(), index));
        return index.check({}, of.id.text(), of.user_id.text());
    }

    TestAccounts test;
    User user = test.add(ada);
    User stranger = test.add(bob);
    Session session = test.log_in(ada).value();
    Session other = test.log_in(bob).value();
};

TEST_F(RevocationsTest, tell_of_a_logout) {
    EXPECT_TRUE(block_on(sign_out(test.accounts, session.id, user.id)));
    expect_end(session, Reason::logout);
}

TEST_F(RevocationsTest, tell_of_a_logout_by_refresh_token) {
    block_on(sign_out(test.accounts, session.refresh_token.copy()));
    expect_end(session, Reason::logout);
}

TEST_F(RevocationsTest, tell_of_a_session_that_was_ended_from_the_list) {
    EXPECT_TRUE(block_on(end_session(test.accounts, user.id, session.id)));
    expect_end(session, Reason::ended_by_user);
}

TEST_F(RevocationsTest, tell_of_a_reused_refresh_token) {
    const auto token = session.refresh_token.reveal();
    EXPECT_TRUE(test.rotate(token));
    test.clock.advance(11s);
    EXPECT_EQ(test.rotate(token).error(), Errc::invalid_token);
    EXPECT_EQ(only_end().reason, Reason::refresh_token_reused);
    EXPECT_EQ(test.verdict(session), Verdict::session_ended);
}

TEST_F(RevocationsTest, name_the_end_of_the_latest_access_token) {
    test.clock.advance(5min);
    EXPECT_TRUE(test.rotate(session.refresh_token.reveal()));
    EXPECT_TRUE(block_on(sign_out(test.accounts, session.id, user.id)));
    EXPECT_EQ(only_end().until, noon + 5min + 15min + 60s);
}

TEST_F(RevocationsTest, tell_of_all_sessions_of_a_user_and_of_nobody_elses) {
    const auto sibling = test.log_in(ada).value();
    EXPECT_EQ(block_on(sign_out_everywhere(test.accounts, user.id)), 2U);
    EXPECT_EQ(entries(Event::session_ended).size(), 2U);
    EXPECT_EQ(test.verdict(session), Verdict::session_ended);
    EXPECT_EQ(test.verdict(sibling), Verdict::session_ended);
    EXPECT_EQ(test.verdict(other), Verdict::stands);
}

TEST_F(RevocationsTest, tell_of_the_oldest_of_too_many_sessions) {
    auto options = cheap_options();
    options.sessions_max = 2;
    const Accounts small{*test.database, options, test.clock};
    test.clock.advance(1s);
    EXPECT_TRUE(TestAccounts::log_in(small, ada));
    EXPECT_TRUE(entries(Event::session_ended).empty());
    EXPECT_TRUE(TestAccounts::log_in(small, ada));
    EXPECT_EQ(only_end().reason, Reason::too_many_sessions);
    EXPECT_EQ(only_end().session, session.id.text());
    EXPECT_EQ(small.revocations().check({}, session.id.text(), {}), Verdict::session_ended);
}

TEST_F(RevocationsTest, tell_first_that_a_user_is_disabled_and_bring_no_session_back) {
    EXPECT_TRUE(block_on(set_disabled(test.accounts, user.id, true)));
    EXPECT_EQ(test.verdict(session), Verdict::user_gone);
    EXPECT_EQ(only_end().reason, Reason::user_disabled);
    ASSERT_EQ(entries(Event::user_disabled).size(), 1U);
    EXPECT_EQ(entries(Event::user_disabled)[0].until, noon + 15min + 60s);
    EXPECT_EQ(after_restart(session), Verdict::user_gone);

    EXPECT_TRUE(block_on(set_disabled(test.accounts, user.id, false)));
    EXPECT_EQ(test.verdict(session), Verdict::session_ended);
    EXPECT_EQ(after_restart(session), Verdict::session_ended);
    const auto newer = test.log_in(ada).value();
    EXPECT_EQ(test.verdict(newer), Verdict::stands);
    EXPECT_EQ(after_restart(newer), Verdict::stands) << "who came back is not taken for gone";
}

TEST_F(RevocationsTest, tell_that_a_user_was_deleted_and_by_whom) {
    EXPECT_TRUE(block_on(delete_user(test.accounts, user.id, stranger.id)));
    EXPECT_EQ(test.accounts.revocations().check({}, session.id.text(), user.id.text()),
              Verdict::user_gone);
    ASSERT_EQ(entries(Event::user_deleted).size(), 1U);
    EXPECT_EQ(entries(Event::user_deleted)[0].actor, stranger.id.text());
    EXPECT_EQ(only_end().actor, stranger.id.text());
    EXPECT_EQ(after_restart(session), Verdict::user_gone);
}

TEST_F(RevocationsTest, say_nothing_where_nothing_was_changed) {
    EXPECT_FALSE(block_on(sign_out(test.accounts, session.id, stranger.id)));
    EXPECT_FALSE(block_on(end_session(test.accounts, stranger.id, session.id)));
    EXPECT_FALSE(block_on(delete_user(test.accounts, make_id())));
    EXPECT_FALSE(block_on(set_disabled(test.accounts, make_id(), true)));
    EXPECT_TRUE(block_on(set_scope(test.accounts, user.id, "notes:read")));
    EXPECT_TRUE(entries(Event::session_ended).empty());
    EXPECT_EQ(test.accounts.revocations().size(), 0U);
    EXPECT_EQ(entries(Event::signed_in).size(), 2U);
    EXPECT_EQ(entries(Event::user_registered).size(), 2U);
    EXPECT_EQ(entries(Event::scope_changed).size(), 1U);
}

TEST_F(RevocationsTest, are_known_after_a_restart_until_no_token_can_live) {
    EXPECT_TRUE(block_on(sign_out(test.accounts, session.id, user.id)));
    EXPECT_EQ(after_restart(session), Verdict::session_ended);
    EXPECT_EQ(after_restart(other), Verdict::stands);
    test.clock.advance(15min + 59s);
    EXPECT_EQ(after_restart(session), Verdict::session_ended);
    test.clock.advance(1s);
    EXPECT_EQ(after_restart(session), Verdict::stands);
}

TEST_F(RevocationsTest, are_loaded_however_many_there_are) {
    block_on(test.database->write([](db::Transaction& transaction) -> Async<> {
        co_await transaction.run(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
            " WHERE n < 10000) INSERT INTO journal (at, event, session_id, until)"
            " SELECT 1, 'session_ended', 's' || n, 1800000001 + n % 3 FROM numbers");
    }));
    revocation::Index index{test.clock};
    block_on(load_revocations(*test.database, noon, index));
    EXPECT_EQ(index.size(), 10'000U);
    for (int n = 1; n <= 10'000; ++n)
        ASSERT_EQ(index.check({}, "s" + std::to_string(n), {}), Verdict::session_ended);
}

TEST_F(RevocationsTest, reach_another_process_by_the_journal) {
    const auto elsewhere = db::open(test.path);
    revocation::Index index{test.clock};
    std::atomic<std::int64_t> applied = 0;
    const journal::Tail tail{*elsewhere,
                             0,
                             {.apply =
                                  [&](const journal::Record& record) {
                                      enforce(record, index);
                                      applied = record.position;
                                      applied.notify_all();
                                  },
                              .confirm = [](auto, auto) {}},
                             1ms};
    const auto catch_up = [&] {
        const auto end = block_on(journal::last_position(*test.database));
        for (auto seen = applied.load(); seen < end; seen = applied.load()) applied.wait(seen);
    };
    const auto verdict = [&] { return index.check({}, session.id.text(), user.id.text()); };
    catch_up();
    EXPECT_EQ(verdict(), Verdict::stands);
    EXPECT_TRUE(block_on(set_disabled(test.accounts, user.id, true)));
    catch_up();
    EXPECT_EQ(verdict(), Verdict::user_gone);
    EXPECT_TRUE(block_on(set_disabled(test.accounts, user.id, false)));
    catch_up();
    EXPECT_EQ(verdict(), Verdict::session_ended);
}

}  // namespace
}  // namespace cardea::accounts
