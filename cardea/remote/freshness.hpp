// How long an answer says that it stays good.
// Spec: RFC 9111 sections 4.2, 5.1 and 5.2.2.1.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace cardea::remote {

/// `max-age` of a Cache-Control field; empty where it has none that is well-formed.
[[nodiscard]] std::optional<std::chrono::seconds> max_age_of(std::string_view cache_control);

/// A field's number of seconds, such as Age's.
[[nodiscard]] std::optional<std::chrono::seconds> seconds_of(std::string_view text);

}  // namespace cardea::remote
