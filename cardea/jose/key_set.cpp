#include <cardea/jose/key_set.hpp>

#include <cardea/jose/errc.hpp>

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
