// What those who run the server ask of it: does it live, is it ready, what has it counted.
#pragma once

#include <cardea/app/routes.hpp>

namespace cardea::server {

/// Needs as states: the `App` itself, `db::Database` and `Metrics`.
[[nodiscard]] Routes operation_routes();

}  // namespace cardea::server
