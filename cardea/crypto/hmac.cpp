#include <cardea/crypto/hmac.hpp>

#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/openssl_ptr.hpp>
#include <cardea/crypto/per_thread.hpp>

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <utility>

namespace cardea::crypto {
namespace {

/// Keyed once; each message starts it anew with no key, which keeps the one it has.
MacContextPtr keyed_context(std::string_view key) {
    static const MacPtr algorithm{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
    MacContextPtr context{EVP_MAC_CTX_new(algorithm.get())};
    char digest_name[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
        OSSL_PARAM_construct_end()};
    demand(
        context && EVP_MAC_init(context.get(), bytes_of(key).data(), key.size(), parameters) == 1,
        "HMAC key");
    return context;
}

}  // namespace

Hmac::Hmac(Secret<std::string> key)
    : key_{std::make_shared<const Secret<std::string>>(std::move(key))},
      number_{next_key_number()} {}

Sha256 Hmac::sign(std::string_view message) const {
    auto& context =
        this_threads<MacContextPtr>(number_, [this] { return keyed_context(key_->reveal()); });
    Sha256 signature;
    std::size_t size = 0;
    const auto bytes = bytes_of(message);
    demand(EVP_MAC_init(context.get(), nullptr, 0, nullptr) == 1 &&
               EVP_MAC_update(context.get(), bytes.data(), bytes.size()) == 1 &&
               EVP_MAC_final(context.get(), signature.data(), &size, signature.size()) == 1,
           "HMAC");
    return signature;
}

bool Hmac::verify(std::string_view message, std::span<const std::uint8_t> signature) const {
    return equal(sign(message), signature);
}

}  // namespace cardea::crypto
