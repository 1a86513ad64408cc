// A line for each answer.
#pragma once

#include <cardea/app/middleware.hpp>

#include <iosfwd>

namespace cardea {

/// Writes a line of JSON for each answer: id, address, method, path, status, bytes, microseconds.
/// Everything that a stranger sent is escaped; queries, fields and bodies are left out, since they
/// hold secrets. `out` must outlive the app.
[[nodiscard]] Middleware access_log(std::ostream& out);

}  // namespace cardea
