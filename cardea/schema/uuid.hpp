// Uuid: 128 bits, written in the canonical form; version 7 sorts by the time it was made.
#pragma once

#include <cardea/schema/reading.hpp>

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cardea {

/// Spec: RFC 9562. The default one is the nil UUID.
class Uuid {
public:
    Uuid() = default;
    /// Takes the 36-character form, in either case.
    static schema::Reading<Uuid> read(std::string_view text);
    static void describe(schema::Shape& shape) { shape.format = "uuid"; }
    /// Version 7: milliseconds since the epoch, then 74 bits out of `random`.
    static Uuid v7(std::chrono::sys_time<std::chrono::milliseconds> time,
                   std::span<const std::uint8_t, 10> random);

    /// Canonical: lower case, with hyphens.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

    auto operator<=>(const Uuid&) const = default;

private:
    std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace cardea
