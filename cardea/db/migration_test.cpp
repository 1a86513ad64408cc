#include <cardea/db/migration.hpp>

#include <cardea/base/block_on.hpp>
#include <cardea/db/temporary_folder.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

// Under test: each step is applied once, whole, in order, and never silently a different one.
namespace cardea::db {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const Migration notes{1, "notes",
                      "CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT) STRICT;\n"
                      "CREATE INDEX notes_by_title ON notes (title);"};
const Migration owners{
    2, "owners", "ALTER TABLE notes ADD COLUMN owner TEXT; INSERT INTO notes VALUES (1, 'a', 'o')"};

struct MigrationTest : testing::Test {
    std::string refusal_of(const std::vector<Migration>& migrations,
                           std::string_view room = "notes") {
        try {
            migrate(*database, room, migrations);
        } catch (const std::runtime_error& refusal) {
            return refusal.what();
        }
        return "";
    }
    int count_of(std::string_view sql) { return block_on(database->one<int>(sql)).value(); }

    TemporaryFolder folder;
    std::unique_ptr<Database> database = open(folder / "a.db");
};

TEST_F(MigrationTest, applies_what_is_new_and_nothing_twice) {
    migrate(*database, "notes", std::vector{notes});
    migrate(*database, "notes", std::vector{notes, owners});
    migrate(*database, "notes", std::vector{notes, owners});
    EXPECT_EQ(count_of("SELECT count(*) FROM notes"), 1);
    EXPECT_EQ(count_of("SELECT count(*) FROM schema_migrations"), 2);
}

TEST_F(MigrationTest, numbers_each_room_for_itself) {
    migrate(*database, "notes", std::vector{notes});
    migrate(*database, "others",
            std::vector{Migration{1, "others", "CREATE TABLE others (n INTEGER) STRICT"}});
    EXPECT_EQ(count_of("SELECT count(*) FROM schema_migrations"), 2);
}

TEST_F(MigrationTest, refuses_a_text_that_has_changed) {
    migrate(*database, "notes", std::vector{notes});
    Migration edited = notes;
    edited.sql = "CREATE TABLE notes (id INTEGER PRIMARY KEY) STRICT";
    EXPECT_THAT(refusal_of({edited, owners}), AllOf(HasSubstr("Migration 1 of notes"),
                                                    HasSubstr("changed since it was applied")));
    EXPECT_EQ(count_of("SELECT count(*) FROM schema_migrations"), 1);
}

TEST_F(MigrationTest, refuses_a_database_that_is_newer_than_the_program) {
    migrate(*database, "notes", std::vector{notes, owners});
    EXPECT_THAT(refusal_of({notes}),
                AllOf(HasSubstr("knows only 1"), HasSubstr("run the newer program")));
}

TEST_F(MigrationTest, leaves_nothing_of_a_step_that_fails_and_keeps_those_before_it) {
    const Migration broken{2, "broken",
                           "CREATE TABLE half (n INTEGER) STRICT; CREATE TABLE notes (n INTEGER)"};
    EXPECT_THAT(refusal_of({notes, broken}),
                AllOf(HasSubstr("Migration 2 of notes"), HasSubstr("already exists")));
    EXPECT_EQ(count_of("SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), 0);
    EXPECT_EQ(count_of("SELECT count(*) FROM sqlite_schema WHERE name = 'notes'"), 1);
    migrate(*database, "notes", std::vector{notes, owners});
    EXPECT_EQ(count_of("SELECT count(*) FROM notes"), 1);
}

TEST_F(MigrationTest, refuses_a_list_that_is_not_numbered_in_order) {
    EXPECT_THROW(migrate(*database, "notes", std::vector{owners}), std::invalid_argument);
    EXPECT_THROW(migrate(*database, "notes", std::vector{notes, notes}), std::invalid_argument);
}

}  // namespace
}  // namespace cardea::db
