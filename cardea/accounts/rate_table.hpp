// So many times in a period, by whoever has the same key, in memory that does not grow. The generic
// cell rate algorithm: one instant a key says it all.
#pragma once

#include <cardea/base/clock.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::accounts {

/// `limit` times in `period`.
struct Rate {
    std::uint32_t limit = 10;
    std::chrono::seconds period{60};
};

/// Of bounded memory: where strangers' keys crowd it, the one that is free again soonest gives way.
/// Which keys share a place is decided by a secret of this process.
/// Threads: one at a time, but for `key_of`.
class RateTable {
public:
    enum class Key : std::uint64_t {};

    explicit RateTable(Rate rate);

    [[nodiscard]] const Rate& rate() const { return rate_; }
    /// What stands for `text` in this table.
    [[nodiscard]] Key key_of(std::string_view text) const;

    /// How long until the rate has room for one more; zero or less where it has.
    [[nodiscard]] std::chrono::microseconds wait(Key key, TimePoint now) const;
    /// Counts one more, for which there must be room.
    void count(Key key, TimePoint now);
    /// Takes one back. What is no longer known is left alone.
    void forgive(Key key);

private:
    struct Entry {
        Key key{};
        std::int64_t full_until = 0;  // µs: by then all that was counted is forgotten
    };

    /// The key's entry, or the one of its places that would give way to it.
    [[nodiscard]] std::size_t place_of(Key key) const;
    /// When all will be forgotten, counting one more.
    [[nodiscard]] std::int64_t next(Key key, std::int64_t now) const;

    Rate rate_;
    std::int64_t cost_;  // µs
    std::string secret_;
    std::vector<Entry> entries_;
};

}  // namespace cardea::accounts
