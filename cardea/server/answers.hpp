// Answers that several endpoints may give, for the document.
#pragma once

#include <cardea/openapi/operation.hpp>

namespace cardea::server {

/// 429, with its fields.
[[nodiscard]] openapi::Answer too_many_attempts();

/// 503, where the hashing pool is full.
[[nodiscard]] openapi::Answer too_many_hashes();

}  // namespace cardea::server
