// Comparison of secrets in a time that does not tell where they differ.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace cardea::crypto {

/// Only the lengths may be told by the time it takes.
[[nodiscard]] bool equal(std::span<const std::uint8_t> one, std::span<const std::uint8_t> other);
[[nodiscard]] bool equal(std::string_view one, std::string_view other);

/// The bytes of a text.
[[nodiscard]] inline std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace cardea::crypto
