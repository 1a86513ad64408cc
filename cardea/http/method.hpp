// The methods that Cardea serves. Their names are case-sensitive (RFC 9110 section 9.1); TRACE and
// CONNECT are unknown on purpose.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cardea {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options };

/// As they stand in a request, `GET`; the case counts, and others are no method of ours.
[[nodiscard]] std::string_view name_of(Method method);
[[nodiscard]] std::optional<Method> method_from(std::string_view name);

/// GET, HEAD and OPTIONS change nothing (RFC 9110 section 9.2.1).
[[nodiscard]] constexpr bool is_safe(Method method) {
    return method == Method::get || method == Method::head || method == Method::options;
}

}  // namespace cardea
