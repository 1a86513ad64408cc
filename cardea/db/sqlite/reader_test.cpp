#include <cardea/db/sqlite/reader.hpp>

#include <cardea/base/block_on.hpp>
#include <cardea/db/sqlite/database.hpp>
#include <cardea/db/sqlite/foreign_connection.hpp>
#include <cardea/db/temporary_folder.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <thread>

// Under test: what a read sees, and when.
namespace cardea::db::sqlite {
namespace {

constexpr std::string_view newest = "SELECT max(n) FROM numbers";

struct ReaderTest : testing::Test {
    ReaderTest() {
        block_on(database.write([](Transaction& transaction) -> Async<> {
            co_await transaction.script(
                "CREATE TABLE numbers (n INTEGER NOT NULL) STRICT;"
                "INSERT INTO numbers VALUES (1)");
        }));
    }
    Async<> add(int n) {
        return database.write([n](Transaction& transaction) -> Async<> {
            co_await transaction.run("INSERT INTO numbers VALUES (?1)", n);
        });
    }
    Async<int> read() {
        const auto n = co_await database.one<int>(newest);
        co_return n.value();
    }
    std::size_t open_files() const {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
            std::error_code ignored;
            if (std::filesystem::read_symlink(entry, ignored) == path) ++count;
        }
        return count;
    }

    TemporaryFolder folder;
    std::string path = folder / "numbers.db";
    Database database{path, Options{}};
    ForeignConnection foreign{path};
};

Async<> next_turn() {
    co_await boost::asio::post(co_await boost::asio::this_coro::executor,
                               boost::asio::use_awaitable_t<Executor>{});
}

TEST_F(ReaderTest, keeps_one_snapshot_for_a_turn_of_the_loop_and_no_longer) {
    block_on([](ReaderTest& test) -> Async<> {
        EXPECT_EQ(co_await test.read(), 1);
        test.foreign.execute("INSERT INTO numbers VALUES (2)");
        EXPECT_EQ(co_await test.read(), 1);
        co_await next_turn();
        EXPECT_EQ(co_await test.read(), 2);
    }(*this));
}

TEST_F(ReaderTest, sees_a_commit_of_this_process_in_the_same_turn) {
    block_on([](ReaderTest& test) -> Async<> {
        EXPECT_EQ(co_await test.read(), 1);
        std::thread{[&test] { block_on(test.add(2)); }}.join();
        EXPECT_EQ(co_await test.read(), 2);
        std::thread{[&test] { block_on(test.add(3)); }}.join();
        EXPECT_EQ(co_await test.read(), 3);
    }(*this));
}

TEST_F(ReaderTest, sees_what_its_own_request_wrote) {
    block_on([](ReaderTest& test) -> Async<> {
        for (int n = 2; n < 20; ++n) {
            co_await test.add(n);
            EXPECT_EQ(co_await test.read(), n);
        }
    }(*this));
}

TEST_F(ReaderTest, sees_after_a_refused_write_what_refused_it) {
    block_on([](ReaderTest& test) -> Async<> {
        EXPECT_EQ(co_await test.read(), 1);
        test.foreign.execute("INSERT INTO numbers VALUES (9)");
        co_await test.database.write([](Transaction&) -> Async<> { co_return; });
        EXPECT_EQ(co_await test.read(), 9);
    }(*this));
}

TEST_F(ReaderTest, does_not_keep_the_snapshot_of_a_loop_that_was_destroyed_within_its_turn) {
    std::optional<boost::asio::io_context> loop{std::in_place, 1};
    std::optional<int> seen;
    const auto read = [](ReaderTest& test, std::optional<int>& to) -> Async<> {
        to = co_await test.read();
    };
    boost::asio::co_spawn(*loop, read(*this, seen), boost::asio::detached);
    while (!seen) loop->run_one();
    loop.reset();
    foreign.execute("INSERT INTO numbers VALUES (2)");
    loop.emplace(1);  // at the same address
    boost::asio::co_spawn(*loop, read(*this, seen), boost::asio::detached);
    loop->run();
    EXPECT_EQ(seen, 2);
    EXPECT_EQ(block_on(this->read()), 2);
}

TEST_F(ReaderTest, follows_a_thread_from_one_loop_to_another_inside_a_turn) {
    block_on([](ReaderTest& test) -> Async<> {
        EXPECT_EQ(co_await test.read(), 1);
        test.foreign.execute("INSERT INTO numbers VALUES (2)");
        EXPECT_EQ(block_on(test.read()), 2);  // another loop, so another turn
        test.foreign.execute("INSERT INTO numbers VALUES (3)");
        EXPECT_EQ(co_await test.read(), 3);
    }(*this));
}

TEST_F(ReaderTest, hands_its_connection_to_the_next_thread_when_its_own_ends) {
    const auto before = open_files();
    for (int i = 0; i < 8; ++i) {
        std::thread{[this] { EXPECT_EQ(block_on(read()), 1); }}.join();
    }
    EXPECT_EQ(open_files(), before + 1);
}

TEST_F(ReaderTest, tells_another_version_once_anybody_has_committed) {
    const auto at_first = block_on(database.version());
    EXPECT_EQ(block_on(database.version()), at_first);
    foreign.execute("INSERT INTO numbers VALUES (2)");
    const auto after_others = block_on(database.version());
    EXPECT_NE(after_others, at_first);
    block_on(add(3));
    EXPECT_NE(block_on(database.version()), after_others);
}

TEST_F(ReaderTest, tells_the_present_version_within_a_turn_that_has_read) {
    block_on([](ReaderTest& test) -> Async<> {
        const auto at_first = co_await test.database.version();
        co_await test.read();
        test.foreign.execute("INSERT INTO numbers VALUES (2)");
        EXPECT_NE(co_await test.database.version(), at_first);
        const auto n = co_await test.read();  // and reads what it spoke of
        EXPECT_EQ(n, 2);
    }(*this));
}

TEST_F(ReaderTest, sees_a_table_change_its_shape) {
    EXPECT_EQ(block_on(database.all<int>("SELECT * FROM numbers")).size(), 1U);
    foreign.execute("ALTER TABLE numbers ADD COLUMN name TEXT");
    try {
        block_on(database.all<int>("SELECT * FROM numbers"));
        FAIL() << "two columns were read into one member";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.error(), db::Errc::wrong_row);
    }
}

TEST_F(ReaderTest, closes_with_the_database_and_leaves_one_file) {
    { const Database other{folder / "other.db", Options{}}; }
    Database* shortlived = new Database{folder / "short.db", Options{}};
    EXPECT_TRUE(block_on(shortlived->ping()));
    delete shortlived;
    EXPECT_TRUE(std::filesystem::exists(folder / "short.db"));
    EXPECT_FALSE(std::filesystem::exists(folder / "short.db-wal"));
    EXPECT_EQ(block_on(read()), 1);  // this thread's reader of the database that remains
}

}  // namespace
}  // namespace cardea::db::sqlite
