#include <cardea/jose/key.hpp>

#include <cardea/crypto/random.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/key_parts.hpp>
#include <cardea/jose/private_key.hpp>
#include <cardea/schema/json.hpp>

#include <stdexcept>

namespace cardea::jose {
namespace {

using crypto::Hash;

Error unusable(std::string why) { return Error{Errc::invalid_key, std::move(why)}; }

Hash hash_of(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::hs384:
        case Algorithm::rs384:
        case Algorithm::ps384: return Hash::sha384;
        case Algorithm::hs512:
        case Algorithm::rs512:
        case Algorithm::ps512: return Hash::sha512;
        default: return Hash::sha256;
    }
}

crypto::RsaScheme scheme_of(Algorithm algorithm) {
    const bool is_pss = algorithm >= Algorithm::ps256 && algorithm <= Algorithm::ps512;
    return {is_pss ? crypto::RsaPadding::pss : crypto::RsaPadding::pkcs1, hash_of(algorithm)};
}

Algorithm algorithm_of(crypto::Curve curve) {
    switch (curve) {
        case crypto::Curve::p256: return Algorithm::es256;
        case crypto::Curve::p384: return Algorithm::es384;
        case crypto::Curve::p521: break;
    }
    return Algorithm::es512;
}

crypto::Hmac new_secret(Algorithm algorithm) {
    std::string bytes(crypto::size_of(hash_of(algorithm)), '\0');
    crypto::fill_random({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    return crypto::Hmac{Secret<std::string>{std::move(bytes)}};
}

KeyMaterial new_material(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::hs256:
        case Algorithm::hs384:
        case Algorithm::hs512: return new_secret(algorithm);
        case Algorithm::es256: return crypto::EcKey::generate(crypto::Curve::p256);
        case Algorithm::es384: return crypto::EcKey::generate(crypto::Curve::p384);
        case Algorithm::es512: return crypto::EcKey::generate(crypto::Curve::p521);
        case Algorithm::eddsa: return crypto::EdKey::generate(crypto::EdCurve::ed25519);
        default: return crypto::RsaKey::generate();
    }
}

/// Whether these bytes are a SubjectPublicKeyInfo in DER: a SEQUENCE as long as they are, whose
/// first element is a SEQUENCE that begins with an object identifier.
bool is_public_der(std::string_view bytes) {
    constexpr std::string_view long_sequence = "\x30\x82";
    if (bytes.starts_with(long_sequence)) return bytes.size() > 256;  // RSA, in any form
    if (bytes.size() < 7 || bytes[0] != '\x30') return false;
    const std::size_t head = bytes[1] == '\x81' ? 3 : 2;
    return static_cast<std::uint8_t>(bytes[head - 1]) == bytes.size() - head &&
           bytes[head] == '\x30' && bytes[head + 2] == '\x06';
}

}  // namespace

bool is_private_material(const KeyMaterial& material) {
    return std::visit(
        []<class Material>(const Material& key) {
            if constexpr (std::is_same_v<Material, crypto::Hmac>) {
                return true;
            } else {
                return key.is_private();
            }
        },
        material);
}

bool is_public_text(std::string_view text) {
    if (is_public_der(text)) return true;
    const auto start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) return false;
    text.remove_prefix(start);
    return text.find("---- BEGIN ") != std::string_view::npos ||
           text.find("-----BEGIN ") != std::string_view::npos || text.starts_with("ssh-") ||
           text.starts_with("ecdsa-sha2-") || text.starts_with("sk-ssh-") ||
           text.starts_with("sk-ecdsa-") ||
           (text.starts_with('{') && text.find("\"kty\"") != std::string_view::npos);
}

AlgorithmSet algorithms_of(const KeyMaterial& material) {
    if (const auto* secret = std::get_if<crypto::Hmac>(&material)) {
        AlgorithmSet set;
        for (const auto algorithm : {Algorithm::hs256, Algorithm::hs384, Algorithm::hs512}) {
            if (secret->key().reveal().size() >= crypto::size_of(hash_of(algorithm)))
                set.insert(algorithm);
        }
        return set;
    }
    if (const auto* elliptic = std::get_if<crypto::EcKey>(&material))
        return algorithm_of(elliptic->curve());
    if (std::holds_alternative<crypto::EdKey>(material)) return Algorithm::eddsa;
    return {Algorithm::rs256, Algorithm::rs384, Algorithm::rs512,
            Algorithm::ps256, Algorithm::ps384, Algorithm::ps512};
}

Key::Key(Parts parts) : parts_{std::make_shared<const Parts>(std::move(parts))} {}

Key Key::generate(Algorithm algorithm) {
    auto material = new_material(algorithm);
    auto kid = thumbprint_of(material);
    return Key{Parts{std::move(material), algorithm, std::move(kid)}};
}

