#include <cardea/db/migration.hpp>

#include <cardea/base/block_on.hpp>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace cardea::db {
namespace {

constexpr std::string_view migrations_table =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    " room TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, fingerprint TEXT NOT NULL,"
    " applied_at INTEGER NOT NULL DEFAULT (unixepoch()), PRIMARY KEY (room, number)) STRICT";

// FNV-1a, 64 bits, in hexadecimal: it notices an edit, and nobody is to be defended against here.
std::string fingerprint(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    std::string hex(16, '0');
    for (auto digit = hex.rbegin(); digit != hex.rend(); ++digit, hash >>= 4) {
        *digit = "0123456789abcdef"[hash & 15];
    }
    return hex;
}

[[noreturn]] void refuse_migration(std::string_view room, int number, std::string_view why) {
    throw std::runtime_error{"Migration " + std::to_string(number) + " of " + std::string{room} +
                             ' ' + std::string{why}};
}

struct Applied {
    int number;
    std::string name;
    std::string fingerprint;
};

// What is in the database must be the beginning of what the program knows.
void check_applied(std::string_view room, std::span<const Migration> known,
                   const std::vector<Applied>& applied) {
    std::size_t before = 0;
    for (const Applied& one : applied) {
        if (static_cast<std::size_t>(one.number) != before + 1) {
            refuse_migration(room, one.number,
                             "(" + one.name + ") is in the database without the one before it.");
        }
        if (++before > known.size()) {
            refuse_migration(room, one.number,
                             "(" + one.name + ") is in the database, and this program knows only " +
                                 std::to_string(known.size()) +
                                 ": the database is newer, so run the newer program.");
        }
        const Migration& own = known[before - 1];
        if (one.fingerprint != fingerprint(own.sql)) {
            refuse_migration(room, one.number,
                             "(" + std::string{own.name} +
                                 ") has changed since it was applied to the database: "
                                 "restore its text, and correct it by a new migration.");
        }
    }
}

// Looks again inside the transaction, since another process may be migrating too.
Async<> apply(Transaction& transaction, std::string_view room, const Migration& migration) {
    const auto done = co_await transaction.one<int>(
        "SELECT number FROM schema_migrations WHERE room = ?1 AND number = ?2", room,
        migration.number);
    if (done) co_return;
    co_await transaction.script(migration.sql);
    co_await transaction.run(
        "INSERT INTO schema_migrations (room, number, name, fingerprint) VALUES (?1, ?2, ?3, ?4)",
        room, migration.number, migration.name, fingerprint(migration.sql));
}

}  // namespace

void migrate(const Database& database, std::string_view room,
             std::span<const Migration> migrations) {
    int expected = 1;
    for (const Migration& migration : migrations) {
        if (migration.number != expected++) {
            throw std::invalid_argument{"The migrations of " + std::string{room} +
                                        " must be numbered 1, 2, 3 … in order"};
        }
    }
    block_on(database.write(
        [](Transaction& transaction) -> Async<> { co_await transaction.run(migrations_table); }));
    const auto applied = block_on(database.all<Applied>(
        "SELECT number, name, fingerprint FROM schema_migrations WHERE room = ?1 ORDER BY number",
        room));
    check_applied(room, migrations, applied);
    for (const Migration& migration : migrations.subspan(applied.size())) {
        try {
            block_on(database.write([room, &migration](Transaction& transaction) {
                return apply(transaction, room, migration);
            }));
        } catch (const Failure& failure) {
            refuse_migration(room, migration.number,
                             "(" + std::string{migration.name} +
                                 ") failed, and nothing of it was applied: " +
                                 std::string{failure.error().detail()});
        }
    }
}

}  // namespace cardea::db
