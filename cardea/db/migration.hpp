// A room's tables and how they came to be: numbered steps, forward only, each applied once.
#pragma once

#include <cardea/db/database.hpp>

#include <span>
#include <string_view>

namespace cardea::db {

/// One step. Once published it is never changed: a later one corrects it.
struct Migration {
    int number;             ///< 1, 2, 3 … within its room.
    std::string_view name;  ///< What it does, for people: `sessions_by_user`.
    std::string_view sql;   ///< Statements divided by semicolons, none of them of a transaction.
};

/// Applies those of `room`'s `migrations` that the database hasn't seen, each in a transaction of
/// its own, and notes them in the table `schema_migrations`. Blocks: call it at start.
/// Errors: throws `std::runtime_error` with a sentence when an applied migration's text has
///         changed, when the database is newer than the program, or when a migration fails; and
///         `std::invalid_argument` when the list isn't numbered 1, 2, 3 …
void migrate(const Database& database, std::string_view room,
             std::span<const Migration> migrations);

}  // namespace cardea::db
