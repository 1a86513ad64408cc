// How often something may be tried, by anybody who has the same key, and what is said to whoever
// tries it more often.
#pragma once

#include <cardea/accounts/rate_table.hpp>
#include <cardea/base/clock.hpp>
#include <cardea/base/result.hpp>

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace cardea::accounts {

/// Threads: any.
class Throttle {
public:
    /// `name` is what clients are told the policy is called. Without a rate nothing is refused.
    Throttle(std::string name, std::optional<Rate> rate, const Clock& clock);

    /// Counts an attempt.
    /// Errors: `Errc::throttled`, which says when another may succeed; that one is not counted.
    [[nodiscard]] Result<> attempt(std::string_view key);
    /// Takes back an attempt that did no harm. What is no longer known is left alone.
    void forgive(std::string_view key);

private:
    std::string name_;
    const Clock* clock_;
    std::mutex mutex_;
    std::optional<RateTable> table_;
};

/// `Errc::throttled` with the fields that belong to it: whoever keeps to the policy `name` may come
/// back in `wait`, rounded up to seconds.
/// Spec: draft-ietf-httpapi-ratelimit-headers-10 sections 3 and 4.
[[nodiscard]] Error too_many_attempts(std::string_view name, const Rate& rate,
                                      std::chrono::microseconds wait);

}  // namespace cardea::accounts
