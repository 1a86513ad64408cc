#include <cardea/crypto/ecdsa.hpp>

#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/evp_key.hpp>
#include <cardea/crypto/pem_access.hpp>

#include <algorithm>
#include <utility>

namespace cardea::crypto {
namespace {

constexpr std::size_t scalar_bytes_max = 66;
constexpr std::size_t der_bytes_max = 3 + 2 * (3 + scalar_bytes_max);
constexpr std::uint8_t der_sequence = 0x30;
constexpr std::uint8_t der_integer = 0x02;
constexpr std::uint8_t der_one_more_byte_of_length = 0x81;
constexpr std::uint8_t der_short_length_max = 0x7f;
constexpr std::uint8_t uncompressed_point = 0x04;

/// The names by which OpenSSL knows a curve.
const char* name_of(Curve curve) {
    switch (curve) {
        case Curve::p256: return "prime256v1";
        case Curve::p384: return "secp384r1";
        case Curve::p521: break;
    }
    return "secp521r1";
}

Hash hash_of(Curve curve) {
    switch (curve) {
        case Curve::p256: return Hash::sha256;
        case Curve::p384: return Hash::sha384;
        case Curve::p521: break;
    }
    return Hash::sha512;
}

/// The DER form of a signature, on the stack: SEQUENCE of the INTEGERs r and s. It is written from
/// its end, since DER's lengths stand before what they measure.
class DerSignature {
public:
    explicit DerSignature(std::span<const std::uint8_t> raw) {
        const auto half = raw.size() / 2;
        prepend_integer(raw.last(half));
        prepend_integer(raw.first(half));
        const auto size = bytes_.size() - start_;
        prepend(static_cast<std::uint8_t>(size));
        if (size > der_short_length_max) prepend(der_one_more_byte_of_length);
        prepend(der_sequence);
    }

    [[nodiscard]] std::span<const std::uint8_t> bytes() const {
        return std::span{bytes_}.subspan(start_);
    }

private:
    void prepend(std::uint8_t byte) { bytes_[--start_] = byte; }

    void prepend_integer(std::span<const std::uint8_t> scalar) {
        // DER has the shortest form, and no sign bit on a positive number.
        while (scalar.size() > 1 && scalar[0] == 0) scalar = scalar.subspan(1);
        start_ -= scalar.size();
        std::copy(scalar.begin(), scalar.end(),
                  bytes_.begin() + static_cast<std::ptrdiff_t>(start_));
        auto size = static_cast<std::uint8_t>(scalar.size());
        if ((scalar[0] & 0x80U) != 0) {
            prepend(0);
            ++size;
        }
        prepend(size);
        prepend(der_integer);
    }

