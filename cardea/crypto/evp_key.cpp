#include <cardea/crypto/evp_key.hpp>

namespace cardea::crypto {
namespace {

BignumPtr number_in(const EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    demand(EVP_PKEY_get_bn_param(key, name, &number) == 1, name);
    return BignumPtr{number};
}

template <class Bytes>
Bytes bytes_in(const BIGNUM* number, const char* name, std::size_t size) {
    if (size == 0) size = static_cast<std::size_t>(BN_num_bytes(number));
    Bytes bytes(size, {});
    const auto wanted = static_cast<int>(size);
    auto* const out = reinterpret_cast<unsigned char*>(bytes.data());
    demand(BN_bn2binpad(number, out, wanted) == wanted, name);
    return bytes;
}

}  // namespace

KeyParameters::KeyParameters() : builder_{OSSL_PARAM_BLD_new()} {
    demand(builder_ != nullptr, "parameters");
}

void KeyParameters::text(const char* name, const char* value) {
    demand(OSSL_PARAM_BLD_push_utf8_string(builder_.get(), name, value, 0) == 1, name);
}

void KeyParameters::octets(const char* name, std::span<const std::uint8_t> bytes) {
    demand(OSSL_PARAM_BLD_push_octet_string(builder_.get(), name, bytes.data(), bytes.size()) == 1,
           name);
}

void KeyParameters::number(const char* name, std::span<const std::uint8_t> bytes) {
    numbers_.emplace_back(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    demand(
        numbers_.back() && OSSL_PARAM_BLD_push_BN(builder_.get(), name, numbers_.back().get()) == 1,
        name);
}

void KeyParameters::secret_number(const char* name, std::string_view bytes) {
    numbers_.push_back(secret_bignum(bytes));
    demand(OSSL_PARAM_BLD_push_BN(builder_.get(), name, numbers_.back().get()) == 1, name);
}

PkeyPtr KeyParameters::make_key(const char* type, bool is_private) {
    const OpensslPtr<OSSL_PARAM, OSSL_PARAM_free> parameters{
        OSSL_PARAM_BLD_to_param(builder_.get())};
    const PkeyContextPtr context{EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr)};
    demand(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1, type);
    EVP_PKEY* raw = nullptr;
    const int selection = is_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    const bool was_made = EVP_PKEY_fromdata(context.get(), &raw, selection, parameters.get()) == 1;
    PkeyPtr key{raw};
    if (!was_made) {
        ERR_clear_error();
        key.reset();
    }
    return key;
}

BignumPtr secret_bignum(std::string_view bytes) {
    BignumPtr number{BN_secure_new()};
    demand(number && BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                               static_cast<int>(bytes.size()), number.get()) != nullptr,
           "a number of a private key");
    return number;
}

Octets number_of(const EVP_PKEY* key, const char* name, std::size_t size) {
    return bytes_in<Octets>(number_in(key, name).get(), name, size);
}

Secret<std::string> secret_number_of(const EVP_PKEY* key, const char* name, std::size_t size) {
    return Secret{bytes_in<std::string>(number_in(key, name).get(), name, size)};
}

PkeyContextPtr prepared_context(EVP_PKEY* key, int (*init)(EVP_PKEY_CTX*)) {
    PkeyContextPtr context{EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr)};
    demand(context && init(context.get()) == 1, "a context for a key");
    return context;
}

bool passes(EVP_PKEY* key, int (*check)(EVP_PKEY_CTX*)) {
    const PkeyContextPtr context{EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr)};
    const bool is_good = context && check(context.get()) == 1;
    if (!is_good) ERR_clear_error();
    return is_good;
}

bool verify_digest(EVP_PKEY_CTX* context, std::span<const std::uint8_t> digest,
                   std::span<const std::uint8_t> signature) {
    const int outcome =
        EVP_PKEY_verify(context, signature.data(), signature.size(), digest.data(), digest.size());
    if (outcome != 1) ERR_clear_error();
    return outcome == 1;
}

}  // namespace cardea::crypto
