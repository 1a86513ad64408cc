// The field `Authorization`: a scheme and its credential.
// Spec: RFC 9110 section 11.4; RFC 7617 for Basic.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cardea::http {

/// What follows the scheme; nullopt where the field names another one. Views into `field`.
[[nodiscard]] std::optional<std::string_view> credential_of(std::string_view field,
                                                            std::string_view scheme);

/// `user:password` of a Basic credential: base64, padded, without characters that do not count.
/// Errors: nullopt where it is none.
[[nodiscard]] std::optional<std::string> decode_basic(std::string_view credential);

}  // namespace cardea::http
