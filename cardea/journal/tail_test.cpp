#include <cardea/journal/tail.hpp>

#include <cardea/journal/test_journal.hpp>

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

// Under test: followers hear of everything once it is committed, whoever wrote it.
namespace cardea::journal {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

/// What a tail has told, for another thread to wait for.
class Heard {
public:
    Follower follower() {
        return {.apply = [this](const Record& record) { take(record); },
                .confirm =
                    [this](Steady::time_point as_of, std::int64_t) {
                        const std::lock_guard lock{mutex_};
                        confirmed_ = as_of;
                        changed_.notify_all();
                    },
                .fail =
                    [this](std::string_view) {
                        const std::lock_guard lock{mutex_};
                        ++failures_;
                        changed_.notify_all();
                    }};
    }
    /// False after a minute.
    template <class Condition>
    bool wait(Condition condition) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, 60s, [&] { return condition(*this); });
    }
    bool wait_for_users(const std::vector<std::string>& users) {
        return wait([&](const Heard& heard) { return heard.users_ == users; });
    }
    /// Whether a look at the journal that begins after this call is confirmed.
    bool wait_for_a_fresh_look() {
        const auto begin = Steady::now();
        return wait([&](const Heard& heard) { return heard.confirmed_ > begin; });
    }
    bool wait_for_failures(int count) {
        return wait([&](const Heard& heard) { return heard.failures_ == count; });
    }
    [[nodiscard]] std::vector<std::string> users() {
        const std::lock_guard lock{mutex_};
        return users_;
    }
    void refuse_next(int count) {
        const std::lock_guard lock{mutex_};
        refusals_ = count;
    }

private:
    void take(const Record& record) {
        const std::lock_guard lock{mutex_};
        if (refusals_ > 0) {
            --refusals_;
            throw std::runtime_error{"not now"};
        }
        users_.push_back(record.entry.user.value_or("?"));
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> users_;
    Steady::time_point confirmed_{};
    int failures_ = 0;
    int refusals_ = 0;
};

struct TailTest : testing::Test {
    void write(const TestJournal& where, std::string user) {
        where.write({.at = noon, .event = Event::signed_in, .user = std::move(user)});
    }
    TestJournal test;
    Heard heard;
};

TEST_F(TailTest, hands_on_what_comes_after_its_position_in_order) {
    write(test, "before");
    const Tail tail{*test.database, 1, heard.follower(), 1ms};
    for (const auto* user : {"ada", "bob", "cleo"}) write(test, user);
    EXPECT_TRUE(heard.wait_for_users({"ada", "bob", "cleo"}));
}

TEST_F(TailTest, hears_of_another_connection_to_the_same_file) {
    const auto other = db::open(test.path);
    const Tail tail{*test.database, 0, heard.follower(), 1ms};
    ASSERT_TRUE(heard.wait_for_a_fresh_look());
    block_on(other->write([](db::Transaction& transaction) -> Async<> {
        const Entry entry{.at = noon, .event = Event::user_disabled, .user = "ada"};
        co_await append(transaction, entry);
    }));
    EXPECT_TRUE(heard.wait_for_users({"ada"}));
}

TEST_F(TailTest, confirms_while_nothing_happens_too) {
    const Tail tail{*test.database, 0, heard.follower(), 1ms};
    EXPECT_TRUE(heard.wait_for_a_fresh_look());
    EXPECT_TRUE(heard.wait_for_a_fresh_look());
    EXPECT_TRUE(heard.users().empty());
}

TEST_F(TailTest, has_handed_on_all_that_a_confirmation_vouches_for) {
    const Tail tail{*test.database, 0, heard.follower(), 1ms};
    for (int i = 0; i < 50; ++i) {
        write(test, std::to_string(i));
        ASSERT_TRUE(heard.wait_for_a_fresh_look());
        ASSERT_EQ(heard.users().size(), static_cast<std::size_t>(i) + 1);
    }
}

TEST_F(TailTest, brings_an_entry_again_where_it_could_not_be_applied) {
    heard.refuse_next(2);
    write(test, "ada");
    write(test, "bob");
    const Tail tail{*test.database, 0, heard.follower(), 1ms};
    EXPECT_TRUE(heard.wait_for_users({"ada", "bob"}));
    EXPECT_TRUE(heard.wait_for_failures(1));  // said once an outage
}

TEST_F(TailTest, hands_on_more_than_one_step_takes) {
    block_on(test.database->write([](db::Transaction& transaction) -> Async<> {
        co_await transaction.run(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
            " WHERE n < 2500) INSERT INTO journal (at, event, user_id)"
            " SELECT 1, 'signed_in', n || '' FROM numbers");
    }));
    const Tail tail{*test.database, 0, heard.follower(), 1ms};
    EXPECT_TRUE(heard.wait_for_a_fresh_look());
    const auto users = heard.users();
    ASSERT_EQ(users.size(), 2500U);
    EXPECT_EQ(users.front(), "1");
    EXPECT_EQ(users.back(), "2500");
}

TEST_F(TailTest, ends_at_once_however_long_its_interval) {
    auto tail = std::make_unique<Tail>(*test.database, 0, heard.follower(), 24h);
    auto ending = std::async(std::launch::async, [&tail] { tail.reset(); });
    EXPECT_EQ(ending.wait_for(60s), std::future_status::ready);
}

}  // namespace
}  // namespace cardea::journal
