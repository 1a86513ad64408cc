#include <cardea/schema/write_json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace cardea::schema {
namespace {

/// What stands after the backslash; 'u' for what needs four digits, 0 for what needs no escape.
constexpr auto escapes = [] {
    std::array<char, 256> table{};
    std::fill_n(table.begin(), 0x20, 'u');
    table['\b'] = 'b';
    table['\f'] = 'f';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    table['"'] = '"';
    table['\\'] = '\\';
    return table;
}();

}  // namespace

void write_json_string(std::string_view text, std::string& out) {
    out += '"';
    std::size_t written = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<std::uint8_t>(text[at]);
        const char escape = escapes[byte];
        if (escape == 0) continue;
        out.append(text, written, at - written);
        written = at + 1;
        out += '\\';
        out += escape;
        if (escape == 'u') {
            out += "00";
            out += static_cast<char>('0' + (byte >> 4U));
            out += "0123456789abcdef"[byte & 15U];
        }
    }
    out.append(text, written);
    out += '"';
}

void write_json_double(double number, std::string& out) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    char digits[32];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace cardea::schema
