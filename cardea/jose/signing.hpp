// How a compact JWS is put together. For this room alone.
// Spec: RFC 7515 section 5.1.
#pragma once

#include <cardea/jose/key.hpp>

#include <string>
#include <string_view>

namespace cardea::jose {

/// The header of what `key` signs, in base64url with the dot behind it. Throws
/// `std::invalid_argument` where the key may not sign.
[[nodiscard]] std::string encoded_header(const Key& key, std::string_view type);

[[nodiscard]] std::string sign_compact(std::string_view encoded_header, std::string_view payload,
                                       const Key& key);

}  // namespace cardea::jose
