// HKDF with SHA-256: keys out of a secret, one for each purpose.
// Spec: RFC 5869.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cardea::crypto {

using Key256 = std::array<std::uint8_t, 32>;

/// 32 bytes that depend on all three; `info` names the purpose.
[[nodiscard]] Key256 hkdf_sha256(std::string_view secret, std::string_view salt,
                                 std::string_view info);

}  // namespace cardea::crypto
