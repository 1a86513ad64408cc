// How PEM comes at OpenSSL's own form of a key. For this room alone.
#pragma once

#include <cardea/crypto/ecdsa.hpp>
#include <cardea/crypto/eddsa.hpp>
#include <cardea/crypto/openssl_ptr.hpp>
#include <cardea/crypto/rsa.hpp>

namespace cardea::crypto {

struct PemAccess {
    static EVP_PKEY* pkey_of(const RsaKey& key);
    static EVP_PKEY* pkey_of(const EcKey& key);
    static EVP_PKEY* pkey_of(const EdKey& key);

    // What was decoded is made anew from its numbers, so that every check stands in one place.
    static Result<RsaKey> rsa_key(const EVP_PKEY* key, bool is_private);
    static Result<EcKey> ec_key(const EVP_PKEY* key, bool is_private);
    static Result<EdKey> ed_key(const EVP_PKEY* key, bool is_private);
};

}  // namespace cardea::crypto
