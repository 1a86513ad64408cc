// A table of fingerprints that one thread at a time writes and any number read, without a lock. For
// this room alone.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/revocation/pages.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace cardea::revocation {

/// Stands for an id of some kind.
using Fingerprint = std::uint64_t;
inline constexpr Fingerprint no_fingerprint = 0;

/// The second since the epoch from which on an entry is of no use. The largest: it stays for ever.
using Until = std::uint32_t;
/// Instead of a second: the id is not revoked any more, whatever older tables say.
inline constexpr Until taken_back = 0;

/// As near as an `Until` comes, and never `taken_back`.
[[nodiscard]] constexpr Until until_of(TimePoint time) {
    constexpr std::int64_t last = std::numeric_limits<Until>::max();
    return static_cast<Until>(std::clamp<std::int64_t>(time.time_since_epoch().count(), 1, last));
}

struct Entry {
    Fingerprint fingerprint;
    Until until;
};

/// Open addressing with linear probing, over buckets of a cache line. Nothing in it moves, and
/// nothing goes but with the table. Homes ascend with fingerprints, so that entries lie in their
/// order but for short stretches, and tables are merged by reading straight through them.
///
/// In front is a Bloom filter that keeps all bits of an entry in one word, 12 bits an entry: of a
/// hundred questions about what is not there, one goes on to the buckets.
///
/// Threads: those that read, any at any time; those that write, one at a time.
class alignas(64) Table {
public:
    /// Has room for so many entries, 1 at least. `born` is the present second.
    /// Throws `std::bad_alloc`.
    Table(std::size_t entries_max, Until born);

    /// Whether the filter lets it through: no, if there is nothing to find.
    [[nodiscard]] bool may_have(Fingerprint fingerprint) const noexcept {
        const auto bits = filter_bits(fingerprint);
        const std::atomic_ref word{filter_[scaled(fingerprint, words_)]};
        return (word.load(std::memory_order_relaxed) & bits) == bits;
    }

    enum class Says : std::uint8_t { nothing, revoked, not_revoked };
    [[nodiscard]] Says find(Fingerprint fingerprint) const noexcept;

    /// The next that a reader asks; null for the last.
    [[nodiscard]] const Table* older() const noexcept { return older_.load(); }
    void set_older(const Table* older) noexcept { older_.store(older); }

    /// Writes an entry, or over the one of this fingerprint: the later `until` stays, but for
    /// `taken_back`, which is written in any case, and over which any is. False: there is no room.
    [[nodiscard]] bool put(Entry entry) noexcept;

    // From here on: for those that may write.

    [[nodiscard]] std::size_t entries_max() const { return entries_max_; }
    [[nodiscard]] std::size_t entries() const { return entries_; }
    /// Entries that are not taken back.
    [[nodiscard]] std::size_t revocations() const { return revocations_; }
    [[nodiscard]] std::size_t bytes() const { return sizeof *this + pages_.bytes(); }
    /// Whether it would be worth the work to take out what has expired: all has, or some has and
    /// the table is old.
    [[nodiscard]] bool is_stale(Until now) const;

    [[nodiscard]] std::size_t buckets() const { return buckets_count_; }
    /// Appends the entries of a bucket; false if it is not full. Up to such a bucket all have
    /// smaller fingerprints than those of later buckets.
    bool read(std::size_t bucket, std::vector<Entry>& entries) const;

private:
    static constexpr std::size_t slots = 8;
    using Bucket = std::array<Fingerprint, slots>;  // a cache line, filled from the front
    using Untils = std::array<Until, slots>;        // of a bucket's entries

    /// The fingerprint's place among so many, ascending.
    [[nodiscard]] static std::size_t scaled(Fingerprint fingerprint, std::size_t places) {
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::size_t>(static_cast<Wide>(fingerprint) * places >> 64U);
    }

    /// The bits of an entry in its word: four, told by others than those that tell the word.
    [[nodiscard]] static std::uint64_t filter_bits(Fingerprint fingerprint) {
        std::uint64_t bits = 0;
        for (unsigned shift = 0; shift < 24; shift += 6)
            bits |= std::uint64_t{1} << (fingerprint >> shift & 63U);
        return bits;
    }

    void write_until(Until& until, Until wanted) noexcept;

    // What readers read, in one cache line.
    std::uint64_t* filter_;
    std::size_t words_;
    Bucket* buckets_;
    std::size_t homes_;
    std::size_t buckets_count_;  // and some after the last home
    std::atomic<bool> has_taken_back_{false};
    std::atomic<const Table*> older_{nullptr};

    alignas(64) Pages pages_;
    Untils* untils_;
    std::size_t entries_max_;
    std::size_t entries_ = 0;
    std::size_t revocations_ = 0;
    Until born_;
    Until first_until_ = std::numeric_limits<Until>::max();
    Until last_until_ = 0;
};

}  // namespace cardea::revocation
