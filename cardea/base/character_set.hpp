// A set of bytes that is asked for each byte of what a stranger sends: one look into a table.
#pragma once

#include <array>
#include <string_view>

namespace cardea {

/// Made at compile time of ranges and single characters: `CharacterSet{"azAZ09", "-._~"}`.
class CharacterSet {
public:
    /// `ranges` is pairs, first and last of each; `singles` is what it says.
    consteval CharacterSet(std::string_view ranges, std::string_view singles) {
        for (std::size_t at = 0; at + 1 < ranges.size(); at += 2) {
            for (auto code = byte(ranges[at]); code <= byte(ranges[at + 1]); ++code)
                has_[code] = true;
        }
        for (const char character : singles) has_[byte(character)] = true;
    }

    /// Whether this byte is in the set.
    [[nodiscard]] constexpr bool has(char character) const { return has_[byte(character)]; }

private:
    static constexpr std::size_t byte(char character) {
        return static_cast<unsigned char>(character);
    }

    std::array<bool, 256> has_{};
};

}  // namespace cardea
