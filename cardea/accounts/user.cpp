#include <cardea/accounts/user.hpp>

#include <cardea/crypto/random.hpp>

#include <chrono>

namespace cardea::accounts {

Uuid make_id() {
    const auto now = std::chrono::system_clock::now();
    return Uuid::v7(std::chrono::floor<std::chrono::milliseconds>(now), crypto::random_bytes<10>());
}

}  // namespace cardea::accounts
