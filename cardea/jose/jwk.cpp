// JSON Web Keys, read and written.
#include <cardea/jose/key_parts.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/digest.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/private_key.hpp>
#include <cardea/schema/json.hpp>
#include <cardea/schema/write_json.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace cardea::jose {

using schema::JsonKind;
using schema::JsonValue;

namespace {

using Octets = std::vector<std::uint8_t>;

Error malformed_jwk(std::string why) { return Error{Errc::invalid_key, std::move(why)}; }
Error foreign_jwk(std::string why) { return Error{Errc::foreign_key, std::move(why)}; }

/// How many bytes a member may hold: an RSA modulus has the most.
constexpr std::size_t member_bytes_max = 16384 / 8;
static_assert(member_bytes_max == secret_bytes_max, "Cardea: each secret has a JWK.");

/// A member of canonical base64url; empty where it is missing, something else or too long.
Octets octets_of(JsonValue jwk, std::string_view name) {
    const auto member = jwk.member(name);
    const auto text = member ? member->as_string() : std::nullopt;
    if (!text || base64url::decoded_size(text->size()) > member_bytes_max) return {};
    return base64url::decode(*text).value_or(Octets{});
}

Secret<std::string> secret_of(JsonValue jwk, std::string_view name) {
    auto bytes = octets_of(jwk, name);
    Secret<std::string> secret{std::string(bytes.begin(), bytes.end())};
    wipe(bytes.data(), bytes.size());
    return secret;
}

template <class K>
Result<KeyMaterial> material_of(Result<K> key, const char* what) {
    if (!key) return malformed_jwk(what);
    return KeyMaterial{*std::move(key)};
}

Result<KeyMaterial> read_elliptic(JsonValue jwk) {
    struct Named {
        std::string_view name;
        crypto::Curve curve;
    };
    constexpr std::array curves{Named{"P-256", crypto::Curve::p256},
                                Named{"P-384", crypto::Curve::p384},
                                Named{"P-521", crypto::Curve::p521}};
    const auto member = jwk.member("crv");
    const auto name = member ? member->as_string() : std::nullopt;
    if (!name) return malformed_jwk("crv is no text");
    const auto found = std::find_if(curves.begin(), curves.end(),
                                    [&](const Named& curve) { return curve.name == *name; });
    if (found == curves.end()) return foreign_jwk("crv is none of P-256, P-384 and P-521");
    const auto x = octets_of(jwk, "x");
    const auto y = octets_of(jwk, "y");
    if (!jwk.member("d")) {
        return material_of(crypto::EcKey::from_public(found->curve, x, y),
                           "x and y are no point of the curve, in base64url of its full length");
    }
    return material_of(crypto::EcKey::from_private(found->curve, x, y, secret_of(jwk, "d")),
                       "x, y and d do not make one key, in base64url of the curve's full length");
}

Result<KeyMaterial> read_edwards(JsonValue jwk) {
    const auto member = jwk.member("crv");
    const auto name = member ? member->as_string() : std::nullopt;
    if (!name) return malformed_jwk("crv is no text");
    if (*name != "Ed25519" && *name != "Ed448")
        return foreign_jwk("crv is neither Ed25519 nor Ed448");
    const auto curve = *name == "Ed25519" ? crypto::EdCurve::ed25519 : crypto::EdCurve::ed448;
    const auto x = octets_of(jwk, "x");
    if (!jwk.member("d")) {
        return material_of(crypto::EdKey::from_public(curve, x),
                           "x is no point that a key may be, in base64url of its full length");
    }
    return material_of(crypto::EdKey::from_private(curve, x, secret_of(jwk, "d")),
                       "x and d do not make one key, in base64url of the curve's full length");
}

Result<KeyMaterial> read_rsa(JsonValue jwk) {
    const auto modulus = octets_of(jwk, "n");
    const auto exponent = octets_of(jwk, "e");
    if (!jwk.member("d")) {
        for (const auto* name : {"p", "q", "dp", "dq", "qi", "oth"}) {
            if (jwk.member(name))
                return malformed_jwk("numbers of a private RSA key without its d");
        }
        return material_of(crypto::RsaKey::from_public(modulus, exponent),
                           "n must be odd, of 2048 to 16384 bits, and e odd, from 3 to below 2^64, "
                           "both in base64url without leading zeros");
    }
    if (jwk.member("oth")) return malformed_jwk("an RSA key of more than two primes");
    const crypto::RsaPrivateNumbers numbers{.d = secret_of(jwk, "d"),
                                            .p = secret_of(jwk, "p"),
                                            .q = secret_of(jwk, "q"),
                                            .dp = secret_of(jwk, "dp"),
                                            .dq = secret_of(jwk, "dq"),
                                            .qi = secret_of(jwk, "qi")};
    return material_of(crypto::RsaKey::from_private(modulus, exponent, numbers),
                       "n, e, d, p, q, dp, dq and qi, all of which a private key must have, do not "
                       "make one key of 2048 to 16384 bits");
}

Result<KeyMaterial> read_symmetric(JsonValue jwk) {
    auto secret = secret_of(jwk, "k");
    if (secret.reveal().size() < crypto::size_of(crypto::Hash::sha256))
        return malformed_jwk("k is not base64url of 32 to 2048 bytes");
    if (is_public_text(secret.reveal()))
        return malformed_jwk("k is the text of a key, not a secret");
    return KeyMaterial{crypto::Hmac{std::move(secret)}};
}

Result<KeyMaterial> read_material(JsonValue jwk) {
    const auto member = jwk.member("kty");
    const auto type = member ? member->as_string() : std::nullopt;
    if (!type) return malformed_jwk("kty is no text");
    if (*type == "EC") return read_elliptic(jwk);
    if (*type == "RSA") return read_rsa(jwk);
    if (*type == "OKP") return read_edwards(jwk);
    if (*type == "oct") return read_symmetric(jwk);
    return foreign_jwk("kty is none of EC, RSA, OKP and oct");
}

struct Purpose {
    bool may_sign = true;
    bool may_verify = true;
};

/// What `use` and `key_ops` allow (RFC 7517 sections 4.2 and 4.3).
Result<Purpose> read_purpose(JsonValue jwk) {
    if (const auto use = jwk.member("use")) {
        const auto name = use->as_string();
        if (!name) return malformed_jwk("use is no text");
        if (*name != "sig") return foreign_jwk("use is not sig");
    }
    const auto operations = jwk.member("key_ops");
    if (!operations) return Purpose{};
    if (operations->kind() != JsonKind::array) return malformed_jwk("key_ops is no list");
    std::vector<std::string_view> names;
    bool are_texts = true;
    operations->for_each_element([&](JsonValue operation) {
        const auto name = operation.as_string();
        are_texts = are_texts && name.has_value();
        names.push_back(name.value_or(""));
    });
    if (!are_texts) return malformed_jwk("key_ops holds something that is no text");
    std::sort(names.begin(), names.end());
    if (std::adjacent_find(names.begin(), names.end()) != names.end())
        return malformed_jwk("key_ops names an operation twice");
    const Purpose purpose{.may_sign = std::binary_search(names.begin(), names.end(), "sign"),
                          .may_verify = std::binary_search(names.begin(), names.end(), "verify")};
    if (!purpose.may_sign && !purpose.may_verify)
        return foreign_jwk("key_ops allows neither verify nor sign");
    return purpose;
}

/// What `alg` says, if it is there.
Result<std::optional<Algorithm>> read_own_algorithm(JsonValue jwk) {
    const auto member = jwk.member("alg");
    if (!member) return std::optional<Algorithm>{};
    const auto name = member->as_string();
    if (!name) return malformed_jwk("alg is no text");
    const auto own = algorithm_from(*name);
    if (!own) return foreign_jwk("alg is no algorithm that is known here");
    return own;
}

/// The algorithms that a key of these abilities serves, by its own `alg` and by the caller.
Result<AlgorithmSet> choose_algorithms(AlgorithmSet able, std::optional<Algorithm> own,
                                       std::optional<Algorithm> wanted) {
    if (own && !able.contains(*own)) {
        return malformed_jwk("alg is " + std::string{name_of(*own)} +
                             ", which this key is not made for");
    }
    const auto served = own ? AlgorithmSet{*own} : able;
    if (!wanted) return served;
    if (!served.contains(*wanted))
        return malformed_jwk("this key is not one for " + std::string{name_of(*wanted)});
    return AlgorithmSet{*wanted};
}

Result<std::string> read_kid(JsonValue jwk, const KeyMaterial& material) {
    const auto kid = jwk.member("kid");
    if (!kid) return thumbprint_of(material);
    const auto text = kid->as_string();
    if (!text || text->empty()) return malformed_jwk("kid is no text, or empty");
    return std::string{*text};
}

/// Writes members whose values are octets; in memory that does not move, since some are secret.
class OctetsWriter {
public:
    explicit OctetsWriter(std::string& json) : json_{json} {}

