#include <cardea/crypto/es256.hpp>

#include <cardea/crypto/digest.hpp>
#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/openssl_ptr.hpp>
#include <cardea/crypto/per_thread.hpp>

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <utility>

namespace cardea::crypto {
namespace {

constexpr std::size_t scalar_bytes = 32;
constexpr std::size_t der_bytes_max = 2 + 2 * (2 + 1 + scalar_bytes);
constexpr std::uint8_t der_sequence = 0x30;
constexpr std::uint8_t der_integer = 0x02;
constexpr std::uint8_t uncompressed_point = 0x04;

using ParamBuilderPtr = OpensslPtr<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using ParamsPtr = OpensslPtr<OSSL_PARAM, OSSL_PARAM_free>;

/// A DER signature on the stack: SEQUENCE of the INTEGERs r and s.
struct DerSignature {
    std::array<std::uint8_t, der_bytes_max> bytes;
    std::size_t size = 2;

    explicit DerSignature(std::span<const std::uint8_t, 64> raw) {
        append_integer(raw.first<scalar_bytes>());
        append_integer(raw.last<scalar_bytes>());
        bytes[0] = der_sequence;
        bytes[1] = static_cast<std::uint8_t>(size - 2);
    }

private:
    void append_integer(std::span<const std::uint8_t, scalar_bytes> scalar) {
        std::size_t zeros = 0;  // DER has the shortest form, and no sign bit on a positive number
        while (zeros + 1 < scalar_bytes && scalar[zeros] == 0) ++zeros;
        const bool needs_zero = (scalar[zeros] & 0x80U) != 0;
        bytes[size++] = der_integer;
        bytes[size++] = static_cast<std::uint8_t>(scalar_bytes - zeros + (needs_zero ? 1 : 0));
        if (needs_zero) bytes[size++] = 0;
        std::copy(scalar.begin() + static_cast<std::ptrdiff_t>(zeros), scalar.end(),
                  bytes.begin() + static_cast<std::ptrdiff_t>(size));
        size += scalar_bytes - zeros;
    }
};

/// Reads an INTEGER of OpenSSL's own DER into 32 bytes.
const std::uint8_t* read_integer(const std::uint8_t* der,
                                 std::span<std::uint8_t, scalar_bytes> scalar) {
    std::size_t size = der[1];
    const std::uint8_t* digits = der + 2;
    const std::uint8_t* const next = digits + size;
    if (size > scalar_bytes) {  // the zero that keeps it positive
        ++digits;
        --size;
    }
    std::fill(scalar.begin(), scalar.end(), std::uint8_t{0});
    std::copy_n(digits, size, scalar.end() - static_cast<std::ptrdiff_t>(size));
    return next;
}

PkeyContextPtr prepared(EVP_PKEY* key, int (*init)(EVP_PKEY_CTX*)) {
    PkeyContextPtr context{EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr)};
    demand(context && init(context.get()) == 1, "ECDSA context");
    return context;
}

Coordinate coordinate_of(const EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    demand(EVP_PKEY_get_bn_param(key, name, &number) == 1, name);
    const BignumPtr owned{number};
    Coordinate bytes;
    demand(BN_bn2binpad(number, bytes.data(), static_cast<int>(bytes.size())) ==
               static_cast<int>(bytes.size()),
           name);
    return bytes;
}

}  // namespace

struct Es256Key::Parts {
    PkeyPtr key;
    Coordinate x;
    Coordinate y;
    bool is_private;
    std::uint64_t verify_number = next_key_number();
    std::uint64_t sign_number = next_key_number();
};

Es256Key Es256Key::generate() {
    PkeyPtr key{EVP_EC_gen("P-256")};
    demand(key != nullptr, "P-256 key generation");
    const auto x = coordinate_of(key.get(), OSSL_PKEY_PARAM_EC_PUB_X);
    const auto y = coordinate_of(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y);
    return Es256Key{std::shared_ptr<const Parts>{new Parts{std::move(key), x, y, true}}};
}

