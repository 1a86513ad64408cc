// Writing the journal, and reading it.
#pragma once

#include <cardea/db/database.hpp>
#include <cardea/journal/entry.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace cardea::journal {

/// Appends `entry`: it is there if and only if the change around it is committed.
/// Returns its position. Owns: `entry` must live until the call has been awaited. Throws as the
/// transaction does.
Async<std::int64_t> append(db::Transaction& transaction, const Entry& entry);

/// Of any entry; 0 where there is none yet.
Async<std::int64_t> last_position(const db::Database& database);

/// The entries behind a position, in their order, `count_max` at most.
Async<std::vector<Record>> entries_after(const db::Database& database, std::int64_t position,
                                         std::size_t count_max);

/// A place in the list of what is revoked, which is sorted by the time at which that ends.
struct RevocationCursor {
    /// Before all that still revokes something at `now`.
    explicit RevocationCursor(TimePoint now) : until{now} {}

    TimePoint until;
    std::int64_t position = std::numeric_limits<std::int64_t>::max();
};

/// What is behind `cursor`, which is moved on; `count_max` at most. Fewer: that was all.
Async<std::vector<Revocation>> next_revocations(const db::Database& database,
                                                RevocationCursor& cursor, std::size_t count_max);

}  // namespace cardea::journal
