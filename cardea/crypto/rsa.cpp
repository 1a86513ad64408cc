#include <cardea/crypto/rsa.hpp>

#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/evp_key.hpp>
#include <cardea/crypto/pem_access.hpp>

#include <openssl/rsa.h>

#include <bit>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace cardea::crypto {
namespace {

constexpr std::uint64_t rsa_schemes = 6;
constexpr std::size_t exponent_bytes_max = 8;

std::uint64_t index_of(RsaScheme scheme) {
    return static_cast<std::uint64_t>(scheme.hash) + (scheme.padding == RsaPadding::pss ? 3 : 0);
}

const EVP_MD* md_of(Hash hash) {
    switch (hash) {
        case Hash::sha256: return EVP_sha256();
        case Hash::sha384: return EVP_sha384();
        case Hash::sha512: break;
    }
    return EVP_sha512();
}

PkeyContextPtr prepared_for(EVP_PKEY* key, int (*init)(EVP_PKEY_CTX*), RsaScheme scheme) {
    auto owned = prepared_context(key, init);
    auto* const context = owned.get();
    const bool is_pss = scheme.padding == RsaPadding::pss;
    demand(EVP_PKEY_CTX_set_rsa_padding(context,
                                        is_pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING) == 1 &&
               EVP_PKEY_CTX_set_signature_md(context, md_of(scheme.hash)) == 1,
           "RSA padding");
    demand(!is_pss || (EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1 &&
                       EVP_PKEY_CTX_set_rsa_mgf1_md(context, md_of(scheme.hash)) == 1),
           "RSA-PSS salt");
    return owned;
}

bool is_number(std::span<const std::uint8_t> bytes) { return !bytes.empty() && bytes[0] != 0; }

bool is_modulus(std::span<const std::uint8_t> bytes) {
    if (!is_number(bytes)) return false;
    const auto bits = bytes.size() * 8 - static_cast<std::size_t>(std::countl_zero(bytes[0]));
    return bits >= rsa_bits_min && bits <= rsa_bits_max && (bytes.back() & 1U) != 0;
}

bool is_exponent(std::span<const std::uint8_t> bytes) {
    return is_number(bytes) && bytes.size() <= exponent_bytes_max && (bytes.back() & 1U) != 0 &&
           (bytes.size() > 1 || bytes[0] >= 3);
}

RsaPrivateNumbers private_numbers_of(const EVP_PKEY* key) {
    return {.d = secret_number_of(key, OSSL_PKEY_PARAM_RSA_D),
            .p = secret_number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR1),
            .q = secret_number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR2),
            .dp = secret_number_of(key, OSSL_PKEY_PARAM_RSA_EXPONENT1),
            .dq = secret_number_of(key, OSSL_PKEY_PARAM_RSA_EXPONENT2),
            .qi = secret_number_of(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1)};
}

/// Whether `exponent` is what d comes to with this factor: d mod (factor - 1), and e's inverse.
bool is_exponent_of_factor(const BIGNUM* exponent, const BIGNUM* factor, const BIGNUM* e,
                           const BIGNUM* d, BN_CTX* context) {
    const BignumPtr order{BN_dup(factor)};
    const BignumPtr found{BN_secure_new()};
    demand(order && found && BN_sub_word(order.get(), 1) == 1 &&
               BN_mod(found.get(), d, order.get(), context) == 1,
           "an exponent of an RSA key");
    if (BN_cmp(found.get(), exponent) != 0) return false;
    demand(BN_mod_mul(found.get(), exponent, e, order.get(), context) == 1,
           "an exponent of an RSA key");
    return BN_is_one(found.get());
}

