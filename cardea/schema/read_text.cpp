#include <cardea/schema/read_text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cardea::schema {
namespace {

/// Whether `text` is `word`, which is in small ASCII letters, in whatever case.
bool is_same_word(std::string_view word, std::string_view text) {
    return std::equal(word.begin(), word.end(), text.begin(), text.end(), [](char one, char other) {
        return one == other || (other >= 'A' && other <= 'Z' && one == other - 'A' + 'a');
    });
}

}  // namespace

Reading<std::int64_t> whole_of_text(std::string_view text, std::int64_t min, std::int64_t max) {
    std::int64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc::invalid_argument || stopped != end || text.empty()) {
        return Flaw{"int_parsing",
                    "Input should be a valid integer, unable to parse string as an integer"};
    }
    if (error != std::errc{} || number < min || number > max) {
        return Flaw{"int_parsing_size", "Input should be an integer from " + std::to_string(min) +
                                            " to " + std::to_string(max)};
    }
    return number;
}

Reading<bool> bool_of_text(std::string_view text) {
    constexpr std::array<std::string_view, 6> yes{"true", "1", "on", "yes", "t", "y"};
    constexpr std::array<std::string_view, 6> no{"false", "0", "off", "no", "f", "n"};
    const auto is_text = [text](std::string_view word) { return is_same_word(word, text); };
    if (std::any_of(yes.begin(), yes.end(), is_text)) return true;
    if (std::any_of(no.begin(), no.end(), is_text)) return false;
    return Flaw{"bool_parsing", "Input should be a valid boolean, unable to interpret input"};
}

Reading<double> number_of_text(std::string_view text) {
    double number = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end || !std::isfinite(number)) {
        return Flaw{"float_parsing",
                    "Input should be a valid number, unable to parse string as a number"};
    }
    return number;
}

Flaw flaw_of_encoding() { return {"string_unicode", "Input should be valid UTF-8"}; }

}  // namespace cardea::schema
