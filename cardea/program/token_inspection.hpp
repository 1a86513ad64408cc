// What a token says, shown to people without believing a word of it.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/base/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace cardea::program {

/// A token from standard input may not be longer.
inline constexpr std::size_t token_bytes_max = 64 * 1024;

/// Header and claims as JSON, with times in words too, each marked as not verified; never the
/// signature. Several lines, without an end to the last.
/// Errors: `jose::Errc::malformed`, with what is wrong as its detail.
[[nodiscard]] Result<std::string> describe_token(std::string_view compact, TimePoint now);

/// The same as one JSON object, on one line.
[[nodiscard]] Result<std::string> token_as_json(std::string_view compact, TimePoint now);

}  // namespace cardea::program
