// SHA-256 (FIPS 180-4).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace cardea::crypto {

using Sha256 = std::array<std::uint8_t, 32>;

/// The SHA-256 of these bytes (FIPS 180-4).
[[nodiscard]] Sha256 sha256(std::span<const std::uint8_t> message);
[[nodiscard]] Sha256 sha256(std::string_view message);

}  // namespace cardea::crypto
