#include <cardea/jose/token_cache.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace cardea::jose {

std::uint32_t TokenCache::tag_of(std::string_view token) {
    constexpr std::uint64_t golden_ratio = 0x9e3779b97f4a7c15;  // Fibonacci hashing
    std::uint64_t end = 0;
    std::memcpy(&end, token.data() + token.size() - sizeof end, sizeof end);
    return static_cast<std::uint32_t>((end * golden_ratio) >> 32U);
}

std::size_t TokenCache::home_of(std::uint32_t tag) const { return tag >> shift_; }

/// The slot of the token, or the empty one where the search for it ended.
std::size_t TokenCache::place_of(std::string_view token) const {
    const auto tag = tag_of(token);
    auto at = home_of(tag);
    for (; slots_[at].record != nullptr; at = after(at)) {
        if (slots_[at].tag != tag) continue;
        ClaimsRecord::prefetch(slots_[at].record, token.size());
        if (slots_[at].record->token == token) break;
    }
    return at;
}

const ClaimsRecord* TokenCache::find(std::string_view token) {
    if (slots_.empty() || !would_keep(token)) return nullptr;
    auto& slot = slots_[place_of(token)];
    if (slot.record != nullptr && !slot.was_used) slot.was_used = true;
    return slot.record;
}

void TokenCache::keep(const ClaimsRecord& record) {
    if (slots_.empty()) {
        slots_.resize(std::bit_ceil(std::max<std::size_t>(tokens_max_, 2) * 2));
        shift_ = 32U - static_cast<unsigned>(std::countr_zero(slots_.size()));
    }
    if (tokens_ == tokens_max_) make_room();
    const auto at = place_of(record.token);
    record.hold();
    slots_[at] = {tag_of(record.token), false, &record};
    ++tokens_;
}

void TokenCache::forget(std::string_view token) {
    if (slots_.empty() || !would_keep(token)) return;
    if (const auto at = place_of(token); slots_[at].record != nullptr) remove(at);
}

void TokenCache::clear() {
    for (const auto& slot : slots_) {
        if (slot.record != nullptr) slot.record->drop();
    }
    slots_.clear();
    tokens_ = 0;
    hand_ = 0;
}

/// Whoever stands behind the gap and would be searched for through it moves up.
void TokenCache::remove(std::size_t gap) {
    slots_[gap].record->drop();
    --tokens_;
    const auto mask = slots_.size() - 1;
    for (auto at = after(gap); slots_[at].record != nullptr; at = after(at)) {
        const auto from_home = (at - home_of(slots_[at].tag)) & mask;
        const auto from_gap = (at - gap) & mask;
        if (from_home < from_gap) continue;
        slots_[gap] = slots_[at];
        gap = at;
    }
    slots_[gap] = {};
}

void TokenCache::make_room() {
    for (;; hand_ = after(hand_)) {
        if (slots_[hand_].record == nullptr) continue;
        if (!slots_[hand_].was_used) return remove(hand_);
        slots_[hand_].was_used = false;
    }
}

}  // namespace cardea::jose
