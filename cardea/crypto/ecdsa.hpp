// ECDSA on the NIST curves, each with its own hash; a signature is r and s side by side, each as
// long as the curve's order (IEEE P1363), never DER.
// Spec: FIPS 186-5; RFC 7518 section 3.4.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/base/secret.hpp>
#include <cardea/crypto/digest.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::crypto {

enum class Curve : std::uint8_t { p256, p384, p521 };

/// How many bytes a coordinate or a scalar has: 32, 48 or 66.
[[nodiscard]] constexpr std::size_t size_of(Curve curve) {
    return curve == Curve::p256 ? 32 : curve == Curve::p384 ? 48 : 66;
}

/// A public key, or a pair. Immutable and cheap to copy: copies share it.
/// Threads: any; prepared contexts are each thread's own.
class EcKey {
public:
    using Bytes = std::span<const std::uint8_t>;

    /// A new pair.
    [[nodiscard]] static EcKey generate(Curve curve);
    /// Errors: `Errc::invalid_key` where (x, y) is no point of the curve, or has another size.
    [[nodiscard]] static Result<EcKey> from_public(Curve curve, Bytes x, Bytes y);
    /// Errors: also where d does not belong to (x, y).
    [[nodiscard]] static Result<EcKey> from_private(Curve curve, Bytes x, Bytes y,
                                                    const Secret<std::string>& d);

    [[nodiscard]] Curve curve() const;
    [[nodiscard]] const std::vector<std::uint8_t>& x() const;
    [[nodiscard]] const std::vector<std::uint8_t>& y() const;
    [[nodiscard]] bool is_private() const;
    /// The private scalar; to be called on a private key alone.
    [[nodiscard]] Secret<std::string> d() const;

    /// Twice `size_of(curve())` bytes. To be called on a private key alone.
    [[nodiscard]] std::string sign(std::string_view message) const;
    /// False for a signature of any other length, too.
    [[nodiscard]] bool verify(std::string_view message, Bytes signature) const;

private:
    friend struct PemAccess;
    struct Parts;
    explicit EcKey(std::shared_ptr<const Parts> parts) : parts_{std::move(parts)} {}
    static Result<EcKey> assemble(Curve curve, Bytes x, Bytes y, const Secret<std::string>* d);

    std::shared_ptr<const Parts> parts_;
};

}  // namespace cardea::crypto
