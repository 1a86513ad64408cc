// The door through which a private key leaves, for whoever stores it. Not for the network.
#pragma once

#include <cardea/jose/key.hpp>

namespace cardea::jose {

/// The whole key as a JWK, private part included; `Key::from_jwk` reads it back.
[[nodiscard]] Secret<std::string> private_jwk(const Key& key);

/// The whole key as `-----BEGIN PRIVATE KEY-----` (PKCS#8, not encrypted); `Key::from_pem` reads it
/// back. Throws `std::invalid_argument` for a symmetric key, which has no such form, and for a
/// public one.
[[nodiscard]] Secret<std::string> private_pem(const Key& key);

}  // namespace cardea::jose
