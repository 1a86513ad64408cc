#include <cardea/jose/algorithm.hpp>

namespace cardea::jose {

std::string_view name_of(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::es256: return "ES256";
        case Algorithm::hs256: return "HS256";
    }
    return {};
}

std::optional<Algorithm> algorithm_from(std::string_view name) {
    for (const auto algorithm : {Algorithm::es256, Algorithm::hs256}) {
        if (name == name_of(algorithm)) return algorithm;
    }
    return std::nullopt;
}

}  // namespace cardea::jose
