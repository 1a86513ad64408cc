// The table of the journal, and how it came to be.
#pragma once

#include <cardea/db/database.hpp>

namespace cardea::journal {

/// Brings the table up to date. Blocks. Throws `std::runtime_error` as `db::migrate` does.
void migrate(const db::Database& database);

}  // namespace cardea::journal
