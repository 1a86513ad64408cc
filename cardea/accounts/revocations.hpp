// From the journal into memory: what an entry revokes.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/clock.hpp>
#include <cardea/db/database.hpp>
#include <cardea/journal/entry.hpp>
#include <cardea/revocation/index.hpp>

namespace cardea::accounts {

/// Does in `index` what an entry says; most say nothing about it. Idempotent, and in any order.
void enforce(const journal::Record& record, revocation::Index& index);

/// Brings into `index` all that the journal revokes at `now`: at start, before a tail follows.
Async<> load_revocations(const db::Database& database, TimePoint now, revocation::Index& index);

}  // namespace cardea::accounts