/// Whether a factor may be one: it has about half of the modulus's bits, as in every key that is
/// made rightly, and Fermat's test to the base 2 takes it for a prime. With other factors OpenSSL
/// finds its signature wrong and makes it again by d alone: seconds at the largest size.
bool may_be_factor(const BIGNUM* factor, const BIGNUM* modulus, BN_CTX* context) {
    constexpr int bits_apart_max = 128;
    if (std::abs(2 * BN_num_bits(factor) - BN_num_bits(modulus)) > bits_apart_max) return false;
    if (BN_is_odd(factor) == 0) return false;
    const BignumPtr order{BN_dup(factor)};
    const BignumPtr two{BN_new()};
    const BignumPtr found{BN_secure_new()};
    demand(
        order && two && found && BN_sub_word(order.get(), 1) == 1 && BN_set_word(two.get(), 2) == 1,
        "a factor of an RSA key");
    BN_set_flags(order.get(), BN_FLG_CONSTTIME);
    demand(BN_mod_exp(found.get(), two.get(), order.get(), factor, context) == 1,
           "a factor of an RSA key");
    return BN_is_one(found.get());
}

/// Whether the numbers make one key. OpenSSL's own check would look for primes, which takes minutes
/// at the largest size; and a signature does not show it, since OpenSSL falls back to d where the
/// factors give a wrong one.
bool belong_together(std::span<const std::uint8_t> modulus, std::span<const std::uint8_t> exponent,
                     const RsaPrivateNumbers& numbers) {
    const BignumContextPtr context{BN_CTX_secure_new()};
    const BignumPtr n{BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr)};
    const BignumPtr e{BN_bin2bn(exponent.data(), static_cast<int>(exponent.size()), nullptr)};
    const BignumPtr found{BN_secure_new()};
    demand(context && n && e && found, "numbers of an RSA key");
    const auto d = secret_bignum(numbers.d.reveal());
    const auto p = secret_bignum(numbers.p.reveal());
    const auto q = secret_bignum(numbers.q.reveal());
    const auto dp = secret_bignum(numbers.dp.reveal());
    const auto dq = secret_bignum(numbers.dq.reveal());
    const auto qi = secret_bignum(numbers.qi.reveal());
    demand(BN_mul(found.get(), p.get(), q.get(), context.get()) == 1, "factors of an RSA key");
    if (BN_cmp(found.get(), n.get()) != 0 || !may_be_factor(p.get(), n.get(), context.get()) ||
        !may_be_factor(q.get(), n.get(), context.get()) || BN_cmp(d.get(), n.get()) >= 0 ||
        BN_cmp(qi.get(), p.get()) >= 0) {
        return false;
    }
    demand(BN_mod_mul(found.get(), qi.get(), q.get(), p.get(), context.get()) == 1,
           "the coefficient of an RSA key");
    return BN_is_one(found.get()) &&
           is_exponent_of_factor(dp.get(), p.get(), e.get(), d.get(), context.get()) &&
           is_exponent_of_factor(dq.get(), q.get(), e.get(), d.get(), context.get());
}

}  // namespace

struct RsaKey::Parts {
    PkeyPtr key;
    Octets modulus;
    Octets exponent;
    bool is_private;
    std::uint64_t verify_numbers = next_key_number(rsa_schemes);
    std::uint64_t sign_numbers = next_key_number(rsa_schemes);
};

RsaKey RsaKey::generate(std::size_t bits) {
    if (bits < rsa_bits_min || bits > rsa_bits_max)
        throw std::invalid_argument{"an RSA key has from 2048 to 16384 bits"};
    PkeyPtr key{EVP_RSA_gen(static_cast<unsigned>(bits))};
    demand(key != nullptr, "RSA key generation");
    auto modulus = number_of(key.get(), OSSL_PKEY_PARAM_RSA_N);
    auto exponent = number_of(key.get(), OSSL_PKEY_PARAM_RSA_E);
    return RsaKey{std::shared_ptr<const Parts>{
        new Parts{std::move(key), std::move(modulus), std::move(exponent), true}}};
}

Result<RsaKey> RsaKey::from_public(Bytes modulus, Bytes exponent) {
    if (!is_modulus(modulus) || !is_exponent(exponent)) return Errc::invalid_key;
    KeyParameters parameters;
    parameters.number(OSSL_PKEY_PARAM_RSA_N, modulus);
    parameters.number(OSSL_PKEY_PARAM_RSA_E, exponent);
    auto key = parameters.make_key("RSA", false);
    if (!key) return Errc::invalid_key;
    return RsaKey{std::shared_ptr<const Parts>{new Parts{std::move(key),
                                                         {modulus.begin(), modulus.end()},
                                                         {exponent.begin(), exponent.end()},
                                                         false}}};
}

