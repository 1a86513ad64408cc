// Which media type a Content-Type names, whatever its parameters.
// Spec: RFC 9110 section 8.3.1.
#pragma once

#include <string_view>

namespace cardea::http {

/// `application/json`, or any type with the suffix `+json` (RFC 6839); a charset other than UTF-8
/// is another type.
[[nodiscard]] bool is_json(std::string_view content_type);
/// `application/x-www-form-urlencoded`.
[[nodiscard]] bool is_form(std::string_view content_type);
/// `multipart/form-data`; its boundary is `boundary_of`'s to find.
[[nodiscard]] bool is_multipart_form(std::string_view content_type);
/// False where a charset is named and is not UTF-8.
[[nodiscard]] bool is_in_utf8(std::string_view content_type);

}  // namespace cardea::http
