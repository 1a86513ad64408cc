#include <cardea/jose/algorithm.hpp>

#include <algorithm>
#include <array>

namespace cardea::jose {
namespace {

constexpr std::array<std::string_view, algorithm_count> algorithm_names{
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256",
    "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"};

}  // namespace

std::string_view name_of(Algorithm algorithm) {
    return algorithm_names.at(static_cast<std::size_t>(algorithm));
}

std::optional<Algorithm> algorithm_from(std::string_view name) {
    const auto found = std::find(algorithm_names.begin(), algorithm_names.end(), name);
    if (found == algorithm_names.end()) return std::nullopt;
    return Algorithm{static_cast<std::uint8_t>(found - algorithm_names.begin())};
}

}  // namespace cardea::jose
