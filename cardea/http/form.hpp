// Percent-encoding and application/x-www-form-urlencoded, read strictly.
// Spec: RFC 3986 section 2.1; WHATWG URL section 5.1 for `+` and pairs.
#pragma once

#include <cardea/base/result.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea::http {

inline constexpr std::size_t pairs_max = 256;

/// Decodes `%XX` once; `+` stays what it is.
/// Errors: `Errc::malformed_encoding` for a `%` without two hex digits, and for what is no UTF-8.
Result<std::string> percent_decode(std::string_view text);

/// The pairs of a query or a form, in order, decoded; `+` is a space. Empty pieces (`a=1&&b=2`)
/// are skipped, a name without `=` has an empty value.
/// Errors: `Errc::malformed_encoding`; `Errc::too_many_pairs` beyond `pairs_max`.
Result<std::vector<std::pair<std::string, std::string>>> parse_pairs(std::string_view text);

}  // namespace cardea::http
