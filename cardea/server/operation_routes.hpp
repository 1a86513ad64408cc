// What those who run the server ask of it: does it live, is it ready, what has it counted.
#pragma once

#include <cardea/app/app.hpp>
#include <cardea/db/database.hpp>
#include <cardea/server/metrics.hpp>

namespace cardea::server {

/// All three must outlive the routes.
[[nodiscard]] Routes operation_routes(const App& app, const db::Database& database,
                                      const Metrics& metrics);

}  // namespace cardea::server
