#include <cardea/jose/live_key_set.hpp>

#include <utility>

namespace cardea::jose {

LiveKeySet::LiveKeySet(KeySet keys, UnknownKid on_unknown_kid)
    : keys_{std::make_shared<const KeySet>(std::move(keys))},
      on_unknown_kid_{std::move(on_unknown_kid)} {}

void LiveKeySet::replace(KeySet keys) {
    auto next = std::make_shared<const KeySet>(std::move(keys));
    const std::lock_guard lock{mutex_};
    keys_.swap(next);
    generation_.fetch_add(1, std::memory_order_release);
}

std::shared_ptr<const KeySet> LiveKeySet::keys() const {
    const std::lock_guard lock{mutex_};
    return keys_;
}

void LiveKeySet::miss(std::string_view kid) const {
    if (on_unknown_kid_) on_unknown_kid_(kid);
}

}  // namespace cardea::jose
