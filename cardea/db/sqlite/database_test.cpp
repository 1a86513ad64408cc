#include <cardea/db/sqlite/database.hpp>

#include <cardea/base/block_on.hpp>
#include <cardea/db/migration.hpp>
#include <cardea/db/sqlite/foreign_connection.hpp>
#include <cardea/db/temporary_folder.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// Under test: a file is opened safely or refused with a sentence, and what was answered is still
// there after a crash.
namespace cardea::db::sqlite {
namespace {

using testing::HasSubstr;

std::string refusal_of(const std::string& url) {
    try {
        db::open(url);
    } catch (const std::runtime_error& refusal) {
        return refusal.what();
    }
    return "";
}

Async<> make_table(Transaction& transaction) {
    co_await transaction.run("CREATE TABLE IF NOT EXISTS numbers (n INTEGER PRIMARY KEY) STRICT");
}

struct DatabaseTest : testing::Test {
    TemporaryFolder folder;
    std::string path = folder / "a.db";
};

TEST_F(DatabaseTest, makes_its_files_for_the_owner_alone) {
    const auto before = ::umask(0);
    const auto database = db::open("sqlite:" + path);
    ::umask(before);
    block_on(database->write(make_table));
    for (const char* suffix : {"", "-wal", "-shm"}) {
        struct stat found{};
        ASSERT_EQ(::stat((path + suffix).c_str(), &found), 0) << suffix;
        EXPECT_EQ(found.st_mode & 0777, 0600U) << suffix;
    }
}

TEST_F(DatabaseTest, takes_a_path_or_a_url_of_sqlite) {
    block_on(db::open(path)->write(make_table));
    EXPECT_EQ(block_on(db::open("sqlite:" + path)->one<int>("SELECT count(*) FROM numbers")), 0);
    EXPECT_EQ(block_on(db::open("sqlite://" + path)->one<int>("SELECT count(*) FROM numbers")), 0);
}

TEST_F(DatabaseTest, refuses_what_it_cannot_open_with_a_sentence) {
    EXPECT_THAT(refusal_of("postgresql://localhost/x"), HasSubstr("SQLite files only"));
    EXPECT_THAT(refusal_of("mysql://localhost/x"), HasSubstr("only a path"));
    EXPECT_THAT(refusal_of(""), HasSubstr("names no file"));
    EXPECT_THAT(refusal_of(":memory:"), HasSubstr("in memory"));
    EXPECT_THAT(refusal_of(folder / "missing/a.db"), HasSubstr("there is no folder"));
    EXPECT_THAT(refusal_of(folder.path().string()), HasSubstr("it is a folder"));

    std::ofstream{path} << std::string(8192, 'x');
    EXPECT_THAT(refusal_of(path), HasSubstr("no SQLite database"));
    EXPECT_THAT(refusal_of(path), HasSubstr(path));
}

TEST_F(DatabaseTest, refuses_a_folder_or_file_that_its_user_may_not_write) {
    const auto as_user = [](const std::function<std::string()>& attempt) {
        // Root may write everywhere, so it becomes nobody for a moment.
        const bool root = ::geteuid() == 0;
        if (root && ::seteuid(65534) != 0) throw std::runtime_error{"cannot become nobody"};
        auto said = attempt();
        if (root && ::seteuid(0) != 0) throw std::runtime_error{"cannot become root again"};
        return said;
    };
    ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
    EXPECT_THAT(as_user([&] { return refusal_of(path); }), HasSubstr("cannot be made"));
    ASSERT_EQ(::chmod(folder.path().c_str(), 0777), 0);
    { const Database made{path, Options{}}; }
    ASSERT_EQ(::chmod(path.c_str(), 0400), 0);
    EXPECT_THAT(as_user([&] { return refusal_of(path); }),
                HasSubstr("may not read and write the file"));
    ASSERT_EQ(::chmod(path.c_str(), 0666), 0);
    ASSERT_EQ(::chmod(folder.path().c_str(), 0555), 0);
    EXPECT_THAT(as_user([&] { return refusal_of(path); }), HasSubstr("folder must be writable"));
    ASSERT_EQ(::chmod(folder.path().c_str(), 0700), 0);
}

TEST_F(DatabaseTest, says_so_when_a_page_is_damaged) {
    {
        const auto database = db::open(path);
        block_on(database->write([](Transaction& transaction) -> Async<> {
            co_await transaction.script(
                "CREATE TABLE texts (t TEXT NOT NULL) STRICT;"
                "INSERT INTO texts VALUES (hex(zeroblob(20000)))");
        }));
    }
    {
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(4096);
        file << std::string(4096, '\xa5');
    }
    const auto database = db::open(path);
    try {
        block_on(database->one<std::string>("SELECT t FROM texts"));
        FAIL() << "a damaged page was read";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.error(), db::Errc::corrupt);
        EXPECT_EQ(failure.error().fault(), Fault::internal);
    }
    EXPECT_TRUE(block_on(database->ping()));  // the schema is readable
}

TEST_F(DatabaseTest, lets_several_processes_make_and_open_a_file_at_once) {
    const Migration first{1, "numbers", "CREATE TABLE numbers (n INTEGER PRIMARY KEY) STRICT"};
    std::vector<pid_t> children;
    for (int i = 0; i < 6; ++i) {
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            try {
                const auto database = db::open(path);
                migrate(*database, "test", std::span{&first, 1});
                block_on(database->write([i](Transaction& transaction) -> Async<> {
                    co_await transaction.run("INSERT INTO numbers VALUES (?1)", i);
                }));
            } catch (const std::exception& failure) {
                std::fprintf(stderr, "child %d: %s\n", i, failure.what());
                ::_exit(1);
            }
            ::_exit(0);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(block_on(db::open(path)->one<int>("SELECT count(*) FROM numbers")), 6);
}

TEST_F(DatabaseTest, keeps_what_it_answered_when_its_process_is_killed) {
    std::array<int, 2> answers{};
    ASSERT_EQ(::pipe(answers.data()), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const auto database = db::open(path);
        block_on(database->write(make_table));
        for (int n = 1;; ++n) {
            block_on(database->write([n](Transaction& transaction) -> Async<> {
                co_await transaction.run("INSERT INTO numbers VALUES (?1)", n);
            }));
            if (::write(answers[1], &n, sizeof n) != sizeof n) ::_exit(1);
        }
    }
    ::close(answers[1]);
    int last = 0;
    while (last < 50) ASSERT_EQ(::read(answers[0], &last, sizeof last), ssize_t{sizeof last});
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    while (::read(answers[0], &last, sizeof last) == ssize_t{sizeof last}) {}
    ::close(answers[0]);

    const auto database = db::open(path);
    const auto kept = block_on(database->all<int>("SELECT n FROM numbers ORDER BY n"));
    ASSERT_GE(kept.size(), static_cast<std::size_t>(last));  // one more may have been committed
    for (std::size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(kept[i], static_cast<int>(i) + 1);
    EXPECT_EQ(block_on(database->one<std::string>("PRAGMA integrity_check")), "ok");
}

TEST_F(DatabaseTest, answers_a_ping_with_what_is_wrong) {
    { block_on(db::open(path)->write(make_table)); }
    const auto database = db::open(path);
    std::fstream{path, std::ios::in | std::ios::out | std::ios::binary} << std::string(100, 'x');
    const auto answer = block_on(database->ping());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error(), db::Errc::corrupt);
}

struct Pair {
    int number;
    std::string text;
};

struct StatementRow {
    const char* name;
    const char* sql;
    db::Errc expected;
};
struct DatabaseRefuses : testing::TestWithParam<StatementRow> {
    TemporaryFolder folder;
    Database database{folder / "a.db", Options{}};
};

TEST_P(DatabaseRefuses, and_names_the_reason) {
    block_on(database.write(make_table));
    try {
        block_on(database.all<Pair>(GetParam().sql, 1));
        FAIL() << "it was run";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.error(), GetParam().expected) << failure.error();
        EXPECT_THAT(std::string{failure.error().detail()}, HasSubstr(GetParam().sql));
        EXPECT_THAT(failure.what(), testing::Not(HasSubstr("SELECT")));
    }
    EXPECT_EQ(block_on(database.one<int>("SELECT 1")), 1);  // no harm done
}

INSTANTIATE_TEST_SUITE_P(
    Wrong, DatabaseRefuses,
    testing::Values(
        StatementRow{"no_such_table", "SELECT * FROM nothing WHERE n = ?1",
                     db::Errc::wrong_statement},
        StatementRow{"no_sql", "SELEKT ?1", db::Errc::wrong_statement},
        StatementRow{"nothing", "", db::Errc::wrong_statement},
        StatementRow{"a_comment_alone", "-- ?1", db::Errc::wrong_statement},
        StatementRow{"two_statements", "SELECT ?1, 'x'; SELECT 2, 'y'", db::Errc::wrong_statement},
        StatementRow{"a_text_in_double_quotes", "SELECT ?1, \"x\"", db::Errc::wrong_statement},
        StatementRow{"too_few_arguments", "SELECT ?1, ?2", db::Errc::wrong_statement},
        StatementRow{"too_many_arguments", "SELECT 1, 'x'", db::Errc::wrong_statement},
        StatementRow{"a_write", "INSERT INTO numbers VALUES (?1)", db::Errc::wrong_statement},
        StatementRow{"a_transaction", "BEGIN", db::Errc::wrong_statement},
        StatementRow{"too_few_columns", "SELECT ?1", db::Errc::wrong_row},
        StatementRow{"too_many_columns", "SELECT ?1, 'x', 3", db::Errc::wrong_row},
        StatementRow{"too_few_columns_of_no_rows", "SELECT n FROM numbers WHERE n = ?1",
                     db::Errc::wrong_row},
        StatementRow{"a_null", "SELECT ?1, NULL", db::Errc::wrong_row},
        StatementRow{"a_text_for_a_number", "SELECT 'x', ?1", db::Errc::wrong_row},
        StatementRow{"a_number_too_large", "SELECT ?1 + 4294967296, 'x'", db::Errc::wrong_row}),
    [](const auto& row) { return row.param.name; });

TEST_F(DatabaseTest, reads_rows_by_position) {
    Database database{path, Options{}};
    const auto pairs = block_on(
        database.all<Pair>("SELECT 1, 'a' UNION ALL SELECT 2, '' ORDER BY 1 DESC; -- two"));
    ASSERT_EQ(pairs.size(), 2U);
    EXPECT_EQ(pairs[0].number, 2);
    EXPECT_EQ(pairs[0].text, "");
    EXPECT_EQ(pairs[1].text, "a");
    EXPECT_FALSE(block_on(database.one<Pair>("SELECT 1, 'a' WHERE 0")));
    const auto null = block_on(database.one<std::optional<int>>("SELECT NULL"));
    ASSERT_TRUE(null.has_value());
    EXPECT_FALSE(null->has_value());
}

TEST_F(DatabaseTest, stores_empty_texts_and_bytes_as_such_and_nothing_as_null) {
    Database database{path, Options{}};
    struct Kinds {
        std::string text, view, bytes, none, number;
    };
    const auto kinds = block_on(database.one<Kinds>(
        "SELECT typeof(?1), typeof(?2), typeof(?3), typeof(?4), typeof(?5)", std::string{},
        std::string_view{}, Bytes{}, std::optional<std::string>{}, 0.5));
    ASSERT_TRUE(kinds);
    EXPECT_EQ(kinds->text, "text");
    EXPECT_EQ(kinds->view, "text");
    EXPECT_EQ(kinds->bytes, "blob");
    EXPECT_EQ(kinds->none, "null");
    EXPECT_EQ(kinds->number, "real");
}

TEST_F(DatabaseTest, forgets_the_statements_that_it_used_longest_ago) {
    Database database{path, Options{.statements_max = 2}};
    for (int round = 0; round < 3; ++round) {
        for (int n = 0; n < 5; ++n) {
            EXPECT_EQ(block_on(database.one<int>("SELECT " + std::to_string(n))), n);
        }
    }
}

}  // namespace
}  // namespace cardea::db::sqlite
