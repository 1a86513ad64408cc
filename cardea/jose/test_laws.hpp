// What the fuzzers of keys hold: for them alone.
#pragma once

#include <cstdlib>
#include <string_view>

namespace cardea::jose {

/// Ends the program where a law does not hold, which is how libFuzzer hears of it.
inline void hold(bool law) {
    if (!law) std::abort();
}

/// Whether a character is a digit of base64 or of base64url.
inline bool is_base64_digit(char character) {
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z') ||
           (character >= '0' && character <= '9') ||
           std::string_view{"+/-_"}.find(character) != std::string_view::npos;
}

/// Whether `detail`, which says why a key was refused, has twelve such digits in a row that stand
/// in the key's `text` too. No word of our own sentences is as long.
inline bool tells_of(std::string_view detail, std::string_view text) {
    constexpr std::size_t run_length = 12;
    std::size_t run = 0;
    for (std::size_t at = 0; at < detail.size(); ++at) {
        run = is_base64_digit(detail[at]) ? run + 1 : 0;
        if (run < run_length) continue;
        const auto digits = detail.substr(at + 1 - run_length, run_length);
        if (text.find(digits) != std::string_view::npos) return true;
    }
    return false;
}

}  // namespace cardea::jose
