#include <cardea/db/sqlite/writer.hpp>

#include <cardea/base/block_on.hpp>
#include <cardea/base/work_pool.hpp>
#include <cardea/db/sqlite/database.hpp>
#include <cardea/db/sqlite/file_size_limit.hpp>
#include <cardea/db/sqlite/foreign_connection.hpp>
#include <cardea/db/temporary_folder.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <filesystem>
#include <latch>
#include <optional>
#include <thread>

// Under test: a write is durable before it is answered, alone in what it does, and shares no more
// than a commit with the writes beside it.
namespace cardea::db::sqlite {
namespace {

using namespace std::chrono_literals;

// How a write ended: a cause, or none.
using End = std::optional<Error>;

struct WriterTest : testing::Test {
    WriterTest() {
        block_on(database.write([](Transaction& transaction) -> Async<> {
            co_await transaction.script(
                "CREATE TABLE words (word TEXT PRIMARY KEY,"
                " size INTEGER CHECK (size < 100)) STRICT;"
                "CREATE TABLE uses ("
                " word TEXT NOT NULL REFERENCES words DEFERRABLE INITIALLY DEFERRED,"
                " place TEXT REFERENCES words) STRICT;"
                "CREATE TABLE bytes (content BLOB NOT NULL) STRICT");
        }));
    }

    Async<> add(std::string word) {
        return database.write([word = std::move(word)](Transaction& transaction) -> Async<> {
            co_await transaction.run("INSERT INTO words (word) VALUES (?1)", word);
        });
    }
    std::vector<std::string> words() {
        return block_on(database.all<std::string>("SELECT word FROM words ORDER BY word"));
    }
    static End end_of(Async<> write) {
        try {
            block_on(std::move(write));
        } catch (const Failure& failure) {
            return failure.error();
        }
        return std::nullopt;
    }

