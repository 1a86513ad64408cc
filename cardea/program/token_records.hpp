// Tokens as records of JSON, one a line, each with the keys, the clock and the demands that it is
// to be judged by: so that collections of others can be run through the verifier.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cardea::program {

/// A line may not be longer.
inline constexpr std::size_t record_bytes_max = 1024 * 1024;

/// The answer to one record, without a line end: `{"id": …, "verdict": "accept"|"reject",
/// "reason": …, "ms": …}`. Whatever the line holds, there is an answer, and nothing is thrown.
[[nodiscard]] std::string answer_to_record(std::string_view line);

/// The answer to a line that is too long to be read.
[[nodiscard]] std::string answer_to_no_record();

}  // namespace cardea::program
