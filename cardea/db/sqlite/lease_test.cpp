#include <cardea/db/sqlite/lease.hpp>

#include <cardea/base/block_on.hpp>
#include <cardea/db/sqlite/database.hpp>
#include <cardea/db/sqlite/file_size_limit.hpp>
#include <cardea/db/sqlite/foreign_connection.hpp>
#include <cardea/db/temporary_folder.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

// Under test: a transaction that is held is alone, is durable once committed, and lets the writer
// go on whatever becomes of its holder.
namespace cardea::db::sqlite {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

using Ended = std::optional<Error>;

struct HeldTransactionTest : testing::Test {
    HeldTransactionTest() {
        block_on(database.write([](Transaction& transaction) -> Async<> {
            co_await transaction.script(
                "CREATE TABLE names (name TEXT PRIMARY KEY) STRICT;"
                "CREATE TABLE uses (name TEXT REFERENCES names DEFERRABLE INITIALLY DEFERRED) "
                "STRICT;"
                "CREATE TABLE bytes (content BLOB NOT NULL) STRICT;"
                "CREATE TABLE counts (n INTEGER NOT NULL) STRICT;"
                "INSERT INTO counts VALUES (0)");
        }));
    }

    HeldTransaction hold(std::chrono::milliseconds time_max = 1h) {
        return block_on(database.hold(time_max));
    }
    static void insert(Transaction& transaction, std::string_view name) {
        block_on(transaction.run("INSERT INTO names VALUES (?1)", name));
    }
    Async<> add(std::string name) {
        return database.write([name = std::move(name)](Transaction& transaction) -> Async<> {
            co_await transaction.run("INSERT INTO names VALUES (?1)", name);
        });
    }
    std::vector<std::string> names() {
        return block_on(database.all<std::string>("SELECT name FROM names ORDER BY name"));
    }
    template <class T>
    static Ended end_of(Async<T> work) {
        try {
            block_on(std::move(work));
        } catch (const Failure& failure) {
            return failure.error();
        }
        return std::nullopt;
    }
    // Starts `work` on `loop`, which notes its name when it has ended.
    void start(boost::asio::io_context& loop, std::string name, Async<> work) {
        const auto noted = [](std::string as, Async<> inner,
                              std::vector<std::string>& to) -> Async<> {
            try {
                co_await std::move(inner);
            } catch (const Failure& failure) {
                as += ": " + std::string{failure.error().code()};
            }
            to.push_back(as);
        };
        boost::asio::co_spawn(loop, noted(std::move(name), std::move(work), ended),
                              boost::asio::detached);
    }
    // Holds, inserts and commits.
    Async<> hold_and_add(std::string name) {
        auto held = co_await database.hold(1h);
        co_await held.run("INSERT INTO names VALUES (?1)", name);
        co_await held.commit();
    }

