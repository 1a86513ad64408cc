// How often something may be tried: so many times in a period, by anybody who has the same key.
// The generic cell rate algorithm: one instant a key says it all.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/base/result.hpp>

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
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
/// Threads: any.
class Throttle {
public:
    /// `name` is what clients are told the policy is called. Without a rate nothing is refused.
    Throttle(std::string name, std::optional<Rate> rate, const Clock& clock);

    /// Counts an attempt.
    /// Errors: `Errc::throttled`, which says when another may succeed; that one is not counted.
    [[nodiscard]] Result<> attempt(std::string_view key);
    /// Takes back an attempt that did no harm, such as one with the right password. What is no
    /// longer known is left alone.
    void forgive(std::string_view key);

private:
    struct Entry {
        std::uint64_t key = 0;
        std::int64_t full_until = 0;  // µs: by then all attempts are forgotten
    };

    /// The key's entry, or the one of its places that would give way to it.
    Entry& place_of(std::uint64_t key);
    [[nodiscard]] std::uint64_t number_of(std::string_view key) const;
    [[nodiscard]] std::int64_t now() const;
    [[nodiscard]] Error refusal(std::int64_t wait) const;

    std::string name_;
    std::optional<Rate> rate_;
    const Clock* clock_;
    std::string secret_;
    std::mutex mutex_;
    std::vector<Entry> entries_;
};

}  // namespace cardea::accounts
