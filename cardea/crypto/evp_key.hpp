// What the asymmetric keys share of OpenSSL's EVP_PKEY: making one from numbers, reading its
// numbers back, and contexts that are prepared once a thread. For this room alone.
#pragma once

#include <cardea/base/secret.hpp>
#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/openssl_ptr.hpp>
#include <cardea/crypto/per_thread.hpp>

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::crypto {

using Octets = std::vector<std::uint8_t>;

/// The parameters from which OpenSSL makes a key. Numbers are unsigned and big-endian.
class KeyParameters {
public:
    KeyParameters();

    void text(const char* name, const char* value);
    /// `bytes` must live until the key is made.
    void octets(const char* name, std::span<const std::uint8_t> bytes);
    void number(const char* name, std::span<const std::uint8_t> bytes);
    /// As above, in memory that is wiped.
    void secret_number(const char* name, std::string_view bytes);

    /// A key of this type, such as `EC`; null where OpenSSL does not take it.
    [[nodiscard]] PkeyPtr make_key(const char* type, bool is_private);

private:
    OpensslPtr<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder_;
    std::vector<BignumPtr> numbers_;  // which the builder only points to
};

/// The number that these bytes are, big-endian, in memory that is wiped.
[[nodiscard]] BignumPtr secret_bignum(std::string_view bytes);

/// A number of this key, big-endian in `size` bytes; in as few as it needs where that is 0.
[[nodiscard]] Octets number_of(const EVP_PKEY* key, const char* name, std::size_t size = 0);
[[nodiscard]] Secret<std::string> secret_number_of(const EVP_PKEY* key, const char* name,
                                                   std::size_t size = 0);

/// A context that `init`, such as EVP_PKEY_verify_init, has prepared. It throws where it cannot.
[[nodiscard]] PkeyContextPtr prepared_context(EVP_PKEY* key, int (*init)(EVP_PKEY_CTX*));

/// Whether `check`, such as EVP_PKEY_public_check, finds the key good.
[[nodiscard]] bool passes(EVP_PKEY* key, int (*check)(EVP_PKEY_CTX*));

/// Verifies a signature of a digest: only 1 is a yes, and a negative outcome is no signature.
[[nodiscard]] bool verify_digest(EVP_PKEY_CTX* context, std::span<const std::uint8_t> digest,
                                 std::span<const std::uint8_t> signature);

}  // namespace cardea::crypto
