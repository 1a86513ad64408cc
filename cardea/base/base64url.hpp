// Base64url without padding, canonical only: one text for each byte string and no other.
// Spec: RFC 4648 section 5; RFC 7515 section 2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::base64url {

/// How many bytes `text_size` characters decode to, at most.
[[nodiscard]] constexpr std::size_t decoded_size(std::size_t text_size) {
    return text_size * 3 / 4;
}

/// Appends the text of `bytes` to `out`.
void encode(std::span<const std::uint8_t> bytes, std::string& out);
void encode(std::string_view bytes, std::string& out);
[[nodiscard]] std::string encode(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::string encode(std::string_view bytes);

/// Decodes into `out`, which holds `decoded_size(text.size())` bytes; returns how many it wrote.
/// Errors: nullopt for padding, white space, any other character, an impossible length, or bits
///         set beyond the last byte.
[[nodiscard]] std::optional<std::size_t> decode(std::string_view text, std::uint8_t* out);
[[nodiscard]] std::optional<std::vector<std::uint8_t>> decode(std::string_view text);

}  // namespace cardea::base64url
