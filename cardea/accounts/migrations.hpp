// The tables of this room: users, sessions, refresh_tokens, known_networks.
#pragma once

#include <cardea/db/database.hpp>

namespace cardea::accounts {

/// Brings the tables up to date. Blocks. Throws `std::runtime_error` as `db::migrate` does.
void migrate(const db::Database& database);

}  // namespace cardea::accounts
