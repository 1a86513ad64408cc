// Timestamp: a second in UTC, written as RFC 3339 with `Z`.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/schema/reading.hpp>

#include <compare>
#include <string>
#include <string_view>

namespace cardea {

/// Spec: RFC 3339 section 5.6, UTC alone; years 0000 to 9999. The default one is the epoch.
class Timestamp {
public:
    Timestamp() = default;
    explicit Timestamp(TimePoint time) : time_{time} {}
    /// Takes `2026-11-23T08:30:00Z`; a fraction of a second is dropped.
    static schema::Reading<Timestamp> read(std::string_view text);
    static void describe(schema::Shape& shape) { shape.format = "date-time"; }

    [[nodiscard]] TimePoint time() const { return time_; }
    [[nodiscard]] std::string text() const;

    auto operator<=>(const Timestamp&) const = default;

private:
    TimePoint time_{};
};

}  // namespace cardea