    TemporaryFolder folder;
    std::string path = folder / "names.db";
    Options options{.write_queue_max = 4, .busy_timeout = 30ms, .hold_wait_max = 1h};
    Database database{path, options};
    std::vector<std::string> ended;
};

TEST_F(HeldTransactionTest, is_seen_by_all_once_it_is_committed_and_by_its_holder_before) {
    auto held = hold();
    insert(held, "a");
    EXPECT_EQ(block_on(held.one<std::string>("SELECT name FROM names")), "a");
    EXPECT_THAT(names(), IsEmpty());
    block_on(held.commit());
    EXPECT_THAT(names(), ElementsAre("a"));
    const Database other{path, options};
    EXPECT_EQ(block_on(other.one<int>("SELECT count(*) FROM names")), 1);
}

TEST_F(HeldTransactionTest, lets_its_holder_read_in_the_same_turn_what_it_committed) {
    const auto work = [](const Database& rows) -> Async<std::int64_t> {
        EXPECT_EQ(co_await rows.one<int>("SELECT count(*) FROM names"), 0);  // a snapshot begins
        auto held = co_await rows.hold();
        co_await held.script("INSERT INTO names VALUES ('a'); INSERT INTO names VALUES ('b')");
        co_await held.commit();
        co_return (co_await rows.one<std::int64_t>("SELECT count(*) FROM names")).value();
    };
    EXPECT_EQ(block_on(work(database)), 2);
}

TEST_F(HeldTransactionTest, is_rolled_back_when_it_is_destroyed) {
    {
        auto held = hold();
        insert(held, "a");
    }
    EXPECT_FALSE(end_of(add("b")));
    EXPECT_THAT(names(), ElementsAre("b"));
}

TEST_F(HeldTransactionTest, is_over_after_its_commit) {
    auto held = hold();
    insert(held, "a");
    block_on(held.commit());
    EXPECT_EQ(end_of(held.run("INSERT INTO names VALUES ('b')")).value(), db::Errc::unfinished);
    EXPECT_EQ(end_of(held.script("DELETE FROM names")).value(), db::Errc::unfinished);
    EXPECT_EQ(end_of(held.commit()).value(), db::Errc::unfinished);
    EXPECT_THAT(names(), ElementsAre("a"));
}

TEST_F(HeldTransactionTest, refuses_statements_that_end_or_leave_it) {
    auto held = hold();
    insert(held, "a");
    for (const char* sql : {"COMMIT", "ROLLBACK", "SAVEPOINT x", "ATTACH 'x.db' AS x"}) {
        EXPECT_EQ(end_of(held.script(sql)).value(), db::Errc::wrong_statement) << sql;
    }
    block_on(held.commit());
    EXPECT_THAT(names(), ElementsAre("a"));
}

TEST_F(HeldTransactionTest, goes_on_after_a_statement_that_a_constraint_refused) {
    auto held = hold();
    insert(held, "a");
    EXPECT_EQ(end_of(held.run("INSERT INTO names VALUES ('a')")).value(), db::Errc::conflict);
    insert(held, "b");
    block_on(held.commit());
    EXPECT_THAT(names(), ElementsAre("a", "b"));
}

TEST_F(HeldTransactionTest, is_rolled_back_where_a_deferred_foreign_key_does_not_hold) {
    auto held = hold();
    insert(held, "a");
    block_on(held.run("INSERT INTO uses VALUES ('nowhere')"));
    EXPECT_EQ(end_of(held.commit()).value(), db::Errc::conflict);
    EXPECT_THAT(names(), IsEmpty());
    EXPECT_FALSE(end_of(add("b")));
}

TEST_F(HeldTransactionTest, is_rolled_back_when_its_time_is_over_and_the_writer_goes_on) {
    auto held = hold(200ms);
    insert(held, "late");
    EXPECT_FALSE(end_of(add("other")));  // is written once the writer has taken its connection back
    const auto statement = end_of(held.run("INSERT INTO names VALUES ('later')"));
    EXPECT_EQ(statement.value(), db::Errc::overdue);
    EXPECT_EQ(statement->fault(), Fault::unavailable);
    EXPECT_TRUE(statement->retry_after());
    EXPECT_EQ(end_of(held.commit()).value(), db::Errc::overdue);
    EXPECT_THAT(names(), ElementsAre("other"));
}

TEST_F(HeldTransactionTest, stops_a_statement_that_runs_beyond_its_time) {
    const std::string endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) ";
    for (const std::string& sql : {endless + "SELECT count(*) FROM n",
                                   endless + "INSERT INTO counts SELECT i FROM n WHERE i < 0"}) {
        auto held = hold(200ms);
        insert(held, "a");
        EXPECT_EQ(end_of(held.script(sql)).value(), db::Errc::overdue);
        EXPECT_EQ(end_of(held.commit()).value(), db::Errc::overdue);
    }
    EXPECT_FALSE(end_of(add("b")));
    EXPECT_THAT(names(), ElementsAre("b"));
}

TEST_F(HeldTransactionTest, makes_a_write_of_its_own_holder_wait_until_its_time_is_over) {
    const auto work = [](HeldTransactionTest& test) -> Async<> {
        auto held = co_await test.database.hold(200ms);
        co_await held.run("INSERT INTO names VALUES ('held')");
        co_await test.add("written");
        co_await held.commit();
    };
    EXPECT_EQ(end_of(work(*this)).value(), db::Errc::overdue);
    EXPECT_THAT(names(), ElementsAre("written"));
}

TEST_F(HeldTransactionTest, is_refused_inside_a_write) {
    const auto end =
        end_of(database.write([this](Transaction&) -> Async<> { co_await database.hold(); }));
    EXPECT_EQ(end.value(), db::Errc::unfinished);
}

