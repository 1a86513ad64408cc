#include <cardea/jose/key.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/digest.hpp>
#include <cardea/crypto/random.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/private_jwk.hpp>
#include <cardea/schema/json.hpp>
#include <cardea/schema/write_json.hpp>

#include <algorithm>

namespace cardea::jose {

using schema::JsonKind;
using schema::JsonValue;

namespace {

Error unusable(std::string why) { return Error{Errc::invalid_key, std::move(why)}; }

/// A member that holds exactly N bytes of canonical base64url.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> bytes_of_member(JsonValue jwk, std::string_view name) {
    const auto member = jwk.member(name);
    const auto text = member ? member->as_string() : std::nullopt;
    if (!text || base64url::decoded_size(text->size()) != N) return std::nullopt;
    std::array<std::uint8_t, N> bytes{};
    if (base64url::decode(*text, bytes.data()) != N) return std::nullopt;
    return bytes;
}

Result<crypto::Es256Key> read_elliptic(JsonValue jwk) {
    const auto curve = jwk.member("crv");
    if (!curve || curve->as_string() != "P-256") return unusable("crv is not P-256");
    const auto x = bytes_of_member<32>(jwk, "x");
    const auto y = bytes_of_member<32>(jwk, "y");
    if (!x || !y) return unusable("x and y are not 32 bytes of base64url each");
    if (!jwk.member("d")) return crypto::Es256Key::from_public(*x, *y);
    auto d = bytes_of_member<32>(jwk, "d");
    if (!d) return unusable("d is not 32 bytes of base64url");
    const Secret<crypto::Coordinate> scalar{*d};
    wipe(d->data(), d->size());
    return crypto::Es256Key::from_private(*x, *y, scalar);
}

Result<crypto::Hmac> read_symmetric(JsonValue jwk) {
    const auto member = jwk.member("k");
    const auto text = member ? member->as_string() : std::nullopt;
    auto bytes = text ? base64url::decode(*text) : std::nullopt;
    if (!bytes) return unusable("k is not base64url");
    Secret secret{std::string(bytes->begin(), bytes->end())};
    wipe(bytes->data(), bytes->size());
    if (secret.reveal().size() < Key::hmac_bytes_min) return unusable("k is shorter than the hash");
    return crypto::Hmac{std::move(secret)};
}

/// What the key says of its own use must allow signatures by `algorithm`.
Result<> check_purpose(JsonValue jwk, Algorithm algorithm) {
    if (const auto alg = jwk.member("alg"); alg && alg->as_string() != name_of(algorithm)) {
        return unusable("alg is not " + std::string{name_of(algorithm)});
    }
    if (const auto use = jwk.member("use"); use && use->as_string() != "sig")
        return unusable("use is not sig");
    if (const auto operations = jwk.member("key_ops")) {
        if (operations->kind() != JsonKind::array) return unusable("key_ops is no list");
        bool allows = false;
        operations->for_each_element([&](JsonValue operation) {
            const auto name = operation.as_string();
            allows = allows || name == "verify" || name == "sign";
        });
        if (!allows) return unusable("key_ops allows neither verify nor sign");
    }
    return {};
}

Result<std::string> read_kid(JsonValue jwk, std::string fallback) {
    const auto kid = jwk.member("kid");
    if (!kid) return fallback;
    const auto text = kid->as_string();
    if (!text || text->empty()) return unusable("kid is no text");
    return std::string{*text};
}

std::string thumbprint_of(std::string_view members) {
    return base64url::encode(std::span<const std::uint8_t>{crypto::sha256(members)});
}

/// `"crv":"P-256","kty":"EC","x":…,"y":…`: the members that make the key, in RFC 7638's order.
std::string members_of(const crypto::Es256Key& key) {
    std::string members = R"("crv":"P-256","kty":"EC","x":")";
    base64url::encode(key.x(), members);
    members += R"(","y":")";
    base64url::encode(key.y(), members);
    members += '"';
    return members;
}

void append_purpose(const Key& key, std::string& json) {
    json += R"(,"kid":)";
    schema::write_json_string(key.kid(), json);
    json += R"(,"alg":")";
    json += name_of(key.algorithm());
    json += R"(","use":"sig"})";
}

}  // namespace

Key::Key(Algorithm algorithm, Material material, std::string kid)
    : parts_{std::make_shared<const Parts>(Parts{algorithm, std::move(material), std::move(kid)})} {
}

