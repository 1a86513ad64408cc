#include <cardea/schema/text.hpp>

#include <algorithm>

namespace cardea::schema {
namespace {

std::string characters(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " character" : " characters");
}

}  // namespace

std::size_t count_characters(std::string_view text) {
    // Every byte but a continuation byte starts a character.
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
}

Flaw check_length(std::string_view text, std::size_t min, std::size_t max) {
    const auto count = count_characters(text);
    if (count < min) return {"string_too_short", "String should have at least " + characters(min)};
    if (count > max) return {"string_too_long", "String should have at most " + characters(max)};
    if (text.find('\0') != std::string_view::npos)
        return {"value_error", "String should not contain a NUL character"};
    return {};
}

}  // namespace cardea::schema