    std::array<std::uint8_t, der_bytes_max> bytes_;
    std::size_t start_ = bytes_.size();
};

/// Reads an INTEGER of OpenSSL's own DER into the last bytes of `scalar`; returns what follows it.
const std::uint8_t* read_integer(const std::uint8_t* der, std::span<char> scalar) {
    std::size_t size = der[1];
    const std::uint8_t* digits = der + 2;
    const std::uint8_t* const next = digits + size;
    if (size > scalar.size()) {  // the zero that keeps it positive
        ++digits;
        --size;
    }
    std::copy_n(digits, size, scalar.end() - static_cast<std::ptrdiff_t>(size));
    return next;
}

}  // namespace

struct EcKey::Parts {
    Curve curve;
    PkeyPtr key;
    Octets x;
    Octets y;
    bool is_private;
    std::uint64_t verify_number = next_key_number();
    std::uint64_t sign_number = next_key_number();
};

EcKey EcKey::generate(Curve curve) {
    PkeyPtr key{EVP_EC_gen(name_of(curve))};
    demand(key != nullptr, "EC key generation");
    auto x = number_of(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, size_of(curve));
    auto y = number_of(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, size_of(curve));
    return EcKey{std::shared_ptr<const Parts>{
        new Parts{curve, std::move(key), std::move(x), std::move(y), true}}};
}

Result<EcKey> EcKey::from_public(Curve curve, Bytes x, Bytes y) {
    return assemble(curve, x, y, nullptr);
}

Result<EcKey> EcKey::from_private(Curve curve, Bytes x, Bytes y, const Secret<std::string>& d) {
    return assemble(curve, x, y, &d);
}

Result<EcKey> EcKey::assemble(Curve curve, Bytes x, Bytes y, const Secret<std::string>* d) {
    const auto size = size_of(curve);
    if (x.size() != size || y.size() != size || (d != nullptr && d->reveal().size() != size))
        return Errc::invalid_key;
    Octets point{uncompressed_point};
    point.insert(point.end(), x.begin(), x.end());
    point.insert(point.end(), y.begin(), y.end());

    KeyParameters parameters;
    parameters.text(OSSL_PKEY_PARAM_GROUP_NAME, name_of(curve));
    parameters.octets(OSSL_PKEY_PARAM_PUB_KEY, point);
    if (d != nullptr) parameters.secret_number(OSSL_PKEY_PARAM_PRIV_KEY, d->reveal());
    auto key = parameters.make_key("EC", d != nullptr);
    if (!key || !passes(key.get(), EVP_PKEY_public_check) ||
        (d != nullptr && !passes(key.get(), EVP_PKEY_pairwise_check))) {
        return Errc::invalid_key;
    }
    return EcKey{std::shared_ptr<const Parts>{new Parts{
        curve, std::move(key), {x.begin(), x.end()}, {y.begin(), y.end()}, d != nullptr}}};
}

Curve EcKey::curve() const { return parts_->curve; }
const Octets& EcKey::x() const { return parts_->x; }
const Octets& EcKey::y() const { return parts_->y; }
bool EcKey::is_private() const { return parts_->is_private; }

Secret<std::string> EcKey::d() const {
    return secret_number_of(parts_->key.get(), OSSL_PKEY_PARAM_PRIV_KEY, size_of(parts_->curve));
}

std::string EcKey::sign(std::string_view message) const {
    demand(parts_->is_private, "signing with a public key");
    auto& context = this_threads<PkeyContextPtr>(parts_->sign_number, [this] {
        return prepared_context(parts_->key.get(), EVP_PKEY_sign_init);
    });
    const auto hashed = digest(hash_of(parts_->curve), message);
    std::array<std::uint8_t, der_bytes_max> der;
    std::size_t size = der.size();
    demand(EVP_PKEY_sign(context.get(), der.data(), &size, hashed.data(), hashed.size) == 1,
           "ECDSA signature");
    const auto half = size_of(parts_->curve);
    std::string signature(2 * half, '\0');
    const auto* inside = der.data() + (der[1] == der_one_more_byte_of_length ? 3 : 2);
    const auto* next = read_integer(inside, std::span{signature}.first(half));
    read_integer(next, std::span{signature}.last(half));
    return signature;
}

bool EcKey::verify(std::string_view message, Bytes signature) const {
    if (signature.size() != 2 * size_of(parts_->curve)) return false;
    auto& context = this_threads<PkeyContextPtr>(parts_->verify_number, [this] {
        return prepared_context(parts_->key.get(), EVP_PKEY_verify_init);
    });
    const auto hashed = digest(hash_of(parts_->curve), message);
    return verify_digest(context.get(), hashed, DerSignature{signature}.bytes());
}

// --- PEM -----------------------------------------------------------------------------------------

EVP_PKEY* PemAccess::pkey_of(const EcKey& key) { return key.parts_->key.get(); }

Result<EcKey> PemAccess::ec_key(const EVP_PKEY* key, bool is_private) {
    // A curve that a key defines itself is the way to forge (CVE-2020-0601), and none is to be
    // taken even where it is a known one (RFC 5480 section 2.1.1).
    int is_explicit = 0;
    EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &is_explicit);
    if (is_explicit != 0) return Errc::invalid_key;
    std::array<char, 32> group{};
    if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(),
                                       nullptr) != 1) {
        ERR_clear_error();
        return Errc::invalid_key;
    }
    for (const auto curve : {Curve::p256, Curve::p384, Curve::p521}) {
        if (std::string_view{group.data()} != name_of(curve)) continue;
        const auto size = size_of(curve);
        const auto x = number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, size);
        const auto y = number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, size);
        if (!is_private) return EcKey::from_public(curve, x, y);
        return EcKey::from_private(curve, x, y,
                                   secret_number_of(key, OSSL_PKEY_PARAM_PRIV_KEY, size));
    }
    return Errc::invalid_key;
}

}  // namespace cardea::crypto