    // Starts all of `writes` while the writer is held, so that they form one group.
    std::deque<End> end_of_group(std::vector<Async<>> writes) {
        std::latch held{1};
        std::latch released{1};
        std::thread holder{[&] {
            block_on(database.write([&](Transaction&) -> Async<> {
                held.count_down();
                released.wait();
                co_return;
            }));
        }};
        held.wait();
        boost::asio::io_context loop{1};
        std::deque<End> ends;
        const auto note = [](Async<> write, End& end) -> Async<> {
            try {
                co_await std::move(write);
            } catch (const Failure& failure) {
                end = failure.error();
            }
        };
        for (auto& write : writes) {
            ends.emplace_back();
            boost::asio::co_spawn(loop, note(std::move(write), ends.back()),
                                  [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
        }
        loop.poll();  // all have started, and wait
        groups_before = database.commits();
        released.count_down();
        loop.run();
        holder.join();
        return ends;
    }

    TemporaryFolder folder;
    std::string path = folder / "words.db";
    Options options{.write_queue_max = 16, .busy_timeout = 30ms};
    Database database{path, options};
    std::uint64_t groups_before = 0;
};

template <class... Writes>
std::vector<Async<>> group_of(Writes... writes) {
    std::vector<Async<>> group;
    (group.push_back(std::move(writes)), ...);
    return group;
}

TEST_F(WriterTest, returns_what_the_write_returns) {
    const auto changed =
        block_on(database.write([](Transaction& transaction) -> Async<std::int64_t> {
            const auto one =
                co_await transaction.run("INSERT INTO words VALUES ('a', 1), ('b', 2)");
            const auto ddl = co_await transaction.run("CREATE INDEX by_size ON words (size)");
            const auto none =
                co_await transaction.run("UPDATE words SET size = 3 WHERE word = 'z'");
            co_return one * 100 + ddl * 10 + none;
        }));
    EXPECT_EQ(changed, 200);
}

TEST_F(WriterTest, reads_inside_what_it_wrote_and_what_returning_yields) {
    struct Word {
        std::string word;
        std::optional<int> size;
    };
    const auto seen =
        block_on(database.write([](Transaction& transaction) -> Async<std::vector<Word>> {
            const auto added = co_await transaction.one<Word>(
                "INSERT INTO words VALUES (?1, ?2) RETURNING word, size", "a",
                std::optional<int>{});
            EXPECT_EQ(added.value().word, "a");
            EXPECT_EQ(added.value().size, std::nullopt);
            co_await transaction.run("INSERT INTO words VALUES ('b', 2)");
            co_return co_await transaction.all<Word>("SELECT word, size FROM words ORDER BY word");
        }));
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[1].size, 2);
}

TEST_F(WriterTest, commits_all_that_wait_at_once) {
    std::vector<Async<>> writes;
    for (char c = 'a'; c < 'k'; ++c) writes.push_back(add(std::string{c}));
    for (const End& end : end_of_group(std::move(writes))) EXPECT_FALSE(end);
    EXPECT_EQ(words().size(), 10U);
    // The one that held the writer, and the group.
    EXPECT_EQ(database.commits(), groups_before + 2);
}

TEST_F(WriterTest, rolls_back_the_one_that_throws_and_no_other) {
    auto thrower = database.write([](Transaction& transaction) -> Async<> {
        co_await transaction.run("INSERT INTO words (word) VALUES ('half')");
        throw Failure{Error{cardea::Errc::exhausted}};
    });
    const auto ends = end_of_group(group_of(add("a"), std::move(thrower), add("b")));
    EXPECT_FALSE(ends[0]);
    EXPECT_EQ(ends[1].value(), cardea::Errc::exhausted);
    EXPECT_FALSE(ends[2]);
    EXPECT_EQ(words(), (std::vector<std::string>{"a", "b"}));
}

TEST_F(WriterTest, commits_a_result_that_is_a_failure) {
    const auto result = block_on(database.write([](Transaction& transaction) -> Async<Result<int>> {
        co_await transaction.run("INSERT INTO words (word) VALUES ('kept')");
        co_return cardea::Errc::exhausted;
    }));
    EXPECT_EQ(result.error(), cardea::Errc::exhausted);
    EXPECT_EQ(words(), std::vector<std::string>{"kept"});
}

TEST_F(WriterTest, names_what_a_constraint_refuses) {
    const auto run = [this](std::string_view sql) {
        return end_of(database.write(
            [sql](Transaction& transaction) -> Async<> { co_await transaction.run(sql); }));
    };
    EXPECT_FALSE(end_of(add("a")));
    EXPECT_EQ(end_of(add("a")).value(), db::Errc::conflict);
    EXPECT_EQ(run("INSERT INTO uses VALUES ('a', 'nowhere')").value(), db::Errc::conflict);
    EXPECT_EQ(run("INSERT INTO words VALUES ('b', 100)").value(), db::Errc::rejected);
    EXPECT_EQ(run("INSERT INTO words VALUES ('b', 'many')").value(), db::Errc::rejected);
    EXPECT_EQ(run("INSERT INTO uses VALUES (NULL, 'a')").value(), db::Errc::rejected);
}

TEST_F(WriterTest, refuses_a_broken_deferred_foreign_key_without_failing_its_neighbours) {
    auto dangling = database.write([](Transaction& transaction) -> Async<> {
        co_await transaction.run("INSERT INTO uses (word) VALUES ('nowhere')");
    });
    const auto ends = end_of_group(group_of(add("a"), std::move(dangling), add("b")));
    EXPECT_FALSE(ends[0]);
    EXPECT_EQ(ends[1].value(), db::Errc::conflict);
    EXPECT_FALSE(ends[2]);
    EXPECT_EQ(block_on(database.one<int>("SELECT count(*) FROM uses")), 0);
}

TEST_F(WriterTest, refuses_statements_that_end_or_leave_the_transaction) {
    for (const char* sql :
         {"COMMIT", "ROLLBACK", "BEGIN", "SAVEPOINT x", "RELEASE one", "ROLLBACK TO one",
          "ATTACH 'x.db' AS x", "INSERT INTO words (word) VALUES ('b'); COMMIT"}) {
        const auto script = [sql](Transaction& transaction) -> Async<> {
            co_await transaction.run("INSERT INTO words (word) VALUES ('a')");
            co_await transaction.script(sql);
        };
        EXPECT_EQ(end_of(database.write(script)).value(), db::Errc::wrong_statement) << sql;
    }
    EXPECT_TRUE(words().empty());
}

TEST_F(WriterTest, refuses_a_write_beyond_the_queue_and_takes_writes_again_after_it) {
    std::vector<Async<>> writes;
    for (int i = 0; i < 17; ++i) writes.push_back(add(std::to_string(i)));
    const auto ends = end_of_group(std::move(writes));
    for (std::size_t i = 0; i < 16; ++i) EXPECT_FALSE(ends[i]);
    EXPECT_EQ(ends[16].value(), db::Errc::exhausted);
    EXPECT_TRUE(ends[16].value().retry_after());
    EXPECT_EQ(words().size(), 16U);
    EXPECT_FALSE(end_of(add("later")));
}

TEST_F(WriterTest, gives_up_a_write_that_awaits_something_else) {
    auto sleeper = database.write([](Transaction& transaction) -> Async<> {
        co_await transaction.run("INSERT INTO words (word) VALUES ('half')");
        boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                          boost::asio::wait_traits<std::chrono::steady_clock>,
                                          Executor>
            timer{co_await boost::asio::this_coro::executor, 1h};
        co_await timer.async_wait(boost::asio::use_awaitable_t<Executor>{});
    });
    const auto ends = end_of_group(group_of(add("a"), std::move(sleeper), add("b")));
    EXPECT_FALSE(ends[0]);
    EXPECT_EQ(ends[1].value(), db::Errc::unfinished);
    EXPECT_FALSE(ends[2]);
    EXPECT_EQ(words(), (std::vector<std::string>{"a", "b"}));
}

TEST_F(WriterTest, lets_a_write_that_it_gave_up_touch_nothing_when_it_goes_on) {
    WorkPool pool{1, 2};
    std::latch started{1};
    std::latch released{1};
    std::thread patient{[&] {
        const auto end = end_of(database.write([&](Transaction& transaction) -> Async<> {
            co_await boost::asio::this_coro::throw_if_cancelled(false);  // it takes no hint
            co_await transaction.run("INSERT INTO words (word) VALUES ('half')");
            co_await pool.run([&] {
                started.count_down();
                released.wait();
            });
            co_await transaction.run("INSERT INTO words (word) VALUES ('late')");
        }));
        EXPECT_EQ(end.value(), db::Errc::unfinished);
    }};
    started.wait();
    EXPECT_FALSE(end_of(add("a")));  // others go on meanwhile
    const auto end = end_of(database.write([&](Transaction& transaction) -> Async<> {
        co_await transaction.run("INSERT INTO words (word) VALUES ('b')");
        released.count_down();
        block_on(pool.run([] {}));  // the job before it has ended, so the late write goes on
    }));
    EXPECT_FALSE(end);
    patient.join();
    EXPECT_EQ(words(), (std::vector<std::string>{"a", "b"}));
}

TEST_F(WriterTest, refuses_a_write_inside_a_write) {
    const auto end = end_of(database.write([this](Transaction&) { return add("inner"); }));
    EXPECT_EQ(end.value(), db::Errc::unfinished);
    EXPECT_TRUE(words().empty());
}

TEST_F(WriterTest, finishes_what_it_took_before_it_is_destroyed) {
    TemporaryFolder elsewhere;
    const std::string file = elsewhere / "a.db";
    boost::asio::io_context loop{1};
    bool answered = false;
    {
        Database shortlived{file, options};
        auto write = shortlived.write([](Transaction& transaction) -> Async<> {
            co_await transaction.script(
                "CREATE TABLE t (n INTEGER) STRICT; INSERT INTO t VALUES (1)");
        });
        boost::asio::co_spawn(loop, std::move(write),
                              [&](std::exception_ptr thrown) { answered = !thrown; });
        loop.poll();
    }
    loop.run();
    EXPECT_TRUE(answered);
    Database again{file, options};
    EXPECT_EQ(block_on(again.one<int>("SELECT n FROM t")), 1);
}

TEST_F(WriterTest, finishes_the_write_of_a_loop_that_was_destroyed_meanwhile) {
    std::latch held{1};
    std::latch released{1};
    {
        boost::asio::io_context loop{1};
        auto write = database.write([&](Transaction& transaction) -> Async<> {
            co_await transaction.run("INSERT INTO words (word) VALUES ('orphan')");
            held.count_down();
            released.wait();
        });
        boost::asio::co_spawn(loop, std::move(write), boost::asio::detached);
        loop.poll();
        held.wait();
    }
    released.count_down();
    EXPECT_FALSE(end_of(add("a")));
    EXPECT_EQ(words(), (std::vector<std::string>{"a", "orphan"}));
}

struct FullDisk : WriterTest {
    void limit_pages(std::string_view sql) {
        block_on(database.write(
            [sql](Transaction& transaction) -> Async<> { co_await transaction.one<int>(sql); }));
    }
    static Async<> fill(Transaction& transaction) {
        co_await transaction.run("INSERT INTO bytes VALUES (zeroblob(1000000))");
    }
};

TEST_F(FullDisk, refuses_the_whole_group_and_leaves_nothing_half_done) {
    limit_pages("PRAGMA max_page_count = 30");
    const auto ends = end_of_group(group_of(add("a"), database.write(fill), add("b"), add("a")));
    for (const End& end : ends) {
        ASSERT_TRUE(end);
        EXPECT_EQ(*end, db::Errc::unavailable);
        EXPECT_TRUE(end->retry_after());
    }
    EXPECT_TRUE(words().empty());
    EXPECT_EQ(block_on(database.one<int>("SELECT count(*) FROM bytes")), 0);

    limit_pages("PRAGMA max_page_count = 100000");
    EXPECT_FALSE(end_of(database.write(fill)));
    EXPECT_FALSE(end_of(add("a")));
}

TEST_F(FullDisk, refuses_the_whole_group_when_the_commit_itself_fails) {
    {
        const FileSizeLimit limit{std::filesystem::file_size(path + "-wal") + 65536};
        for (const End& end : end_of_group(group_of(add("a"), database.write(fill), add("b")))) {
            ASSERT_TRUE(end);
            EXPECT_EQ(*end, db::Errc::unavailable);
        }
        EXPECT_TRUE(words().empty());
        EXPECT_FALSE(end_of(add("small")));
    }
    EXPECT_FALSE(end_of(database.write(fill)));
    EXPECT_EQ(words(), std::vector<std::string>{"small"});
    EXPECT_EQ(block_on(database.one<std::string>("PRAGMA integrity_check")), "ok");
}

TEST_F(FullDisk, stops_a_write_that_goes_on_regardless) {
    limit_pages("PRAGMA max_page_count = 30");
    const auto end = end_of(database.write([](Transaction& transaction) -> Async<> {
        try {
            co_await fill(transaction);
        } catch (const Failure&) {
            // A careless caller. What follows must not be committed on its own.
        }
        co_await transaction.run("INSERT INTO words (word) VALUES ('outside')");
    }));
    EXPECT_EQ(end.value(), db::Errc::unavailable);
    EXPECT_TRUE(words().empty());
}

TEST_F(FullDisk, refuses_a_group_whose_failure_a_write_swallowed) {
    limit_pages("PRAGMA max_page_count = 30");
    auto careless = database.write([](Transaction& transaction) -> Async<> {
        try {
            co_await fill(transaction);
        } catch (const Failure&) {
            // Careless again.
        }
    });
    const auto ends = end_of_group(group_of(add("a"), std::move(careless)));
    EXPECT_EQ(ends[0].value(), db::Errc::unavailable);
    EXPECT_EQ(ends[1].value(), db::Errc::unavailable);
    EXPECT_TRUE(words().empty());
}

TEST_F(WriterTest, is_unavailable_while_another_program_holds_the_file_and_works_afterwards) {
    ForeignConnection foreign{path};
    foreign.execute("BEGIN IMMEDIATE");
    const auto end = end_of(add("a"));
    ASSERT_TRUE(end);
    EXPECT_EQ(*end, db::Errc::unavailable);
    EXPECT_THAT(std::string{end->detail()}, testing::HasSubstr("locked"));
    foreign.execute("COMMIT");
    EXPECT_FALSE(end_of(add("a")));
}

TEST_F(WriterTest, waits_for_another_program_that_is_soon_done) {
    Database patient{path, Options{.busy_timeout = 60s}};
    ForeignConnection foreign{path};
    foreign.execute("BEGIN IMMEDIATE");
    std::latch started{1};
    std::thread writer{[&] {
        started.count_down();
        block_on(patient.write([](Transaction& transaction) -> Async<> {
            co_await transaction.run("INSERT INTO words (word) VALUES ('a')");
        }));
    }};
    started.wait();
    foreign.execute("INSERT INTO words (word) VALUES ('b')");
    foreign.execute("COMMIT");
    writer.join();
    EXPECT_EQ(words(), (std::vector<std::string>{"a", "b"}));
}

TEST_F(WriterTest, serves_many_threads_each_of_which_reads_what_it_wrote) {
    constexpr int threads = 6;
    constexpr int writes = 40;
    std::vector<std::thread> running;
    for (int thread = 0; thread < threads; ++thread) {
        running.emplace_back([this, thread] {
            boost::asio::io_context loop{1};
            const auto work = [](WriterTest& test, int number) -> Async<> {
                for (int i = 0; i < writes; ++i) {
                    const std::string word = std::to_string(number) + '.' + std::to_string(i);
                    co_await test.add(word);
                    const auto read = co_await test.database.one<std::string>(
                        "SELECT word FROM words WHERE word = ?1", word);
                    EXPECT_EQ(read, word);
                }
            };
            for (int part = 0; part < 2; ++part) {
                boost::asio::co_spawn(loop, work(*this, thread * 2 + part),
                                      [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
            }
            loop.run();
        });
    }
    for (auto& thread : running) thread.join();
    EXPECT_EQ(words().size(), std::size_t{threads * 2 * writes});
}

}  // namespace
}  // namespace cardea::db::sqlite
