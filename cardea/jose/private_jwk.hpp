// The door through which a private key leaves, for whoever stores it. Not for the network.
#pragma once

#include <cardea/jose/key.hpp>

namespace cardea::jose {

/// The whole key as a JWK, private part included; `Key::from_jwk` reads it back.
[[nodiscard]] Secret<std::string> private_jwk(const Key& key);

}  // namespace cardea::jose
