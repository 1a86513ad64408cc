#include <cardea/crypto/eddsa.hpp>

#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/evp_key.hpp>
#include <cardea/crypto/pem_access.hpp>
#include <cardea/crypto/random.hpp>
#include <cardea/crypto/sodium_start.hpp>

#include <openssl/bn.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

namespace cardea::crypto {
namespace {

using SodiumPublic = std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES>;
using SodiumPrivate = std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES>;

/// Whether these bytes are a point of Ed448 that a key may be: y is below p, some x belongs to it,
/// and the order is not small. OpenSSL takes any 57 bytes, and finds out when it verifies.
/// Spec: RFC 8032 section 5.2.3.
bool is_key_of_448(std::span<const std::uint8_t> key) {
    const BignumContextPtr context{BN_CTX_new()};
    const BignumPtr y{BN_lebin2bn(key.data(), 56, nullptr)};
    const BignumPtr prime{BN_new()};
    const BignumPtr y_squared{BN_new()};
    const BignumPtr above{BN_new()};
    const BignumPtr below{BN_new()};
    demand(context && y && prime && y_squared && above && below, "numbers for Ed448");
    // p = 2^448 - 2^224 - 1
    demand(BN_set_bit(prime.get(), 448) == 1 && BN_set_bit(y_squared.get(), 224) == 1 &&
               BN_sub(prime.get(), prime.get(), y_squared.get()) == 1 &&
               BN_sub_word(prime.get(), 1) == 1,
           "the prime of Ed448");
    if ((key[56] & 0x7fU) != 0 || BN_cmp(y.get(), prime.get()) >= 0) return false;
    // x² = (y² - 1) / (d y² - 1) with d = -39081; here both with the other sign, and multiplied
    // where they should be divided, which is a square just as often.
    demand(BN_mod_sqr(y_squared.get(), y.get(), prime.get(), context.get()) == 1 &&
               BN_copy(below.get(), y_squared.get()) != nullptr &&
               BN_mul_word(below.get(), 39081) == 1 && BN_add_word(below.get(), 1) == 1 &&
               BN_mod_sub(above.get(), BN_value_one(), y_squared.get(), prime.get(),
                          context.get()) == 1,
           "the curve of Ed448");
    // The points of order 1 and 2 have the y of 1 and -1, those of order 4 that of 0.
    if (BN_is_zero(y.get()) || BN_is_zero(above.get())) return false;
    demand(BN_mod_mul(above.get(), above.get(), below.get(), prime.get(), context.get()) == 1,
           "the curve of Ed448");
    return BN_kronecker(above.get(), prime.get(), context.get()) == 1;
}

const char* curve_name(EdCurve curve) { return curve == EdCurve::ed25519 ? "ED25519" : "ED448"; }

int type_of(EdCurve curve) { return curve == EdCurve::ed25519 ? EVP_PKEY_ED25519 : EVP_PKEY_ED448; }

/// The pair that follows from a seed. Null where OpenSSL does not take it.
PkeyPtr pair_of(EdCurve curve, std::string_view seed) {
    PkeyPtr key{
        EVP_PKEY_new_raw_private_key(type_of(curve), nullptr, bytes_of(seed).data(), seed.size())};
    if (!key) ERR_clear_error();
    return key;
}

Octets public_of(const EVP_PKEY* key, EdCurve curve) {
    Octets bytes(size_of(curve));
    std::size_t size = bytes.size();
    demand(EVP_PKEY_get_raw_public_key(key, bytes.data(), &size) == 1 && size == bytes.size(),
           curve_name(curve));
    return bytes;
}

MdContextPtr new_md_context() {
    MdContextPtr context{EVP_MD_CTX_new()};
    demand(context != nullptr, "a context for EdDSA");
    return context;
}

}  // namespace

struct EdKey::Parts {
    EdCurve curve;
    PkeyPtr key;  // for Ed448, and for PEM
    Octets public_bytes;
    bool is_private;
    Secret<SodiumPrivate> sodium{};  // of a private Ed25519 key: the seed and the public key
};

EdKey EdKey::generate(EdCurve curve) {
    std::string seed(size_of(curve), '\0');
    fill_random({reinterpret_cast<std::uint8_t*>(seed.data()), seed.size()});
    const Secret<std::string> d{std::move(seed)};
    const auto key = pair_of(curve, d.reveal());
    demand(key != nullptr, "EdDSA key generation");
    return from_private(curve, public_of(key.get(), curve), d).value();
}

Result<EdKey> EdKey::from_public(EdCurve curve, Bytes key) {
    if (key.size() != size_of(curve)) return Errc::invalid_key;
    const bool is_point = curve == EdCurve::ed25519
                              ? crypto_core_ed25519_is_valid_point(key.data()) == 1
                              : is_key_of_448(key);
    if (!is_point) return Errc::invalid_key;
    PkeyPtr pkey{EVP_PKEY_new_raw_public_key(type_of(curve), nullptr, key.data(), key.size())};
    if (!pkey) {
        ERR_clear_error();
        return Errc::invalid_key;
    }
    return EdKey{std::shared_ptr<const Parts>{
        new Parts{curve, std::move(pkey), {key.begin(), key.end()}, false}}};
}

Result<EdKey> EdKey::from_private(EdCurve curve, Bytes key, const Secret<std::string>& d) {
    if (key.size() != size_of(curve) || d.reveal().size() != size_of(curve))
        return Errc::invalid_key;
    auto pkey = pair_of(curve, d.reveal());
    if (!pkey || !std::ranges::equal(public_of(pkey.get(), curve), key)) return Errc::invalid_key;
    SodiumPrivate sodium{};
    if (curve == EdCurve::ed25519) {
        std::copy(d.reveal().begin(), d.reveal().end(), sodium.begin());
        std::copy(key.begin(), key.end(), sodium.begin() + crypto_sign_SEEDBYTES);
    }
    Secret<SodiumPrivate> kept{sodium};
    wipe(sodium.data(), sodium.size());
    return EdKey{std::shared_ptr<const Parts>{
        new Parts{curve, std::move(pkey), {key.begin(), key.end()}, true, std::move(kept)}}};
}

EdCurve EdKey::curve() const { return parts_->curve; }
const Octets& EdKey::public_bytes() const { return parts_->public_bytes; }
bool EdKey::is_private() const { return parts_->is_private; }

Secret<std::string> EdKey::d() const {
    std::string seed(size_of(parts_->curve), '\0');
    std::size_t size = seed.size();
    demand(EVP_PKEY_get_raw_private_key(parts_->key.get(),
                                        reinterpret_cast<unsigned char*>(seed.data()), &size) == 1,
           "an EdDSA seed");
    return Secret<std::string>{std::move(seed)};
}

std::string EdKey::sign(std::string_view message) const {
    demand(parts_->is_private, "signing with a public key");
    std::string signature(2 * size_of(parts_->curve), '\0');
    auto* const out = reinterpret_cast<unsigned char*>(signature.data());
    const auto bytes = bytes_of(message);
    if (parts_->curve == EdCurve::ed25519) {
        crypto_sign_detached(out, nullptr, bytes.data(), bytes.size(),
                             parts_->sodium.reveal().data());
        return signature;
    }
    std::size_t size = signature.size();
    const auto context = new_md_context();
    demand(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, parts_->key.get()) == 1 &&
               EVP_DigestSign(context.get(), out, &size, bytes.data(), bytes.size()) == 1,
           "Ed448 signature");
    return signature;
}