    template <class Bytes>
    void put(std::string_view name, const Bytes& bytes) {
        json_.append("\"").append(name).append("\":\"");
        base64url::encode(bytes, json_);
        json_ += '"';
    }
    void add(std::string_view name, const Secret<std::string>& secret) {
        json_ += ',';
        put(name, secret.reveal());
    }

private:
    std::string& json_;
};

/// More than any JWK has, so that growing leaves no copy of a secret behind.
constexpr std::size_t jwk_bytes_max = 16 * 1024;

std::string_view name_of(crypto::Curve curve) {
    switch (curve) {
        case crypto::Curve::p256: return "P-256";
        case crypto::Curve::p384: return "P-384";
        case crypto::Curve::p521: break;
    }
    return "P-521";
}

void append_required(const KeyMaterial& material, std::string& json) {
    OctetsWriter writer{json};
    if (const auto* elliptic = std::get_if<crypto::EcKey>(&material)) {
        json.append(R"("crv":")").append(name_of(elliptic->curve())).append(R"(","kty":"EC",)");
        writer.put("x", elliptic->x());
        json += ',';
        writer.put("y", elliptic->y());
    } else if (const auto* rsa = std::get_if<crypto::RsaKey>(&material)) {
        writer.put("e", rsa->exponent());
        json += R"(,"kty":"RSA",)";
        writer.put("n", rsa->modulus());
    } else if (const auto* edwards = std::get_if<crypto::EdKey>(&material)) {
        json += edwards->curve() == crypto::EdCurve::ed25519 ? R"("crv":"Ed25519","kty":"OKP",)"
                                                             : R"("crv":"Ed448","kty":"OKP",)";
        writer.put("x", edwards->public_bytes());
    } else {
        writer.put("k", std::get<crypto::Hmac>(material).key().reveal());
        json += R"(,"kty":"oct")";
    }
}

void append_private(const KeyMaterial& material, std::string& json) {
    OctetsWriter writer{json};
    if (const auto* elliptic = std::get_if<crypto::EcKey>(&material)) {
        writer.add("d", elliptic->d());
    } else if (const auto* edwards = std::get_if<crypto::EdKey>(&material)) {
        writer.add("d", edwards->d());
    } else if (const auto* rsa = std::get_if<crypto::RsaKey>(&material)) {
        const auto numbers = rsa->private_numbers();
        writer.add("d", numbers.d);
        writer.add("p", numbers.p);
        writer.add("q", numbers.q);
        writer.add("dp", numbers.dp);
        writer.add("dq", numbers.dq);
        writer.add("qi", numbers.qi);
    }
}

/// `,"kid":…,"alg":…,`
void append_name(const Key& key, std::string& json) {
    json += R"(,"kid":)";
    schema::write_json_string(key.kid(), json);
    if (key.algorithms().is_single())
        json.append(R"(,"alg":")").append(name_of(key.algorithm())).append("\"");
    json += ',';
}

