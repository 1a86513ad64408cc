#include <cardea/accounts/revocations.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/sign_out.hpp>
#include <cardea/accounts/sweep.hpp>
#include <cardea/accounts/test_accounts.hpp>
#include <cardea/db/migration.hpp>
#include <cardea/journal/migrations.hpp>
#include <cardea/journal/tail.hpp>

#include <gtest/gtest.h>

#include <array>
#include <condition_variable>
#include <mutex>

// Under test: a node that has just started, and one that only listens, refuse what was revoked
// elsewhere, and nobody who was let in again.
namespace cardea::accounts {
namespace {

using namespace std::chrono_literals;
using revocation::Verdict;
using Steady = std::chrono::steady_clock;

/// Another process over the same file.
class Node {
public:
    explicit Node(const TestAccounts& of) : database_{open_migrated(of.path)}, clock_{&of.clock} {}

    [[nodiscard]] const Accounts& accounts() const { return accounts_; }
    void load() { block_on(load_revocations(*database_, clock_->now(), accounts_.revocations())); }
    /// Hears from now on of all that stands behind a position of the journal.
    void listen(std::int64_t position = 0) {
        auto apply = [this](const journal::Record& record) {
            enforce(record, accounts_.revocations());
        };
        auto confirm = [this](Steady::time_point as_of, std::int64_t) {
            const std::lock_guard lock{mutex_};
            confirmed_ = as_of;
            changed_.notify_all();
        };
        tail_.emplace(*database_, position,
                      journal::Follower{.apply = std::move(apply), .confirm = std::move(confirm)},
                      1ms);
    }
    /// Waits until it has heard of all that is committed now. False after a minute.
    bool has_heard_all() {
        const auto begin = Steady::now();
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, 60s, [&] { return confirmed_ > begin; });
    }
    [[nodiscard]] Verdict verdict(const Session& session) const {
        return accounts_.revocations().check({}, session.id.text(), session.user_id.text());
    }
    [[nodiscard]] std::size_t size() const { return accounts_.revocations().size(); }

private:
    static std::unique_ptr<db::Database> open_migrated(const std::string& path) {
        auto opened = db::open(path);
        migrate(*opened);
        return opened;
    }
    std::unique_ptr<db::Database> database_;
    const Clock* clock_;
    Accounts accounts_{*database_, unthrottled_options(), *clock_};
    std::mutex mutex_;
    std::condition_variable changed_;
    Steady::time_point confirmed_{};
    std::optional<journal::Tail> tail_;  // the last, so that it ends first
};

struct LoadRevocations : testing::Test {
    bool sign_out_of(const Session& which) {
        return block_on(sign_out(test.accounts, which.id, which.user_id));
    }
    void disable(const User& whom, bool disabled = true) {
        EXPECT_TRUE(block_on(set_disabled(test.accounts, whom.id, disabled)));
    }

