// Randomness that no one can guess, from the system's own source.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cardea::crypto {

/// Threads: any.
void fill_random(std::span<std::uint8_t> bytes);

/// A new array full of them.
template <std::size_t size>
[[nodiscard]] std::array<std::uint8_t, size> random_bytes() {
    std::array<std::uint8_t, size> bytes;
    fill_random(bytes);
    return bytes;
}

}  // namespace cardea::crypto
