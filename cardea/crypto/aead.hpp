// Secrets at rest: sealed so that they can be neither read nor changed without the key.
// XChaCha20-Poly1305, whose nonces are long enough to be random.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/base/secret.hpp>
#include <cardea/crypto/hkdf.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::crypto {

/// Seals `plaintext`; what is opened must name the same `context` (say, the row it belongs to).
[[nodiscard]] std::vector<std::uint8_t> seal(const Key256& key, std::string_view plaintext,
                                             std::string_view context);

/// Errors: `Errc::not_sealed_with_this_key`.
[[nodiscard]] Result<Secret<std::string>> open(const Key256& key,
                                               std::span<const std::uint8_t> sealed,
                                               std::string_view context);

}  // namespace cardea::crypto
