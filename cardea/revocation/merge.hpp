// One table made of several. For this room alone.
#pragma once

#include <cardea/revocation/table.hpp>

#include <memory>
#include <span>

namespace cardea::revocation {

/// What becomes of takings back: they stay where there are tables older than the merged ones.
enum class TakenBack : bool { drop, keep };

/// What these tables, the newest first, say together, without what has expired by `now`, in one
/// that is as large as it need be; null if nothing is left. Nobody writes to them any more.
/// Throws `std::bad_alloc`.
[[nodiscard]] std::unique_ptr<Table> merge(std::span<const Table* const> newest_first, Until now,
                                           TakenBack takings_back);

}  // namespace cardea::revocation
