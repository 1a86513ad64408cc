// ECDSA on P-256 with SHA-256; a signature is r and s, 32 bytes each (IEEE P1363), never DER.
// Spec: FIPS 186-5; RFC 7518 section 3.4.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/base/secret.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace cardea::crypto {

using Coordinate = std::array<std::uint8_t, 32>;
using Es256Signature = std::array<std::uint8_t, 64>;

/// A public key, or a pair. Immutable and cheap to copy: copies share it.
/// Threads: any; prepared contexts are each thread's own.
class Es256Key {
public:
    /// A new pair on P-256.
    [[nodiscard]] static Es256Key generate();
    /// Errors: `Errc::invalid_key` where (x, y) is no point of the curve.
    [[nodiscard]] static Result<Es256Key> from_public(const Coordinate& x, const Coordinate& y);
    /// Errors: also where d does not belong to (x, y).
    [[nodiscard]] static Result<Es256Key> from_private(const Coordinate& x, const Coordinate& y,
                                                       const Secret<Coordinate>& d);

    [[nodiscard]] const Coordinate& x() const;
    [[nodiscard]] const Coordinate& y() const;
    [[nodiscard]] bool is_private() const;
    /// The private scalar; to be called on a private key alone.
    [[nodiscard]] Secret<Coordinate> d() const;

    /// To be called on a private key alone.
    [[nodiscard]] Es256Signature sign(std::string_view message) const;
    /// False for any other length than 64 bytes, too.
    [[nodiscard]] bool verify(std::string_view message,
                              std::span<const std::uint8_t> signature) const;

private:
    struct Parts;
    explicit Es256Key(std::shared_ptr<const Parts> parts) : parts_{std::move(parts)} {}
    static Result<Es256Key> assemble(const Coordinate& x, const Coordinate& y, const Coordinate* d);

    std::shared_ptr<const Parts> parts_;
};

}  // namespace cardea::crypto
