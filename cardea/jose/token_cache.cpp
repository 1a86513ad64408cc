#include <cardea/jose/token_cache.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace cardea::jose {

std::uint64_t TokenCache::tag_of(std::string_view token) {
    std::uint64_t tag = 0;
    std::memcpy(&tag, token.data() + token.size() - sizeof tag, sizeof tag);
    return tag;
}

std::size_t TokenCache::home_of(std::uint64_t tag) const {
    constexpr std::uint64_t golden_ratio = 0x9e3779b97f4a7c15;  // Fibonacci hashing
    return static_cast<std::size_t>((tag * golden_ratio) >> shift_);
}

/// The slot of the token, or the empty one where the search for it ended.
std::size_t TokenCache::place_of(std::string_view token) const {
    const auto tag = tag_of(token);
    auto at = home_of(tag);
    while (slots_[at].record != nullptr &&
           (slots_[at].tag != tag || slots_[at].record->token != token)) {
        at = after(at);
    }
    return at;
}

const ClaimsRecord* TokenCache::find(std::string_view token) {
    if (slots_.empty() || !would_keep(token)) return nullptr;
    const auto at = place_of(token);
    const auto* const record = slots_[at].record;
    if (record != nullptr && is_used_[at] == 0) is_used_[at] = 1;
    return record;
}

void TokenCache::keep(const ClaimsRecord& record) {
    if (slots_.empty()) {
        slots_.resize(std::bit_ceil(std::max<std::size_t>(tokens_max_, 2) * 2));
        is_used_.resize(slots_.size());
        shift_ = 64U - static_cast<unsigned>(std::countr_zero(slots_.size()));
    }
    if (tokens_ == tokens_max_) make_room();
    const auto at = place_of(record.token);
    record.hold();
    slots_[at] = {tag_of(record.token), &record};
    is_used_[at] = 0;
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
    is_used_.clear();
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
        is_used_[gap] = is_used_[at];
        gap = at;
    }
    slots_[gap] = {};
    is_used_[gap] = 0;
}

void TokenCache::make_room() {
    for (;; hand_ = after(hand_)) {
        if (slots_[hand_].record == nullptr) continue;
        if (is_used_[hand_] == 0) return remove(hand_);
        is_used_[hand_] = 0;
    }
}

}  // namespace cardea::jose
