// Time as Cardea uses it: whole seconds since the epoch, told by a clock that is a parameter, so
// that a test can move it. (libstdc++'s system_clock overflows on the far dates that a token may
// name; seconds in 64 bits do not.)
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace cardea {

using TimePoint =
    std::chrono::time_point<std::chrono::system_clock, std::chrono::duration<std::int64_t>>;

/// Tells the time. Threads: all members may be called from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    /// The present second, rounded down.
    [[nodiscard]] virtual TimePoint now() const = 0;
};

/// The machine's clock; lives for the whole program.
const Clock& system_clock();

/// A clock that stands still until it is moved.
class ManualClock final : public Clock {
public:
    explicit ManualClock(TimePoint start) : seconds_{start.time_since_epoch().count()} {}
    [[nodiscard]] TimePoint now() const override {
        return TimePoint{std::chrono::duration<std::int64_t>{seconds_.load()}};
    }
    /// Threads: any.
    void advance(std::chrono::seconds by) { seconds_ += by.count(); }

private:
    std::atomic<std::int64_t> seconds_;
};

}  // namespace cardea