bool EdKey::verify(std::string_view message, Bytes signature) const {
    if (signature.size() != 2 * size_of(parts_->curve)) return false;
    const auto bytes = bytes_of(message);
    if (parts_->curve == EdCurve::ed25519) {
        return crypto_sign_verify_detached(signature.data(), bytes.data(), bytes.size(),
                                           parts_->public_bytes.data()) == 0;
    }
    // OpenSSL takes a commitment whose y is 0, a point of order 4, for the neutral one.
    const auto is_zero = [](std::uint8_t byte) { return byte == 0; };
    if (std::ranges::all_of(signature.first(size_of(parts_->curve) - 1), is_zero)) return false;
    const auto context = new_md_context();
    const bool is_good =
        EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, parts_->key.get()) == 1 &&
        EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes.data(),
                         bytes.size()) == 1;
    if (!is_good) ERR_clear_error();
    return is_good;
}

// --- PEM -----------------------------------------------------------------------------------------

EVP_PKEY* PemAccess::pkey_of(const EdKey& key) { return key.parts_->key.get(); }

Result<EdKey> PemAccess::ed_key(const EVP_PKEY* key, bool is_private) {
    const auto curve = EVP_PKEY_is_a(key, "ED25519") == 1 ? EdCurve::ed25519 : EdCurve::ed448;
    const auto bytes = public_of(key, curve);
    if (!is_private) return EdKey::from_public(curve, bytes);
    std::string seed(size_of(curve), '\0');
    std::size_t size = seed.size();
    if (EVP_PKEY_get_raw_private_key(key, reinterpret_cast<unsigned char*>(seed.data()), &size) !=
            1 ||
        size != seed.size()) {
        ERR_clear_error();
        return Errc::invalid_key;
    }
    return EdKey::from_private(curve, bytes, Secret<std::string>{std::move(seed)});
}

}  // namespace cardea::crypto
