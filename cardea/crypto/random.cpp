#include <cardea/crypto/random.hpp>

#include <cardea/crypto/sodium_start.hpp>

#include <sodium.h>

namespace cardea::crypto {

void fill_random(std::span<std::uint8_t> bytes) {
    start_sodium();
    randombytes_buf(bytes.data(), bytes.size());
}

}  // namespace cardea::crypto
