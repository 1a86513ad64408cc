// A key signs or verifies with one algorithm, which is its own: no token has a say in it.
// Spec: RFC 7517; RFC 7518 section 6; RFC 8725 section 3.1.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/base/secret.hpp>
#include <cardea/crypto/es256.hpp>
#include <cardea/crypto/hmac.hpp>
#include <cardea/jose/algorithm.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace cardea::schema {
class JsonValue;
}

namespace cardea::jose {

class KeySet;

/// Immutable and cheap to copy: copies share it.
/// Threads: any.
class Key {
public:
    /// An HMAC secret shorter than the hash is refused (RFC 7518 section 3.2).
    static constexpr std::size_t hmac_bytes_min = 32;

    /// A new key, private part included.
    [[nodiscard]] static Key generate(Algorithm algorithm);

    /// A key for HS256 from the bytes of a secret.
    /// Errors: `Errc::invalid_key` where it has fewer than `hmac_bytes_min` bytes.
    [[nodiscard]] static Result<Key> from_secret(Secret<std::string> secret);

    /// Reads a JSON Web Key, public or private. Members that it does not know are ignored; what
    /// `alg`, `use` and `key_ops` say is respected. Without a `kid` it is named by its thumbprint.
    /// Errors: `Errc::invalid_key`; the detail never holds key material.
    /// Spec:   RFC 7517 section 4.
    [[nodiscard]] static Result<Key> from_jwk(std::string_view json);

    [[nodiscard]] Algorithm algorithm() const { return parts_->algorithm; }
    [[nodiscard]] const std::string& kid() const { return parts_->kid; }

    /// Whether it can sign.
    [[nodiscard]] bool is_private() const;

    /// The signature of `message`, as a JWS carries it. To be called on a private key alone.
    [[nodiscard]] std::string sign(std::string_view message) const;

    /// Whether this key signed `message`; false for a signature of another length, too.
    [[nodiscard]] bool verifies(std::string_view message,
                                std::span<const std::uint8_t> signature) const;

    /// The public part as a JWK, with `kid`, `alg` and `use`; empty for a symmetric key.
    [[nodiscard]] std::string public_jwk() const;

private:
    friend Secret<std::string> private_jwk(const Key& key);
    friend Result<KeySet> read_jwk_set(std::string_view json);
    static Result<Key> read(schema::JsonValue jwk);
    using Material = std::variant<crypto::Es256Key, crypto::Hmac>;
    struct Parts {
        Algorithm algorithm;
        Material material;
        std::string kid;
    };

    Key(Algorithm algorithm, Material material, std::string kid);

    std::shared_ptr<const Parts> parts_;
};

/// The key's name that follows from the key alone.
/// Spec: RFC 7638, with SHA-256.
[[nodiscard]] std::string thumbprint(const crypto::Es256Key& key);
[[nodiscard]] std::string thumbprint(const crypto::Hmac& key);

}  // namespace cardea::jose
