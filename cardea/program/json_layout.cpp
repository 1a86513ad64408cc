#include <cardea/program/json_layout.hpp>

#include <cardea/schema/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace cardea::program {
namespace {

constexpr std::string_view white_space = " \t\r\n";

/// The first character of well-formed UTF-8.
std::string_view first_of(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    return text.substr(0, lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
}

std::uint32_t code_of(std::string_view character) {
    const auto lead = static_cast<unsigned char>(character.front());
    if (character.size() == 1) return lead;
    std::uint32_t code = lead & (0x7fU >> character.size());
    for (const char next : character.substr(1))
        code = code << 6U | (static_cast<unsigned char>(next) & 0x3fU);
    return code;
}

/// Appends `text`, with JSON's escape in the place of each character that is not to be seen.
void append_visible(std::string_view text, std::string& out) {
    while (!text.empty()) {
        const auto character = first_of(text);
        text.remove_prefix(character.size());
        const bool is_plain = character >= " " && character <= "~";  // most are
        if (is_plain || schema::visible(character) == character) {
            out += character;
            continue;
        }
        const auto code = code_of(character);
        if (code < 0x10000) {
            out += fmt::format("\\u{:04x}", code);
        } else {  // RFC 8259 section 7: as two surrogates
            out += fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + ((code - 0x10000) >> 10U),
                               0xdc00 + ((code - 0x10000) & 0x3ffU));
        }
    }
}

/// Takes one piece off the front of well-formed JSON: a string, another scalar, or a sign.
std::string_view take_piece(std::string_view& json) {
    constexpr std::string_view signs = "{}[]:,";
    std::size_t size = 1;
    if (json.front() == '"') {
        while (json[size] != '"') size += json[size] == '\\' ? 2 : 1;
        ++size;
    } else if (signs.find(json.front()) == std::string_view::npos) {
        size = std::min(json.find_first_of("{}[]:,\" \t\r\n"), json.size());
    }
    const auto piece = json.substr(0, size);
    json.remove_prefix(size);
    json.remove_prefix(std::min(json.find_first_not_of(white_space), json.size()));
    return piece;
}

template <class F>
void for_each_piece(std::string_view json, F f) {
    json.remove_prefix(std::min(json.find_first_not_of(white_space), json.size()));
    while (!json.empty()) {
        const auto piece = take_piece(json);
        f(piece, json.substr(0, 1));
    }
}

}  // namespace

std::string on_one_line(std::string_view json) {
    std::string line;
    if (json.find_first_of("\t\r\n") == std::string_view::npos) {
        append_visible(json, line);
    } else {
        for_each_piece(json, [&](std::string_view piece, std::string_view /*next*/) {
            append_visible(piece, line);
        });
    }
    return line;
}

std::string indented(std::string_view json) {
    std::string text;
    std::size_t depth = 0;
    const auto break_line = [&] { text.append("\n").append(2 * depth, ' '); };
    for_each_piece(json, [&](std::string_view piece, std::string_view next) {
        const char sign = piece.front();
        const bool opens = sign == '{' || sign == '[';
        const bool closes = sign == '}' || sign == ']';
        const bool is_empty = closes && (text.back() == '{' || text.back() == '[');
        if (closes) {
            --depth;
            if (!is_empty) break_line();
        }
        append_visible(piece, text);
        if (opens) {
            ++depth;
            if (next != "}" && next != "]") break_line();
        } else if (sign == ',') {
            break_line();
        } else if (sign == ':') {
            text += ' ';
        }
    });
    return text;
}

}  // namespace cardea::program
