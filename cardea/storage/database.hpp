// The database as a handler takes it: `Depends<database> rows`, as FastAPI's `Depends(get_db)`.
#pragma once

#include <cardea/db/database.hpp>
#include <cardea/inject/depends.hpp>
#include <cardea/inject/state.hpp>

namespace cardea {

/// The provided database, to read from and to write to: `co_await rows->one<Note>(…)`. An app
/// provides it as `std::shared_ptr<db::Database>{db::open(url)}`, or as `std::cref(database)`.
const db::Database& database(State<db::Database> provided);

}  // namespace cardea
