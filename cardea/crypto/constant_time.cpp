#include <cardea/crypto/constant_time.hpp>

#include <openssl/crypto.h>

namespace cardea::crypto {

bool equal(std::span<const std::uint8_t> one, std::span<const std::uint8_t> other) {
    return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

bool equal(std::string_view one, std::string_view other) {
    return equal(bytes_of(one), bytes_of(other));
}

}  // namespace cardea::crypto
