#include <cardea/schema/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace cardea::schema {
namespace {

std::string characters(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " character" : " characters");
}

/// Unicode's categories Cc, Cf, Zl, Zp and Zs, but for the space itself, as far as they are in use.
constexpr std::array<std::pair<char32_t, char32_t>, 17> invisible{{
    {0x0000, 0x001f},
    {0x007f, 0x00a0},
    {0x00ad, 0x00ad},
    {0x0600, 0x0605},
    {0x061c, 0x061c},
    {0x06dd, 0x06dd},
    {0x070f, 0x070f},
    {0x1680, 0x1680},
    {0x180e, 0x180e},
    {0x2000, 0x200f},
    {0x2028, 0x202f},
    {0x205f, 0x206f},
    {0x3000, 0x3000},
    {0xfeff, 0xfeff},
    {0xfff9, 0xfffb},
    {0x1d173, 0x1d17a},
    {0xe0000, 0xe007f},
}};

/// The first character of what is not empty, and its bytes; of what is no UTF-8 one byte.
std::pair<char32_t, std::size_t> first_character(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (size == 1 || text.size() < size) return {lead, 1};
    char32_t code = lead & (0x7fU >> size);
    for (std::size_t at = 1; at < size; ++at) {
        code = code << 6U | (static_cast<unsigned char>(text[at]) & 0x3fU);
    }
    return {code, size};
}

}  // namespace

std::string visible(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        const auto first = first_character(text);
        const bool is_hidden =
            std::any_of(invisible.begin(), invisible.end(), [&first](const auto& range) {
                return first.first >= range.first && first.first <= range.second;
            });
        plain += is_hidden ? std::string_view{"?"} : text.substr(0, first.second);
        text.remove_prefix(first.second);
    }
    return plain;
}

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