TEST_F(HeldTransactionTest, lets_writes_wait_for_one_of_its_kind_and_no_more) {
    boost::asio::io_context loop{1};
    auto held = hold();
    start(loop, "second hold", hold_and_add("b"));
    start(loop, "third hold", hold_and_add("c"));
    start(loop, "write", add("d"));
    loop.poll();
    EXPECT_THAT(ended, IsEmpty());
    insert(held, "a");
    start(loop, "first hold", held.commit());
    loop.run();
    EXPECT_THAT(ended, ElementsAre("first hold", "write", "second hold", "third hold"));
    EXPECT_THAT(names(), ElementsAre("a", "b", "c", "d"));
}

TEST_F(HeldTransactionTest, counts_among_the_writes_that_wait) {
    boost::asio::io_context loop{1};
    std::optional<HeldTransaction> held{hold()};
    for (const char* name : {"a", "b", "c"}) start(loop, name, hold_and_add(name));
    start(loop, "d", add("d"));
    start(loop, "e", hold_and_add("e"));
    loop.poll();
    EXPECT_THAT(ended, ElementsAre("e: db.exhausted"));
    held.reset();
    loop.run();
    EXPECT_THAT(names(), ElementsAre("a", "b", "c", "d"));
}

TEST_F(HeldTransactionTest, is_refused_where_it_had_to_wait_for_too_long) {
    options.hold_wait_max = 0ms;
    const Database impatient{path, options};
    const auto end = end_of(impatient.hold());
    EXPECT_EQ(end.value(), db::Errc::exhausted);
    EXPECT_TRUE(end->retry_after());
}

TEST_F(HeldTransactionTest, is_rolled_back_with_the_loop_of_its_holder) {
    {
        boost::asio::io_context loop{1};
        bool inserted = false;
        const auto work = [](Database& rows, bool& done) -> Async<> {
            auto held = co_await rows.hold(1h);
            co_await held.run("INSERT INTO names VALUES ('a')");
            done = true;
            co_await park([](const Parked&) {});  // for ever
        };
        boost::asio::co_spawn(loop, work(database, inserted), boost::asio::detached);
        while (!inserted) loop.run_one();
        start(loop, "waiting", hold_and_add("b"));
        loop.poll();
    }
    EXPECT_FALSE(end_of(add("c")));
    EXPECT_FALSE(end_of(hold_and_add("d")));
    EXPECT_THAT(names(), ElementsAre("c", "d"));
    EXPECT_THAT(ended, IsEmpty());
}

TEST_F(HeldTransactionTest, is_committed_although_its_loop_is_torn_down_meanwhile) {
    auto held = hold();
    insert(held, "a");
    {
        boost::asio::io_context loop{1};
        boost::asio::co_spawn(loop, held.commit(), boost::asio::detached);
        loop.poll();
    }
    EXPECT_FALSE(end_of(add("b")));
    EXPECT_THAT(names(), ElementsAre("a", "b"));
}

