#include <cardea/revocation/table.hpp>

#include <bit>

namespace cardea::revocation {
namespace {

constexpr std::size_t filter_bits_an_entry = 12;
constexpr std::size_t word_bits = 64;
constexpr std::size_t buckets_after_last_home = 16;
constexpr Until old_age = 60;

constexpr std::size_t words_for(std::size_t entries) {
    return entries * filter_bits_an_entry / word_bits + 1;
}

/// Three quarters of the slots are used.
constexpr std::size_t homes_for(std::size_t entries, std::size_t slots) {
    return entries * 4 / (slots * 3) + 1;
}

constexpr std::size_t whole_lines(std::size_t bytes) { return (bytes + 63) / 64 * 64; }

template <class T>
T load(T& value, std::memory_order order = std::memory_order_relaxed) noexcept {
    return std::atomic_ref{value}.load(order);
}

template <class T>
void store(T& value, T wanted, std::memory_order order = std::memory_order_relaxed) noexcept {
    std::atomic_ref{value}.store(wanted, order);
}

}  // namespace

// Filter and buckets are integers in zeroed memory, as `calloc` would give them: they are there
// without being made.
Table::Table(std::size_t entries_max, Until born)
    : words_{words_for(entries_max)},
      homes_{homes_for(entries_max, slots)},
      buckets_count_{homes_ + buckets_after_last_home},
      pages_{whole_lines(words_ * sizeof *filter_) +
             buckets_count_ * (sizeof *buckets_ + sizeof *untils_)},
      entries_max_{entries_max},
      born_{born} {
    auto* begin = static_cast<std::byte*>(pages_.begin());
    filter_ = reinterpret_cast<std::uint64_t*>(begin);
    buckets_ = reinterpret_cast<Bucket*>(begin + whole_lines(words_ * sizeof *filter_));
    untils_ = reinterpret_cast<Untils*>(buckets_ + buckets_count_);
}

// Which slot it is in is not left to branches, which the processor would guess wrong; and as a rule
// the memory of `untils_` is not touched.
Table::Says Table::find(Fingerprint fingerprint) const noexcept {
    for (auto at = scaled(fingerprint, homes_); at != buckets_count_; ++at) {
        unsigned found = 0;
        Fingerprint last = no_fingerprint;
        for (std::size_t slot = 0; slot < slots; ++slot) {
            last = load(buckets_[at][slot], std::memory_order_acquire);
            found |= (last == fingerprint ? 1U : 0U) << slot;
        }
        if (found != 0) {
            if (!has_taken_back_.load(std::memory_order_relaxed)) return Says::revoked;
            const auto slot = static_cast<std::size_t>(std::countr_zero(found));
            return load(untils_[at][slot]) == taken_back ? Says::not_revoked : Says::revoked;
        }
        if (last == no_fingerprint) break;
    }
    return Says::nothing;
}

// What makes an entry visible is the release of its fingerprint. A reader to which the call that
// put it is in the past sees all else of it too: an atomic never goes back to older values.
bool Table::put(Entry entry) noexcept {
    const auto [fingerprint, until] = entry;
    for (auto at = scaled(fingerprint, homes_); at != buckets_count_; ++at) {
        for (std::size_t slot = 0; slot < slots; ++slot) {
            const auto found = load(buckets_[at][slot]);
            if (found != no_fingerprint && found != fingerprint) continue;
            if (found == no_fingerprint) {
                if (entries_ == entries_max_) return false;
                ++entries_;
            }
            write_until(untils_[at][slot], until);
            auto& word = filter_[scaled(fingerprint, words_)];
            store(word, load(word) | filter_bits(fingerprint));
            store(buckets_[at][slot], fingerprint, std::memory_order_release);
            return true;
        }
    }
    return false;
}

void Table::write_until(Until& until, Until wanted) noexcept {
    const auto before = load(until);
    if (wanted == taken_back) {
        if (before != taken_back) --revocations_;
        has_taken_back_.store(true, std::memory_order_relaxed);
        store(until, taken_back);
        return;
    }
    if (before == taken_back) ++revocations_;
    store(until, std::max(before, wanted));
    first_until_ = std::min(first_until_, wanted);
    last_until_ = std::max(last_until_, wanted);
}

bool Table::is_stale(Until now) const {
    if (entries_ == 0) return true;
    if (last_until_ != 0 && last_until_ <= now) return true;
    return first_until_ <= now && now >= born_ && now - born_ >= old_age;
}

bool Table::read(std::size_t bucket, std::vector<Entry>& entries) const {
    for (std::size_t slot = 0; slot < slots; ++slot) {
        const auto fingerprint = load(buckets_[bucket][slot]);
        if (fingerprint == no_fingerprint) return false;
        entries.push_back({fingerprint, load(untils_[bucket][slot])});
    }
    return true;
}

}  // namespace cardea::revocation
