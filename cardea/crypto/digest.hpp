// SHA-2 (FIPS 180-4).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace cardea::crypto {

enum class Hash : std::uint8_t { sha256, sha384, sha512 };

/// How many bytes a hash has: 32, 48 or 64.
[[nodiscard]] constexpr std::size_t size_of(Hash hash) {
    return hash == Hash::sha256 ? 32 : hash == Hash::sha384 ? 48 : 64;
}

/// What any of them, or a code under a key, comes out as. Read as a span: `size` bytes.
struct Digest {
    std::array<std::uint8_t, 64> bytes;
    std::size_t size;

    [[nodiscard]] const std::uint8_t* data() const { return bytes.data(); }
    operator std::span<const std::uint8_t>() const { return {bytes.data(), size}; }
};

/// The hash of these bytes.
[[nodiscard]] Digest digest(Hash hash, std::string_view message);

/// A SHA-256.
using Sha256 = std::array<std::uint8_t, 32>;

/// The SHA-256 of these bytes (FIPS 180-4).
[[nodiscard]] Sha256 sha256(std::span<const std::uint8_t> message);
[[nodiscard]] Sha256 sha256(std::string_view message);

}  // namespace cardea::crypto