Result<Key> Key::from_secret(Secret<std::string> secret, Algorithm algorithm) {
    if (!is_symmetric(algorithm)) return unusable("a secret is for HS256, HS384 or HS512");
    const auto bytes = crypto::size_of(hash_of(algorithm));
    if (secret.reveal().size() < bytes) {
        return unusable("the secret has fewer than " + std::to_string(bytes) +
                        " bytes, which is what " + std::string{name_of(algorithm)} + " demands");
    }
    if (secret.reveal().size() > secret_bytes_max) {
        return unusable("the secret has more than " + std::to_string(secret_bytes_max) + " bytes");
    }
    if (is_public_text(secret.reveal())) {
        return unusable(
            "this is the text of a key, not a secret: read it with Key::from_pem or from_jwk");
    }
    KeyMaterial material = crypto::Hmac{std::move(secret)};
    auto kid = thumbprint_of(material);
    return Key{Parts{std::move(material), algorithm, std::move(kid)}};
}

Result<Key> Key::from_jwk(std::string_view json, std::optional<Algorithm> algorithm) {
    constexpr std::size_t jwk_depth_max = 4;
    const auto parsed = schema::parse_json(json, jwk_depth_max);
    if (!parsed) return unusable("a JWK is a JSON object");
    return from_jwk(*parsed, algorithm);
}

Result<Key> Key::from_pem(std::string_view pem, std::optional<Algorithm> algorithm) {
    auto read = crypto::read_pem(pem);
    if (!read) return unusable(std::string{read.error().detail()});
    KeyMaterial material = std::visit(
        [](auto&& key) { return KeyMaterial{std::forward<decltype(key)>(key)}; }, *std::move(read));
    const auto able = algorithms_of(material);
    if (algorithm && !able.contains(*algorithm))
        return unusable("this key is not one for " + std::string{name_of(*algorithm)});
    auto kid = thumbprint_of(material);
    return Key{
        Parts{std::move(material), algorithm ? AlgorithmSet{*algorithm} : able, std::move(kid)}};
}

Key Key::named(std::string kid) const {
    auto parts = *parts_;
    parts.kid = std::move(kid);
    return Key{std::move(parts)};
}

Algorithm Key::algorithm() const { return parts_->algorithms.first(); }
AlgorithmSet Key::algorithms() const { return parts_->algorithms; }
const std::string& Key::kid() const { return parts_->kid; }
bool Key::is_private() const { return is_private_material(parts_->material); }
bool Key::may_sign() const { return parts_->may_sign && is_private(); }
bool Key::may_verify() const { return parts_->may_verify; }

std::string Key::sign(std::string_view message) const {
    if (!may_sign()) throw std::logic_error{"this key may not sign"};
    const auto algorithm = this->algorithm();
    if (const auto* secret = std::get_if<crypto::Hmac>(&parts_->material)) {
        const auto code = secret->sign(hash_of(algorithm), message);
        return {code.bytes.begin(), code.bytes.begin() + static_cast<std::ptrdiff_t>(code.size)};
    }
    if (const auto* rsa = std::get_if<crypto::RsaKey>(&parts_->material))
        return rsa->sign(scheme_of(algorithm), message);
    if (const auto* elliptic = std::get_if<crypto::EcKey>(&parts_->material))
        return elliptic->sign(message);
    return std::get<crypto::EdKey>(parts_->material).sign(message);
}

bool Key::verifies(Algorithm algorithm, std::string_view message,
                   std::span<const std::uint8_t> signature) const {
    if (!parts_->may_verify || !parts_->algorithms.contains(algorithm)) return false;
    if (const auto* secret = std::get_if<crypto::Hmac>(&parts_->material))
        return secret->verify(hash_of(algorithm), message, signature);
    if (const auto* rsa = std::get_if<crypto::RsaKey>(&parts_->material))
        return rsa->verify(scheme_of(algorithm), message, signature);
    if (const auto* elliptic = std::get_if<crypto::EcKey>(&parts_->material))
        return elliptic->verify(message, signature);
    return std::get<crypto::EdKey>(parts_->material).verify(message, signature);
}

std::string Key::thumbprint() const { return thumbprint_of(parts_->material); }

std::string Key::public_pem() const {
    return std::visit(
        []<class Material>(const Material& key) -> std::string {
            if constexpr (std::is_same_v<Material, crypto::Hmac>) {
                return {};
            } else {
                return crypto::public_pem(key);
            }
        },
        parts_->material);
}

Secret<std::string> private_pem(const Key& key) {
    return std::visit(
        [](const auto& material) -> Secret<std::string> {
            if constexpr (requires { material.is_private(); }) {
                if (material.is_private()) return crypto::private_pem(material);
            }
            throw std::invalid_argument{"only the private key of a pair has a private PEM"};
        },
        KeyAccess::parts_of(key).material);
}

}  // namespace cardea::jose
