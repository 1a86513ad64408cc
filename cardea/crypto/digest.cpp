#include <cardea/crypto/digest.hpp>

#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/openssl_ptr.hpp>

namespace cardea::crypto {

Sha256 sha256(std::span<const std::uint8_t> message) {
    // Fetched once: a fetch costs more than a digest.
    static const MdPtr algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
    thread_local const MdContextPtr context{EVP_MD_CTX_new()};
    Sha256 digest;
    demand(algorithm && context &&
               EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr) == 1 &&
               EVP_DigestUpdate(context.get(), message.data(), message.size()) == 1 &&
               EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1,
           "SHA-256");
    return digest;
}

Sha256 sha256(std::string_view message) { return sha256(bytes_of(message)); }

}  // namespace cardea::crypto