constexpr const char* for_signatures = R"("use":"sig"})";

}  // namespace

Result<Key> Key::from_jwk(JsonValue jwk, std::optional<Algorithm> algorithm) {
    if (jwk.kind() != JsonKind::object) return malformed_jwk("a JWK is a JSON object");
    const auto purpose = read_purpose(jwk);
    if (!purpose) return purpose.error();
    const auto own_algorithm = read_own_algorithm(jwk);
    if (!own_algorithm) return own_algorithm.error();
    auto material = read_material(jwk);
    if (!material) return material.error();
    const auto algorithms = choose_algorithms(algorithms_of(*material), *own_algorithm, algorithm);
    if (!algorithms) return algorithms.error();
    if (!purpose->may_verify && !is_private_material(*material))
        return foreign_jwk("a public key whose key_ops do not allow verify");
    auto kid = read_kid(jwk, *material);
    if (!kid) return kid.error();
    return Key{Parts{.material = *std::move(material),
                     .algorithms = *algorithms,
                     .kid = *std::move(kid),
                     .may_sign = purpose->may_sign,
                     .may_verify = purpose->may_verify}};
}

std::string thumbprint_of(const KeyMaterial& material) {
    std::string json;
    json.reserve(jwk_bytes_max);
    json += '{';
    append_required(material, json);
    json += '}';
    const Secret<std::string> text{std::move(json)};
    return base64url::encode(std::span<const std::uint8_t>{crypto::sha256(text.reveal())});
}

std::string Key::public_jwk() const {
    if (is_symmetric(algorithm())) return {};
    std::string json = "{";
    append_required(parts_->material, json);
    append_name(*this, json);
    json += for_signatures;
    return json;
}

Secret<std::string> private_jwk(const Key& key) {
    const auto& parts = KeyAccess::parts_of(key);
    std::string json;
    json.reserve(jwk_bytes_max + key.kid().size() * 6);
    json += '{';
    append_required(parts.material, json);
    if (key.is_private()) append_private(parts.material, json);
    append_name(key, json);
    json += parts.may_sign && parts.may_verify ? for_signatures
            : parts.may_sign                   ? R"("key_ops":["sign"]})"
                                               : R"("key_ops":["verify"]})";
    return Secret<std::string>{std::move(json)};
}

}  // namespace cardea::jose
