#include <cardea/crypto/sodium_start.hpp>

#include <sodium.h>

#include <stdexcept>

namespace cardea::crypto {

void start_sodium() {
    static const bool is_started = sodium_init() >= 0;
    if (!is_started)
        throw std::runtime_error{"libsodium cannot start: the system gives no random bytes"};
}

}  // namespace cardea::crypto