Key Key::generate(Algorithm algorithm) {
    if (algorithm == Algorithm::es256) {
        auto key = crypto::Es256Key::generate();
        auto kid = thumbprint(key);
        return Key{algorithm, std::move(key), std::move(kid)};
    }
    auto bytes = crypto::random_bytes<hmac_bytes_min>();
    auto key = from_secret(Secret{std::string(bytes.begin(), bytes.end())});
    wipe(bytes.data(), bytes.size());
    return std::move(key).value();
}

Result<Key> Key::from_secret(Secret<std::string> secret) {
    if (secret.reveal().size() < hmac_bytes_min)
        return unusable("the secret has fewer than 32 bytes");
    crypto::Hmac key{std::move(secret)};
    auto kid = thumbprint(key);
    return Key{Algorithm::hs256, std::move(key), std::move(kid)};
}

Result<Key> Key::from_jwk(std::string_view json) {
    const auto parsed = schema::parse_json(json, 4);
    if (!parsed) return unusable("a JWK is a JSON object");
    return read(*parsed);
}

Result<Key> Key::read(JsonValue jwk) {
    if (jwk.kind() != JsonKind::object) return unusable("a JWK is a JSON object");
    const auto type = jwk.member("kty");
    if (type && type->as_string() == "EC") {
        if (auto fits = check_purpose(jwk, Algorithm::es256); !fits) return fits.error();
        auto key = read_elliptic(jwk);
        if (!key) return unusable(std::string{key.error().detail()});
        auto kid = read_kid(jwk, thumbprint(*key));
        if (!kid) return kid.error();
        return Key{Algorithm::es256, *std::move(key), *std::move(kid)};
    }
    if (type && type->as_string() == "oct") {
        if (auto fits = check_purpose(jwk, Algorithm::hs256); !fits) return fits.error();
        auto key = read_symmetric(jwk);
        if (!key) return key.error();
        auto kid = read_kid(jwk, thumbprint(*key));
        if (!kid) return kid.error();
        return Key{Algorithm::hs256, *std::move(key), *std::move(kid)};
    }
    return unusable("kty is neither EC nor oct");
}

bool Key::is_private() const {
    const auto* elliptic = std::get_if<crypto::Es256Key>(&parts_->material);
    return elliptic == nullptr || elliptic->is_private();
}

std::string Key::sign(std::string_view message) const {
    if (const auto* elliptic = std::get_if<crypto::Es256Key>(&parts_->material)) {
        const auto signature = elliptic->sign(message);
        return {signature.begin(), signature.end()};
    }
    const auto code = std::get<crypto::Hmac>(parts_->material).sign(message);
    return {code.begin(), code.end()};
}

bool Key::verifies(std::string_view message, std::span<const std::uint8_t> signature) const {
    return std::visit([&](const auto& key) { return key.verify(message, signature); },
                      parts_->material);
}

std::string Key::public_jwk() const {
    const auto* elliptic = std::get_if<crypto::Es256Key>(&parts_->material);
    if (elliptic == nullptr) return {};
    std::string json = "{" + members_of(*elliptic);
    append_purpose(*this, json);
    return json;
}

Secret<std::string> private_jwk(const Key& key) {
    std::string json = "{";
    json.reserve(512);  // so that growing leaves no copy behind
    if (const auto* elliptic = std::get_if<crypto::Es256Key>(&key.parts_->material)) {
        json += members_of(*elliptic) + R"(,"d":")";
        base64url::encode(elliptic->d().reveal(), json);
    } else {
        json += R"("kty":"oct","k":")";
        const auto& secret = std::get<crypto::Hmac>(key.parts_->material).key().reveal();
        json.reserve(512 + secret.size() * 2);
        base64url::encode({reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size()},
                          json);
    }
    json += '"';
    append_purpose(key, json);
    return Secret{std::move(json)};
}

std::string thumbprint(const crypto::Es256Key& key) {
    return thumbprint_of("{" + members_of(key) + "}");
}

std::string thumbprint(const crypto::Hmac& key) {
    const auto& secret = key.key().reveal();
    std::string members;
    members.reserve(secret.size() * 2 + 64);  // so that growing leaves no copy behind
    members += R"({"k":")";
    base64url::encode({reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size()},
                      members);
    members += R"(","kty":"oct"})";
    const Secret<std::string> text{std::move(members)};
    return thumbprint_of(text.reveal());
}

}  // namespace cardea::jose