Result<RsaKey> RsaKey::from_private(Bytes modulus, Bytes exponent,
                                    const RsaPrivateNumbers& numbers) {
    if (!is_modulus(modulus) || !is_exponent(exponent)) return Errc::invalid_key;
    KeyParameters parameters;
    parameters.number(OSSL_PKEY_PARAM_RSA_N, modulus);
    parameters.number(OSSL_PKEY_PARAM_RSA_E, exponent);
    const std::pair<const char*, const Secret<std::string>*> secrets[] = {
        {OSSL_PKEY_PARAM_RSA_D, &numbers.d},
        {OSSL_PKEY_PARAM_RSA_FACTOR1, &numbers.p},
        {OSSL_PKEY_PARAM_RSA_FACTOR2, &numbers.q},
        {OSSL_PKEY_PARAM_RSA_EXPONENT1, &numbers.dp},
        {OSSL_PKEY_PARAM_RSA_EXPONENT2, &numbers.dq},
        {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, &numbers.qi},
    };
    for (const auto& [name, number] : secrets) {
        const auto& bytes = number->reveal();
        if (bytes.empty() || bytes.size() > modulus.size()) return Errc::invalid_key;
        parameters.secret_number(name, bytes);
    }
    if (!belong_together(modulus, exponent, numbers)) return Errc::invalid_key;
    auto key = parameters.make_key("RSA", true);
    if (!key) return Errc::invalid_key;
    const RsaKey pair{std::shared_ptr<const Parts>{new Parts{std::move(key),
                                                             {modulus.begin(), modulus.end()},
                                                             {exponent.begin(), exponent.end()},
                                                             true}}};
    // And that OpenSSL can sign by them, too.
    const RsaScheme scheme{RsaPadding::pkcs1, Hash::sha256};
    try {
        const auto signature = pair.sign(scheme, "a message");
        const auto* const bytes = reinterpret_cast<const std::uint8_t*>(signature.data());
        if (pair.verify(scheme, "a message", {bytes, signature.size()})) return pair;
    } catch (const Failure&) {  // OpenSSL found that it cannot even sign
    }
    return Errc::invalid_key;
}

const Octets& RsaKey::modulus() const { return parts_->modulus; }
const Octets& RsaKey::exponent() const { return parts_->exponent; }
bool RsaKey::is_private() const { return parts_->is_private; }

RsaPrivateNumbers RsaKey::private_numbers() const { return private_numbers_of(parts_->key.get()); }

std::string RsaKey::sign(RsaScheme scheme, std::string_view message) const {
    demand(parts_->is_private, "signing with a public key");
    auto& context = this_threads<PkeyContextPtr>(parts_->sign_numbers + index_of(scheme), [&] {
        return prepared_for(parts_->key.get(), EVP_PKEY_sign_init, scheme);
    });
    const auto hashed = digest(scheme.hash, message);
    std::string signature(parts_->modulus.size(), '\0');
    std::size_t size = signature.size();
    demand(EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                         hashed.data(), hashed.size) == 1 &&
               size == signature.size(),
           "RSA signature");
    return signature;
}

bool RsaKey::verify(RsaScheme scheme, std::string_view message, Bytes signature) const {
    if (signature.size() != parts_->modulus.size()) return false;
    auto& context = this_threads<PkeyContextPtr>(parts_->verify_numbers + index_of(scheme), [&] {
        return prepared_for(parts_->key.get(), EVP_PKEY_verify_init, scheme);
    });
    return verify_digest(context.get(), digest(scheme.hash, message), signature);
}

// --- PEM -----------------------------------------------------------------------------------------

EVP_PKEY* PemAccess::pkey_of(const RsaKey& key) { return key.parts_->key.get(); }

Result<RsaKey> PemAccess::rsa_key(const EVP_PKEY* key, bool is_private) {
    const auto modulus = number_of(key, OSSL_PKEY_PARAM_RSA_N);
    const auto exponent = number_of(key, OSSL_PKEY_PARAM_RSA_E);
    if (!is_private) return RsaKey::from_public(modulus, exponent);
    return RsaKey::from_private(modulus, exponent, private_numbers_of(key));
}

}  // namespace cardea::crypto