Result<Es256Key> Es256Key::from_public(const Coordinate& x, const Coordinate& y) {
    return assemble(x, y, nullptr);
}

Result<Es256Key> Es256Key::from_private(const Coordinate& x, const Coordinate& y,
                                        const Secret<Coordinate>& d) {
    return assemble(x, y, &d.reveal());
}

Result<Es256Key> Es256Key::assemble(const Coordinate& x, const Coordinate& y, const Coordinate* d) {
    std::array<std::uint8_t, 1 + 2 * scalar_bytes> point;
    point[0] = uncompressed_point;
    std::copy(x.begin(), x.end(), point.begin() + 1);
    std::copy(y.begin(), y.end(), point.begin() + 1 + scalar_bytes);

    const ParamBuilderPtr builder{OSSL_PARAM_BLD_new()};
    demand(builder != nullptr, "parameters");
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                     point.size());
    BignumPtr scalar;
    if (d != nullptr) {
        scalar.reset(BN_secure_new());
        demand(scalar && BN_bin2bn(d->data(), static_cast<int>(d->size()), scalar.get()) != nullptr,
               "scalar");
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
    }
    const ParamsPtr parameters{OSSL_PARAM_BLD_to_param(builder.get())};

    const PkeyContextPtr context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
    demand(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1, "EC key");
    EVP_PKEY* raw = nullptr;
    const bool was_made = EVP_PKEY_fromdata(context.get(), &raw,
                                            d != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                                            parameters.get()) == 1;
    PkeyPtr key{raw};
    if (!was_made || !key) {
        ERR_clear_error();
        return Errc::invalid_key;
    }
    const PkeyContextPtr checker{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
    const bool is_good = checker && EVP_PKEY_public_check(checker.get()) == 1 &&
                         (d == nullptr || EVP_PKEY_pairwise_check(checker.get()) == 1);
    ERR_clear_error();
    if (!is_good) return Errc::invalid_key;
    return Es256Key{std::shared_ptr<const Parts>{new Parts{std::move(key), x, y, d != nullptr}}};
}

const Coordinate& Es256Key::x() const { return parts_->x; }
const Coordinate& Es256Key::y() const { return parts_->y; }
bool Es256Key::is_private() const { return parts_->is_private; }

Secret<Coordinate> Es256Key::d() const {
    return Secret<Coordinate>{coordinate_of(parts_->key.get(), OSSL_PKEY_PARAM_PRIV_KEY)};
}

Es256Signature Es256Key::sign(std::string_view message) const {
    demand(parts_->is_private, "signing with a public key");
    auto& context = this_threads<PkeyContextPtr>(
        parts_->sign_number, [this] { return prepared(parts_->key.get(), EVP_PKEY_sign_init); });
    const auto digest = sha256(message);
    std::array<std::uint8_t, der_bytes_max> der;
    std::size_t size = der.size();
    demand(EVP_PKEY_sign(context.get(), der.data(), &size, digest.data(), digest.size()) == 1,
           "ECDSA signature");
    Es256Signature signature;
    const auto* next = read_integer(der.data() + 2, std::span{signature}.first<scalar_bytes>());
    read_integer(next, std::span{signature}.last<scalar_bytes>());
    return signature;
}

bool Es256Key::verify(std::string_view message, std::span<const std::uint8_t> signature) const {
    if (signature.size() != 2 * scalar_bytes) return false;
    auto& context = this_threads<PkeyContextPtr>(parts_->verify_number, [this] {
        return prepared(parts_->key.get(), EVP_PKEY_verify_init);
    });
    const auto digest = sha256(message);
    const DerSignature der{signature.first<2 * scalar_bytes>()};
    const int outcome =
        EVP_PKEY_verify(context.get(), der.bytes.data(), der.size, digest.data(), digest.size());
    if (outcome != 1) ERR_clear_error();  // a negative outcome is no signature either
    return outcome == 1;
}

}  // namespace cardea::crypto
