#include <cardea/remote/backoff.hpp>

#include <cardea/crypto/random.hpp>

namespace cardea::remote {

std::chrono::milliseconds backoff(std::chrono::milliseconds first, std::chrono::milliseconds max,
                                  unsigned failures) {
    auto longest = first;
    for (unsigned i = 1; i < failures && longest < max; ++i) longest *= 2;
    if (longest > max) longest = max;
    const auto random = crypto::random_bytes<2>();
    return longest - longest / 2 * (random[0] * 256 + random[1]) / 65536;
}

}  // namespace cardea::remote
