// A key signs or verifies with algorithms that are its own: no token has a say in it.
// Spec: RFC 7517; RFC 7518 section 6; RFC 8037 section 2; RFC 8725 section 3.1.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/base/secret.hpp>
#include <cardea/jose/algorithm.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cardea::schema {
class JsonValue;
}

namespace cardea::jose {

/// A longer secret no key has; what it says beyond its hash's block is not more secret.
inline constexpr std::size_t secret_bytes_max = 2048;

/// Immutable and cheap to copy: copies share it.
/// Threads: any.
class Key {
public:
    /// A new key, private part included; RSA with 2048 bits, EdDSA on Ed25519. RSA takes a tenth of
    /// a second.
    [[nodiscard]] static Key generate(Algorithm algorithm);

    /// A key from the bytes of a secret, which must be at least as many as the hash has: 32, 48 or
    /// 64 (RFC 7518 section 3.2), and at most `secret_bytes_max`.
    /// Errors: `Errc::invalid_key`, also for another algorithm than HS256, HS384 and HS512, and for
    ///         the text of a public key, which is no secret.
    [[nodiscard]] static Result<Key> from_secret(Secret<std::string> secret,
                                                 Algorithm algorithm = Algorithm::hs256);

    /// Reads a JSON Web Key, public or private. Members that it does not know are ignored; what
    /// `alg`, `use` and `key_ops` say is respected. A JWK without `alg` fits every algorithm that
    /// its material can do, unless `algorithm` binds it to one. Without a `kid` it is named by its
    /// thumbprint.
    /// Errors: `Errc::foreign_key` where it is well but not for signatures, or of a kind that is
    ///         not known here; `Errc::invalid_key` where it is malformed, weak, or not for
    ///         `algorithm`. The detail never holds key material.
    /// Spec:   RFC 7517 section 4; RFC 7518 section 6; RFC 8037 section 2.
    [[nodiscard]] static Result<Key> from_jwk(std::string_view json,
                                              std::optional<Algorithm> algorithm = {});
    /// As above, of a JSON text that has been parsed.
    [[nodiscard]] static Result<Key> from_jwk(schema::JsonValue jwk,
                                              std::optional<Algorithm> algorithm = {});

    /// Reads a key in PEM: PKCS#8, SubjectPublicKeyInfo, PKCS#1 or SEC1, not encrypted. It fits
    /// every algorithm that its material can do, unless `algorithm` binds it to one, and is named
    /// by its thumbprint.
    /// Errors: `Errc::invalid_key`; the detail says what to give instead.
    [[nodiscard]] static Result<Key> from_pem(std::string_view pem,
                                              std::optional<Algorithm> algorithm = {});

    /// With this name in the place of the present one.
    [[nodiscard]] Key named(std::string kid) const;

    /// That with which it signs: the first of `algorithms()`.
    [[nodiscard]] Algorithm algorithm() const;
    [[nodiscard]] AlgorithmSet algorithms() const;
    [[nodiscard]] const std::string& kid() const;

    /// Whether its material could sign: a symmetric key, or one with a private part.
    [[nodiscard]] bool is_private() const;
    /// Whether it may, by its own `key_ops`.
    [[nodiscard]] bool may_sign() const;
    [[nodiscard]] bool may_verify() const;

    /// The signature of `message` by `algorithm()`, as a JWS carries it. To be called only where
    /// `may_sign()`.
    [[nodiscard]] std::string sign(std::string_view message) const;

    /// Whether this key signed `message`. False for a signature of another length, for an algorithm
    /// that is not this key's, and where it may not verify.
    [[nodiscard]] bool verifies(Algorithm algorithm, std::string_view message,
                                std::span<const std::uint8_t> signature) const;

    /// The key's name that follows from the key alone: `kid` by default.
    /// Spec: RFC 7638, with SHA-256.
    [[nodiscard]] std::string thumbprint() const;

    /// The public part as a JWK, with `kid`, `use` and, where it is one alone, `alg`; empty for a
    /// symmetric key.
    [[nodiscard]] std::string public_jwk() const;

    /// The public part as `-----BEGIN PUBLIC KEY-----`; empty for a symmetric key.
    [[nodiscard]] std::string public_pem() const;

private:
    friend struct KeyAccess;  // the way of private_key.hpp to the material
    struct Parts;
    explicit Key(Parts parts);

    std::shared_ptr<const Parts> parts_;
};

}  // namespace cardea::jose
