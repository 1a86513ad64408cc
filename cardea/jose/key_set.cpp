#include <cardea/jose/key_set.hpp>

#include <cardea/jose/errc.hpp>
#include <cardea/schema/json.hpp>

#include <algorithm>

namespace cardea::jose {
namespace {

constexpr std::size_t jwk_set_depth_max = 6;

Error no_set(std::string why) { return Error{Errc::invalid_key, std::move(why)}; }

/// Reads the list `keys`; a key that `refuse` has a sentence for is left out unread, as is one that
/// cannot be read.
template <class Refuse>
Result<OwnKeys> read_list(schema::JsonValue set, Refuse refuse) {
    const auto members = set.member("keys");
    if (!members || members->kind() != schema::JsonKind::array)
        return no_set("a JWK Set is a JSON object with a list `keys`");
    if (members->size() > jwk_set_keys_max) return no_set("the set has too many keys");
    std::vector<Key> keys;
    std::vector<std::string> left_out;
    std::size_t at = 0;
    members->for_each_element([&](schema::JsonValue jwk) {
        ++at;
        auto why = refuse(jwk);
        auto key = why.empty() ? Key::from_jwk(jwk) : Error{Errc::invalid_key, std::move(why)};
        if (key) {
            keys.push_back(*std::move(key));
        } else {
            left_out.push_back("key " + std::to_string(at) + ": " +
                               std::string{key.error().detail()});
        }
    });
    if (keys.empty()) return no_set(left_out.empty() ? "the set has no key" : left_out.front());
    return OwnKeys{KeySet{std::move(keys)}, std::move(left_out)};
}

/// Nobody who publishes a secret means it; and to check a private key costs as much as to sign,
/// which a set of 64 could make minutes.
std::string refuse_secrets(schema::JsonValue jwk) {
    const auto kty = jwk.member("kty");
    if (kty && kty->as_string() == "oct") return "a symmetric key in a published set";
    return jwk.member("d") ? "a private key in a published set" : "";
}

}  // namespace

KeySet::KeySet(std::vector<Key> keys) : keys_{std::move(keys)} {
    const auto symmetric = std::count_if(
        keys_.begin(), keys_.end(), [](const Key& key) { return is_symmetric(key.algorithm()); });
    is_mixed_ = symmetric != 0 && symmetric != std::ssize(keys_);
}

Result<const Key*> KeySet::find(Algorithm algorithm, std::optional<std::string_view> kid) const {
    if (is_mixed_) return Error{Errc::key, "the set mixes symmetric and asymmetric keys"};
    const auto fits = [algorithm](const Key& key) {
        return key.may_verify() && key.algorithms().contains(algorithm);
    };
    const Key* found = nullptr;
    for (const auto& key : keys_) {
        if (kid ? key.kid() != *kid : !fits(key)) continue;
        if (found != nullptr) return Error{Errc::key, "more than one key answers"};
        found = &key;
    }
    if (found == nullptr) return Errc::key;
    if (!found->algorithms().contains(algorithm)) return Errc::algorithm;
    if (!found->may_verify()) return Error{Errc::key, "the key may not verify"};
    return found;
}

bool KeySet::has(std::string_view kid) const {
    return std::any_of(keys_.begin(), keys_.end(),
                       [kid](const Key& key) { return key.kid() == kid; });
}

Result<KeySet> read_jwk_set(std::string_view json) {
    const auto parsed = schema::parse_json(json, jwk_set_depth_max);
    if (!parsed) return no_set("a JWK Set is a JSON object with a list `keys`");
    auto read = read_list(*parsed, refuse_secrets);
    if (!read) return read.error();
    return std::move(read->keys);
}

Result<OwnKeys> read_own_keys(std::string_view text) {
    if (text.find("-----BEGIN ") != std::string_view::npos) {
        auto key = Key::from_pem(text);
        if (!key) return key.error();
        return OwnKeys{KeySet{*std::move(key)}, {}};
    }
    const auto parsed = schema::parse_json(text, jwk_set_depth_max);
    if (!parsed) return no_set("this is neither JSON nor PEM");
    if (parsed->member("kty") && !parsed->member("keys")) {
        auto key = Key::from_jwk(*parsed);
        if (!key) return key.error();
        return OwnKeys{KeySet{*std::move(key)}, {}};
    }
    return read_list(*parsed, [](schema::JsonValue) { return std::string{}; });
}

std::string public_jwk_set(const KeySet& keys) {
    std::string json = R"({"keys":[)";
    for (const auto& key : keys.keys()) {
        const auto jwk = key.public_jwk();
        if (jwk.empty()) continue;
        if (json.back() == '}') json += ',';
        json += jwk;
    }
    json += "]}";
    return json;
}

}  // namespace cardea::jose
