// RSA signatures: PKCS#1 v1.5, and PSS with a salt as long as its hash.
// Spec: RFC 8017 sections 8.1 and 8.2; RFC 7518 sections 3.3 and 3.5.
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

inline constexpr std::size_t rsa_bits_min = 2048;
inline constexpr std::size_t rsa_bits_max = 16384;

/// RSASSA-PKCS1-v1_5 and RSASSA-PSS.
enum class RsaPadding : std::uint8_t { pkcs1, pss };

/// How a message is signed.
struct RsaScheme {
    RsaPadding padding;
    Hash hash;
};

/// The private numbers, unsigned and big-endian.
struct RsaPrivateNumbers {
    Secret<std::string> d;
    Secret<std::string> p;
    Secret<std::string> q;
    Secret<std::string> dp;
    Secret<std::string> dq;
    Secret<std::string> qi;
};

/// A public key, or a pair. Immutable and cheap to copy: copies share it.
/// Threads: any; prepared contexts are each thread's own.
class RsaKey {
public:
    using Bytes = std::span<const std::uint8_t>;

    /// A new pair with the exponent 65537. Takes a tenth of a second at 2048 bits, and seconds
    /// at 4096. Throws `std::invalid_argument` for a size that is not allowed.
    [[nodiscard]] static RsaKey generate(std::size_t bits = rsa_bits_min);

    /// Numbers without leading zeros. The modulus is odd and has from `rsa_bits_min` to
    /// `rsa_bits_max` bits; the exponent is odd, at least 3 and below 2^64.
    /// Errors: `Errc::invalid_key`.
    [[nodiscard]] static Result<RsaKey> from_public(Bytes modulus, Bytes exponent);
    /// Errors: also where the numbers do not make one key of two primes.
    [[nodiscard]] static Result<RsaKey> from_private(Bytes modulus, Bytes exponent,
                                                     const RsaPrivateNumbers& numbers);

    [[nodiscard]] const std::vector<std::uint8_t>& modulus() const;
    [[nodiscard]] const std::vector<std::uint8_t>& exponent() const;
    [[nodiscard]] bool is_private() const;
    /// To be called on a private key alone.
    [[nodiscard]] RsaPrivateNumbers private_numbers() const;

    /// As many bytes as the modulus has. To be called on a private key alone.
    [[nodiscard]] std::string sign(RsaScheme scheme, std::string_view message) const;
    /// False for a signature of any other length, too.
    [[nodiscard]] bool verify(RsaScheme scheme, std::string_view message, Bytes signature) const;

private:
    friend struct PemAccess;
    struct Parts;
    explicit RsaKey(std::shared_ptr<const Parts> parts) : parts_{std::move(parts)} {}

    std::shared_ptr<const Parts> parts_;
};

}  // namespace cardea::crypto
