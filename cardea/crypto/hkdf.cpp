#include <cardea/crypto/hkdf.hpp>

#include <cardea/crypto/openssl_ptr.hpp>

#include <openssl/core_names.h>
#include <openssl/params.h>

namespace cardea::crypto {
namespace {

/// OpenSSL's parameters take what they read by a pointer to what is not const.
OSSL_PARAM octets(const char* name, std::string_view bytes) {
    const char* data = bytes.empty() ? "" : bytes.data();  // it refuses null, even of no bytes
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(data), bytes.size());
}

}  // namespace

Key256 hkdf_sha256(std::string_view secret, std::string_view salt, std::string_view info) {
    static const KdfPtr algorithm{EVP_KDF_fetch(nullptr, "HKDF", nullptr)};
    const KdfContextPtr context{EVP_KDF_CTX_new(algorithm.get())};
    char digest_name[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest_name, 0),
        octets(OSSL_KDF_PARAM_KEY, secret), octets(OSSL_KDF_PARAM_SALT, salt),
        octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
    Key256 key;
    demand(context && EVP_KDF_derive(context.get(), key.data(), key.size(), parameters) == 1,
           "HKDF");
    return key;
}

}  // namespace cardea::crypto
