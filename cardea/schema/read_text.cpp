#include <cardea/schema/read_text.hpp>

#include <charconv>
#include <cmath>

namespace cardea::schema {

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
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
    return Flaw{"bool_parsing", "Input should be a valid boolean: true or false"};
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

}  // namespace cardea::schema
