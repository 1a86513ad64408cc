// From where users have signed in before: there they are not shut out by what strangers elsewhere
// try at their accounts. The table `known_networks`.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/clock.hpp>
#include <cardea/db/database.hpp>
#include <cardea/db/transaction.hpp>
#include <cardea/schema/uuid.hpp>

#include <string_view>

namespace cardea::accounts {

/// Whether the user of this folded address has signed in from `network`. Where there is no such
/// user the database has the same work.
Async<bool> is_known_network(const db::Database& database, std::string_view email,
                             std::string_view network);

/// Notes that `user` has signed in from `network`, if that is not empty. What has been noted within
/// the last day is not written again; of more than 32 the latest stay.
Async<> note_network(db::Transaction& transaction, const Uuid& user, std::string_view network,
                     TimePoint now);

}  // namespace cardea::accounts
