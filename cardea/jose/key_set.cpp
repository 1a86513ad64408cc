#include <cardea/jose/key_set.hpp>

#include <cardea/jose/errc.hpp>
#include <cardea/schema/json.hpp>

#include <algorithm>

namespace cardea::jose {

KeySet::KeySet(std::vector<Key> keys) : keys_{std::move(keys)} {
    const auto symmetric = std::count_if(
        keys_.begin(), keys_.end(), [](const Key& key) { return is_symmetric(key.algorithm()); });
    is_mixed_ = symmetric != 0 && symmetric != std::ssize(keys_);
}

Result<const Key*> KeySet::find(Algorithm algorithm, std::optional<std::string_view> kid) const {
    if (is_mixed_) return Error{Errc::key, "the set mixes symmetric and asymmetric keys"};
    const Key* found = nullptr;
    for (const auto& key : keys_) {
        if (kid ? key.kid() != *kid : key.algorithm() != algorithm) continue;
        if (found != nullptr) return Error{Errc::key, "more than one key answers"};
        found = &key;
    }
    if (found == nullptr) return Errc::key;
    if (found->algorithm() != algorithm) return Errc::algorithm;
    return found;
}

Result<KeySet> read_jwk_set(std::string_view json) {
    const auto parsed = schema::parse_json(json, 6);
    const auto members = parsed ? parsed->member("keys") : std::nullopt;
    if (!members || members->kind() != schema::JsonKind::array)
        return Error{Errc::invalid_key, "a JWK Set is a JSON object with a list `keys`"};
    if (members->size() > jwk_set_keys_max)
        return Error{Errc::invalid_key, "the set has too many keys"};
    std::vector<Key> keys;
    std::optional<Error> first;
    members->for_each_element([&](schema::JsonValue jwk) {
        auto key = Key::read(jwk);
        if (key && is_symmetric(key->algorithm()))
            key = Error{Errc::invalid_key, "a symmetric key in a published set"};
        if (key) {
            keys.push_back(*std::move(key));
        } else if (!first) {
            first = key.error();
        }
    });
    if (keys.empty()) return first.value_or(Error{Errc::invalid_key, "the set has no key"});
    return KeySet{std::move(keys)};
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
