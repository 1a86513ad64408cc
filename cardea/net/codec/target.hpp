// The target of a request: a path with one reading only, so that router and guards cannot be told
// two different ones, and perhaps a query.
// Spec: RFC 9112 section 3.2.1 (origin-form alone); RFC 3986 section 3.3.
#pragma once

#include <string_view>

namespace cardea::net {

/// What is wrong with `target`; empty where nothing is. A path has no empty segment but the last,
/// no dot segment in any spelling, no encoded slash, backslash or control character, and is UTF-8.
[[nodiscard]] std::string_view flaw_of_target(std::string_view target);

}  // namespace cardea::net