TEST_F(HeldTransactionTest, is_rolled_back_at_once_when_its_database_is_closed) {
    boost::asio::io_context loop{1};
    auto closing = std::make_unique<Database>(path, options);
    auto held = block_on(closing->hold(1h));
    insert(held, "a");
    start(loop, "waiting",
          [](const Database& rows) -> Async<> { co_await rows.hold(1h); }(*closing));
    loop.poll();
    closing.reset();
    EXPECT_EQ(end_of(held.run("INSERT INTO names VALUES ('b')")).value(), db::Errc::unavailable);
    EXPECT_EQ(end_of(held.commit()).value(), db::Errc::unavailable);
    loop.run();
    EXPECT_THAT(ended, ElementsAre("waiting: db.unavailable"));
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(HeldTransactionTest,
       is_unavailable_while_another_program_holds_the_file_and_works_afterwards) {
    ForeignConnection foreign{path};
    foreign.execute("BEGIN IMMEDIATE");
    EXPECT_EQ(end_of(database.hold()).value(), db::Errc::unavailable);
    foreign.execute("COMMIT");
    EXPECT_FALSE(end_of(hold_and_add("a")));
}

TEST_F(HeldTransactionTest, stores_nothing_on_a_disk_that_a_statement_filled) {
    block_on(database.write([](Transaction& transaction) -> Async<> {
        co_await transaction.one<int>("PRAGMA max_page_count = 30");
    }));
    {
        auto held = hold();
        insert(held, "a");
        EXPECT_EQ(end_of(held.run("INSERT INTO bytes VALUES (zeroblob(1000000))")).value(),
                  db::Errc::unavailable);
        EXPECT_EQ(end_of(held.run("INSERT INTO names VALUES ('b')")).value(),
                  db::Errc::unavailable);
        EXPECT_EQ(end_of(held.commit()).value(), db::Errc::unavailable);
    }
    EXPECT_FALSE(end_of(hold_and_add("small")));
    EXPECT_THAT(names(), ElementsAre("small"));
}

TEST_F(HeldTransactionTest, stores_nothing_on_a_disk_that_its_commit_filled) {
    {
        const FileSizeLimit limit{std::filesystem::file_size(path + "-wal") + 65536};
        auto held = hold();
        insert(held, "a");
        block_on(held.run("INSERT INTO bytes VALUES (zeroblob(1000000))"));
        EXPECT_EQ(end_of(held.commit()).value(), db::Errc::unavailable);
        EXPECT_THAT(names(), IsEmpty());
        EXPECT_FALSE(end_of(hold_and_add("small")));
    }
    EXPECT_THAT(names(), ElementsAre("small"));
    EXPECT_EQ(block_on(database.one<std::string>("PRAGMA integrity_check")), "ok");
}

TEST_F(HeldTransactionTest, is_alone_among_many_threads) {
    constexpr int threads = 6;
    constexpr int rounds = 30;
    options.write_queue_max = 1024;
    const Database shared{path, options};
    std::vector<std::thread> running;
    for (int thread = 0; thread < threads; ++thread) {
        running.emplace_back([&shared] {
            boost::asio::io_context loop{1};
            // Read, then write what was read plus one: the sum tells whether somebody came between.
            const auto hold = [](const Database& rows) -> Async<> {
                for (int i = 0; i < rounds; ++i) {
                    auto held = co_await rows.hold(1h);
                    const auto n = (co_await held.one<int>("SELECT n FROM counts")).value();
                    co_await held.run("UPDATE counts SET n = ?1", n + 1);
                    if (i % 3 == 0) continue;  // dropped
                    co_await held.commit();
                    EXPECT_GT(co_await rows.one<int>("SELECT n FROM counts"), n);
                }
            };
            const auto write = [](const Database& rows) -> Async<> {
                for (int i = 0; i < rounds; ++i) {
                    const auto raise = [](Transaction& transaction) -> Async<> {
                        co_await transaction.run("UPDATE counts SET n = n + 1");
                    };
                    co_await rows.write(raise);
                }
            };
            const auto note = [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); };
            boost::asio::co_spawn(loop, hold(shared), note);
            boost::asio::co_spawn(loop, write(shared), note);
            loop.run();
        });
    }
    for (auto& thread : running) thread.join();
    EXPECT_EQ(block_on(shared.one<int>("SELECT n FROM counts")),
              threads * (rounds + rounds * 2 / 3));
}

TEST_F(HeldTransactionTest, is_committed_whole_or_not_at_all_when_its_time_ends_just_then) {
    for (int round = 0; round < 200; ++round) {
        const auto work = [](const Database& rows, std::chrono::microseconds most) -> Async<> {
            auto held = co_await rows.hold(1ms);
            const auto until = Lease::Steady::now() + most;
            do {
                co_await held.run("UPDATE counts SET n = n + 1");
            } while (Lease::Steady::now() < until);
            co_await held.commit();
        };
        const auto before = block_on(database.one<int>("SELECT n FROM counts"));
        const auto end = end_of(work(database, 800us + std::chrono::microseconds{round}));
        const auto after = block_on(database.one<int>("SELECT n FROM counts"));
        if (end) {
            EXPECT_EQ(*end, db::Errc::overdue);
            EXPECT_EQ(after, before);
        } else {
            EXPECT_GT(after, before);
        }
    }
}

}  // namespace
}  // namespace cardea::db::sqlite
