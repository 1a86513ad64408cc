#include <cardea/crypto/constant_time.hpp>

#include <openssl/crypto.h>

namespace cardea::crypto {

bool equal(std::span<const std::uint8_t> one, std::span<const std::uint8_t> other) {
    if (one.size() != other.size()) return false;
    // By blocks, since OpenSSL compares 16 bytes at once and any other number byte by byte.
    constexpr std::size_t block_bytes = 16;
    int difference = 0;
    std::size_t at = 0;
    for (; at + block_bytes <= one.size(); at += block_bytes)
        difference |= CRYPTO_memcmp(one.data() + at, other.data() + at, block_bytes);
    if (at < one.size())
        difference |= CRYPTO_memcmp(one.data() + at, other.data() + at, one.size() - at);
    return difference == 0;
}

bool equal(std::string_view one, std::string_view other) {
    return equal(bytes_of(one), bytes_of(other));
}

}  // namespace cardea::crypto
