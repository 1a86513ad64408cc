// The algorithms that sign a token. There is no `none`.
// Spec: RFC 7518 section 3.1; RFC 8037 section 3.1.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace cardea::jose {

enum class Algorithm : std::uint8_t {
    hs256,
    hs384,
    hs512,
    rs256,
    rs384,
    rs512,
    ps256,
    ps384,
    ps512,
    es256,
    es384,
    es512,
    eddsa,  ///< Ed25519 or Ed448, as the key is.
};
inline constexpr std::uint8_t algorithm_count = 13;

/// The name in a header's `alg`: `ES256`.
[[nodiscard]] std::string_view name_of(Algorithm algorithm);

/// The algorithm of exactly this name; names are case-sensitive.
[[nodiscard]] std::optional<Algorithm> algorithm_from(std::string_view name);

/// Whether whoever verifies could sign too.
[[nodiscard]] constexpr bool is_symmetric(Algorithm algorithm) {
    return algorithm <= Algorithm::hs512;
}

/// Some of the algorithms. A value: copy it freely.
class AlgorithmSet {
public:
    constexpr AlgorithmSet() = default;
    constexpr AlgorithmSet(std::initializer_list<Algorithm> algorithms) {
        for (const auto algorithm : algorithms) insert(algorithm);
    }
    /// Of one alone.
    constexpr AlgorithmSet(Algorithm algorithm) { insert(algorithm); }

    /// Adds one; that it has one already changes nothing.
    constexpr void insert(Algorithm algorithm) {
        bits_ = static_cast<std::uint16_t>(bits_ | bit(algorithm));
    }
    /// Whether it has this one.
    [[nodiscard]] constexpr bool contains(Algorithm algorithm) const {
        return (bits_ & bit(algorithm)) != 0;
    }
    [[nodiscard]] constexpr bool is_empty() const { return bits_ == 0; }
    /// Whether it has exactly one.
    [[nodiscard]] constexpr bool is_single() const {
        return bits_ != 0 && (bits_ & (bits_ - 1)) == 0;
    }
    /// The first in the enumeration's order. Not to be asked of the empty set.
    [[nodiscard]] constexpr Algorithm first() const {
        std::uint8_t at = 0;
        while (at + 1 < algorithm_count && !contains(Algorithm{at})) ++at;
        return Algorithm{at};
    }

    constexpr bool operator==(const AlgorithmSet&) const = default;

private:
    static constexpr std::uint16_t bit(Algorithm algorithm) {
        return static_cast<std::uint16_t>(1U << static_cast<unsigned>(algorithm));
    }

    std::uint16_t bits_ = 0;
};

/// All of them.
inline constexpr AlgorithmSet every_algorithm = [] {
    AlgorithmSet all;
    for (std::uint8_t at = 0; at < algorithm_count; ++at) all.insert(Algorithm{at});
    return all;
}();

}  // namespace cardea::jose
