// What a key is made of. For this room alone.
#pragma once

#include <cardea/crypto/hmac.hpp>
#include <cardea/crypto/pem.hpp>
#include <cardea/jose/key.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace cardea::jose {

using KeyMaterial = std::variant<crypto::Hmac, crypto::RsaKey, crypto::EcKey, crypto::EdKey>;

struct Key::Parts {
    KeyMaterial material;
    AlgorithmSet algorithms;
    std::string kid;
    bool may_sign = true;
    bool may_verify = true;
};

struct KeyAccess {
    static const Key::Parts& parts_of(const Key& key) { return *key.parts_; }
};

/// What this material can do at all.
[[nodiscard]] AlgorithmSet algorithms_of(const KeyMaterial& material);

/// Whether it could sign: a secret, or the private part of a pair.
[[nodiscard]] bool is_private_material(const KeyMaterial& material);

/// Of the members that make the key, in order (RFC 7638).
[[nodiscard]] std::string thumbprint_of(const KeyMaterial& material);

/// Whether a text is that of a key which everybody may know, in PEM, JWK, SSH's form or DER: taken
/// for a secret, it would let anybody sign (the oldest trick against JWT libraries).
[[nodiscard]] bool is_public_text(std::string_view text);

}  // namespace cardea::jose