    TestAccounts test{unthrottled_options()};
    User user = test.add(ada);
    User other = test.add(bob);
    Session session = test.log_in(ada).value();
    Session sibling = test.log_in(ada).value();
    Session foreign = test.log_in(bob).value();
};

TEST_F(LoadRevocations, brings_nothing_where_nothing_is_revoked) {
    Node node{test};
    node.load();
    EXPECT_EQ(node.size(), 0U);
    EXPECT_EQ(node.verdict(session), Verdict::stands);
}

TEST_F(LoadRevocations, brings_what_is_still_revoked_and_no_more) {
    EXPECT_TRUE(sign_out_of(session));
    Node before{test};
    EXPECT_EQ(before.verdict(session), Verdict::stands);
    before.load();
    EXPECT_EQ(before.verdict(session), Verdict::session_ended);
    EXPECT_EQ(before.verdict(sibling), Verdict::stands);
    EXPECT_EQ(before.verdict(foreign), Verdict::stands);
    EXPECT_EQ(before.size(), 1U);
    before.load();  // once more is no harm
    before.accounts().revocations().maintain();
    EXPECT_EQ(before.size(), 1U);
}

TEST_F(LoadRevocations, leaves_out_what_has_run_out) {
    EXPECT_TRUE(sign_out_of(session));
    test.clock.advance(2min);
    EXPECT_TRUE(test.rotate(sibling.refresh_token.reveal()));
    EXPECT_TRUE(sign_out_of(sibling));  // its last access token lives two minutes longer
    test.clock.advance(14min - 1s);     // a second before noon and 16 minutes
    Node both{test};
    both.load();
    EXPECT_EQ(both.size(), 2U);
    EXPECT_EQ(both.verdict(session), Verdict::session_ended);
    test.clock.advance(1s);
    Node one{test};
    one.load();
    EXPECT_EQ(one.size(), 1U);
    EXPECT_EQ(one.verdict(session), Verdict::stands);
    EXPECT_EQ(one.verdict(sibling), Verdict::session_ended);
    test.clock.advance(2min);
    Node none{test};
    none.load();
    EXPECT_EQ(none.size(), 0U);
}

TEST_F(LoadRevocations, brings_what_has_been_swept_from_the_sessions) {
    EXPECT_TRUE(sign_out_of(session));
    test.clock.advance(15min + 1s);  // until 16 minutes it is revoked
    EXPECT_EQ(block_on(sweep_sessions(test.accounts, 100)), 1U);
    Node node{test};
    node.load();
    EXPECT_EQ(node.verdict(session), Verdict::session_ended);
}

TEST_F(LoadRevocations, shuts_out_who_is_disabled_and_who_is_deleted) {
    const auto third = test.add("third@example.test");
    const auto of_third = test.log_in("third@example.test").value();
    disable(user);
    EXPECT_TRUE(block_on(delete_user(test.accounts, other.id)));
    Node node{test};
    node.load();
    EXPECT_EQ(node.verdict(session), Verdict::user_gone);
    EXPECT_EQ(node.verdict(foreign), Verdict::user_gone);
    EXPECT_EQ(node.verdict(of_third), Verdict::stands);
}

TEST_F(LoadRevocations, lets_in_who_was_disabled_and_enabled_again) {
    disable(user);
    disable(user, false);
    const auto later = test.log_in(ada).value();
    {
        Node node{test};
        node.load();
        EXPECT_EQ(node.verdict(later), Verdict::stands);
        EXPECT_EQ(node.verdict(session), Verdict::session_ended);
        EXPECT_EQ(node.verdict(sibling), Verdict::session_ended);
    }
    disable(user);  // and now for good
    Node node{test};
    node.load();
    EXPECT_EQ(node.verdict(later), Verdict::user_gone);
}

// Each batch is of 4096: one less, all of it, one more, and more than two.
struct LoadRevocationsOfMany : LoadRevocations, testing::WithParamInterface<int> {};

TEST_P(LoadRevocationsOfMany, loses_none_between_batches) {
    disable(other);
    const auto count = std::to_string(GetParam());
    // Many have the same end, and some have run out.
    test.run(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
        " WHERE n < " +
        count +
        ") INSERT INTO journal (at, event, user_id, session_id, until)"
        " SELECT 1, 'session_ended', 'somebody', 's' || n, 1800000000 + 1 + n % 3 FROM numbers");
    test.run(
        "INSERT INTO journal (at, event, user_id, session_id, until)"
        " SELECT 1, 'session_ended', 'somebody', 'past' || position, 1800000000 FROM journal");
    Node node{test};
    node.load();
    // And the disabled user, and the session that ended by that.
    EXPECT_EQ(node.size(), static_cast<std::size_t>(GetParam()) + 2);
    const auto& index = node.accounts().revocations();
    int missing = 0;
    for (int n = 1; n <= GetParam(); ++n) {
        const auto verdict = index.check({}, "s" + std::to_string(n), {});
        missing += verdict == Verdict::session_ended ? 0 : 1;
    }
    EXPECT_EQ(missing, 0);
    EXPECT_EQ(index.check({}, "s0", {}), Verdict::stands);
    EXPECT_EQ(node.verdict(foreign), Verdict::user_gone);
}

INSTANTIATE_TEST_SUITE_P(Rows, LoadRevocationsOfMany, testing::Values(4094, 4095, 4096, 4097, 9000),
                         testing::PrintToStringParamName());

struct ListeningNode : LoadRevocations {
    ListeningNode() { node.listen(); }
    Node node{test};
};

TEST_F(ListeningNode, hears_of_a_logout) {
    ASSERT_TRUE(node.has_heard_all());
    EXPECT_EQ(node.verdict(session), Verdict::stands);
    EXPECT_TRUE(sign_out_of(session));
    ASSERT_TRUE(node.has_heard_all());
    EXPECT_EQ(node.verdict(session), Verdict::session_ended);
    EXPECT_EQ(node.verdict(sibling), Verdict::stands);
    EXPECT_EQ(node.verdict(foreign), Verdict::stands);
}

TEST_F(ListeningNode, hears_of_each_kind_of_end_that_comes_from_elsewhere) {
    EXPECT_EQ(block_on(sign_out_everywhere(test.accounts, user.id)), 2U);
    EXPECT_TRUE(block_on(delete_user(test.accounts, other.id)));
    ASSERT_TRUE(node.has_heard_all());
    EXPECT_EQ(node.verdict(session), Verdict::session_ended);
    EXPECT_EQ(node.verdict(sibling), Verdict::session_ended);
    EXPECT_EQ(node.verdict(foreign), Verdict::user_gone);
    const auto later = test.log_in(ada).value();
    ASSERT_TRUE(node.has_heard_all());
    EXPECT_EQ(node.verdict(later), Verdict::stands);
}

TEST_F(ListeningNode, hears_of_a_user_who_is_disabled_and_enabled_in_this_order) {
    for (int round = 0; round < 5; ++round) {
        const auto opened = test.log_in(ada).value();
        disable(user);
        if (round % 2 == 0) {  // else both are heard of at once
            ASSERT_TRUE(node.has_heard_all());
            EXPECT_EQ(node.verdict(opened), Verdict::user_gone);
        }
        disable(user, false);
        const auto later = test.log_in(ada).value();
        ASSERT_TRUE(node.has_heard_all());
        EXPECT_EQ(node.verdict(opened), Verdict::session_ended);
        EXPECT_EQ(node.verdict(later), Verdict::stands);
    }
    disable(user);
    disable(user, false);
    disable(user);
    ASSERT_TRUE(node.has_heard_all());
    EXPECT_EQ(node.verdict(session), Verdict::user_gone);
}

TEST_F(ListeningNode, tells_the_others_what_it_ends_itself_and_hears_that_without_harm) {
    disable(user);
    ASSERT_TRUE(node.has_heard_all());
    EXPECT_TRUE(block_on(set_disabled(node.accounts(), user.id, false)));
    const auto later = TestAccounts::log_in(node.accounts(), ada).value();
    EXPECT_EQ(node.verdict(later), Verdict::stands);
    ASSERT_TRUE(node.has_heard_all());
    EXPECT_EQ(node.verdict(later), Verdict::stands);
    EXPECT_TRUE(block_on(sign_out(node.accounts(), later.id, user.id)));
    EXPECT_EQ(node.verdict(later), Verdict::session_ended);

    Node third{test};
    third.listen();
    ASSERT_TRUE(third.has_heard_all());
    EXPECT_EQ(third.verdict(later), Verdict::session_ended);
}

TEST(Node, that_loads_and_then_listens_misses_nothing_that_came_between) {
    TestAccounts test{unthrottled_options()};
    const auto user = test.add(ada);
    const auto first = test.log_in(ada).value();
    const auto second = test.log_in(ada).value();
    const auto third = test.log_in(ada).value();
    EXPECT_TRUE(block_on(sign_out(test.accounts, first.id, user.id)));
    Node node{test};
    const auto position = block_on(journal::last_position(*test.database));
    EXPECT_TRUE(block_on(sign_out(test.accounts, second.id, user.id)));
    node.load();
    EXPECT_TRUE(block_on(sign_out(test.accounts, third.id, user.id)));
    node.listen(position);
    ASSERT_TRUE(node.has_heard_all());
    for (const auto* each : {&first, &second, &third})
        EXPECT_EQ(node.verdict(*each), Verdict::session_ended);
}

// As it was published; `migrate` refuses a database where it was another text.
constexpr std::array before_the_journal{db::Migration{1, "users_and_sessions", R"sql(
        CREATE TABLE users (
            id             TEXT PRIMARY KEY,
            email          TEXT NOT NULL,
            email_folded   TEXT NOT NULL UNIQUE,
            name           TEXT,
            password_hash  TEXT NOT NULL,
            email_verified INTEGER NOT NULL CHECK (email_verified IN (0, 1)),
            disabled       INTEGER NOT NULL CHECK (disabled IN (0, 1)),
            scope          TEXT NOT NULL,
            created_at     INTEGER NOT NULL,
            updated_at     INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE sessions (
            id           TEXT PRIMARY KEY,
            user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            client_id    TEXT NOT NULL,
            scope        TEXT,              -- NULL: all that the user may do
            amr          TEXT NOT NULL,
            user_agent   TEXT NOT NULL,
            address      TEXT NOT NULL,
            created_at   INTEGER NOT NULL,  -- the sign-in: auth_time
            last_used_at INTEGER NOT NULL,
            expires_at   INTEGER NOT NULL,  -- idle or absolute, whichever comes first
            ends_by      INTEGER NOT NULL,  -- absolute
            access_until INTEGER NOT NULL,  -- the latest exp of an access token handed out
            ended_at     INTEGER
        ) STRICT;
        CREATE INDEX sessions_of_user ON sessions (user_id, created_at);

        CREATE TABLE refresh_tokens (
            hash             BLOB PRIMARY KEY,
            session_id       TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            used_at          INTEGER,       -- of the first use
            successor_sealed BLOB           -- for the grace time, under a key from this token
        ) STRICT;
        CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);
    )sql"}};

TEST(Upgrade, keeps_revoked_what_had_ended_before_there_was_a_journal) {
    const db::TemporaryFolder folder;
    const auto path = folder / "accounts.db";
    const auto ended = make_id();
    const auto living = make_id();
    {
        const auto old = db::open(path);
        db::migrate(*old, "accounts", before_the_journal);
        block_on(old->write([&](db::Transaction& transaction) -> Async<> {
            co_await transaction.run(
                "INSERT INTO users VALUES ('u', 'ada@example.test', 'ada@example.test', NULL, '',"
                " 0, 0, '', 1, 1)");
            const std::array sessions{std::pair{ended, std::optional{noon + 1min}},
                                      std::pair{living, std::optional<TimePoint>{}}};
            for (const auto& [id, ended_at] : sessions) {
                co_await transaction.run(
                    "INSERT INTO sessions VALUES (?1, 'u', 'cardea', NULL, 'pwd', '', '', ?2, ?2,"
                    " ?3, ?3, ?4, ?5)",
                    id, noon, noon + 24h, noon + 15min, ended_at);
            }
        }));
    }
    const auto database = db::open(path);
    migrate(*database);
    migrate(*database);  // and once only

    const auto records = block_on(journal::entries_after(*database, 0, 10));
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(line_of(records[0].entry),
              "session_ended at 60 of u session " + ended.text() + " until 960");
    ManualClock clock{noon + 16min - 1s};
    revocation::Index index{clock};
    block_on(load_revocations(*database, clock.now(), index));
    EXPECT_EQ(index.check({}, ended.text(), "u"), Verdict::session_ended);
    EXPECT_EQ(index.check({}, living.text(), "u"), Verdict::stands);
    clock.advance(1s);
    revocation::Index later{clock};
    block_on(load_revocations(*database, clock.now(), later));
    EXPECT_EQ(later.size(), 0U);
}

}  // namespace
}  // namespace cardea::accounts
