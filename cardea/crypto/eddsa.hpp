// EdDSA: Ed25519 by libsodium, which verifies more than twice as fast as OpenSSL 3.0 and refuses
// keys of small order; Ed448 by OpenSSL.
// Spec: RFC 8032; RFC 8037.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/base/secret.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::crypto {

enum class EdCurve : std::uint8_t { ed25519, ed448 };

/// How many bytes a key has, private or public: 32 or 57. A signature has twice as many.
[[nodiscard]] constexpr std::size_t size_of(EdCurve curve) {
    return curve == EdCurve::ed25519 ? 32 : 57;
}

/// A public key, or a pair. Immutable and cheap to copy: copies share it.
/// Threads: any; prepared contexts are each thread's own.
class EdKey {
public:
    using Bytes = std::span<const std::uint8_t>;

    /// A new pair.
    [[nodiscard]] static EdKey generate(EdCurve curve);
    /// Errors: `Errc::invalid_key` for another size, what is no point, and points of small order,
    ///         for which anybody can make signatures.
    [[nodiscard]] static Result<EdKey> from_public(EdCurve curve, Bytes key);
    /// `d` is the seed. Errors: also where d does not belong to `key`.
    [[nodiscard]] static Result<EdKey> from_private(EdCurve curve, Bytes key,
                                                    const Secret<std::string>& d);

    [[nodiscard]] EdCurve curve() const;
    [[nodiscard]] const std::vector<std::uint8_t>& public_bytes() const;
    [[nodiscard]] bool is_private() const;
    /// The seed; to be called on a private key alone.
    [[nodiscard]] Secret<std::string> d() const;

    /// Twice `size_of(curve())` bytes. To be called on a private key alone.
    [[nodiscard]] std::string sign(std::string_view message) const;
    /// False for a signature of any other length, too.
    [[nodiscard]] bool verify(std::string_view message, Bytes signature) const;

private:
    friend struct PemAccess;
    struct Parts;
    explicit EdKey(std::shared_ptr<const Parts> parts) : parts_{std::move(parts)} {}

    std::shared_ptr<const Parts> parts_;
};

}  // namespace cardea::crypto
