// A JWS in compact form taken apart: form and header are checked, nothing is believed yet.
// Spec: RFC 7515 sections 3.1, 4.1 and 5.2; RFC 8725 section 3.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/jose/algorithm.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cardea::jose {

struct Header {
    Algorithm algorithm{};
    std::optional<std::string> kid;
    std::optional<std::string> type;  ///< `typ`, as sent.
};

/// Owns: nothing but its header; views into the token, and into memory of the calling thread that
///       is good until it takes the next token apart.
struct Compact {
    Header header;
    std::string_view signing_input;
    std::string_view payload;  ///< Decoded. Not to be read before the signature has held.
    std::span<const std::uint8_t> signature;  ///< Decoded.
};

/// Takes `token` apart, outside in: size, three parts, canonical base64url, then the header.
/// Errors: `Errc::malformed`, `Errc::algorithm`, `Errc::critical`.
[[nodiscard]] Result<Compact> split_compact(std::string_view token, std::size_t bytes_max);

/// Compares `typ` values as media types: case-insensitively, `application/` being understood.
/// Spec: RFC 7515 section 4.1.9.
[[nodiscard]] bool is_same_type(std::string_view one, std::string_view other);

}  // namespace cardea::jose
