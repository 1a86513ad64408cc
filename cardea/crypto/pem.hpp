// Keys in PEM: PKCS#8, SubjectPublicKeyInfo, PKCS#1 and SEC1 in; the first two out.
// Spec: RFC 7468; RFC 5208, RFC 5280 section 4.1.2.7, RFC 8017 appendix A.1, RFC 5915.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/base/secret.hpp>
#include <cardea/crypto/ecdsa.hpp>
#include <cardea/crypto/eddsa.hpp>
#include <cardea/crypto/rsa.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace cardea::crypto {

using AsymmetricKey = std::variant<RsaKey, EcKey, EdKey>;

/// More than this no key needs: one of 16384 bits has 13 KiB.
inline constexpr std::size_t pem_bytes_max = 32 * 1024;

/// Reads the one key that `pem` holds; what stands before and behind it is ignored (RFC 7468
/// section 2). A private key that is encrypted is refused: nobody is asked for its password.
/// Errors: `Errc::invalid_key`, whose detail says what to give instead and holds no key material.
[[nodiscard]] Result<AsymmetricKey> read_pem(std::string_view pem);

/// `-----BEGIN PUBLIC KEY-----` (SubjectPublicKeyInfo).
[[nodiscard]] std::string public_pem(const AsymmetricKey& key);

/// `-----BEGIN PRIVATE KEY-----` (PKCS#8, not encrypted). To be called on a private key alone.
[[nodiscard]] Secret<std::string> private_pem(const AsymmetricKey& key);

}  // namespace cardea::crypto
