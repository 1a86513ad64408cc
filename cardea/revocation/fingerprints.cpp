#include <cardea/revocation/fingerprints.hpp>

#include <cardea/crypto/random.hpp>

namespace cardea::revocation {

Fingerprints::Fingerprints() {
    static_assert(std::tuple_size_v<Key> >= XXH3_SECRET_SIZE_MIN);
    for (auto& secret : secrets_) crypto::fill_random(secret);
}

}  // namespace cardea::revocation
