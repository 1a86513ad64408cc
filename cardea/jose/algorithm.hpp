// The algorithms that sign a token. There is no `none`.
// Spec: RFC 7518 section 3.1.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cardea::jose {

enum class Algorithm : std::uint8_t { es256, hs256 };

/// The name in a header's `alg`: `ES256`.
[[nodiscard]] std::string_view name_of(Algorithm algorithm);

/// The algorithm of exactly this name; names are case-sensitive.
[[nodiscard]] std::optional<Algorithm> algorithm_from(std::string_view name);

/// Whether whoever verifies could sign too.
[[nodiscard]] constexpr bool is_symmetric(Algorithm algorithm) {
    return algorithm == Algorithm::hs256;
}

}  // namespace cardea::jose
