// Classes of characters, as the grammar of HTTP and URIs names them. ASCII, whatever the locale.
// Spec: RFC 9110 section 5.6.2; RFC 3986 section 2.
#pragma once

#include <string_view>

namespace cardea::net {

[[nodiscard]] constexpr bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

[[nodiscard]] constexpr bool is_letter(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

[[nodiscard]] constexpr bool is_hex(char character) {
    return is_digit(character) || (character >= 'a' && character <= 'f') ||
           (character >= 'A' && character <= 'F');
}

/// Of a method or a field's name.
[[nodiscard]] constexpr bool is_token_character(char character) {
    return is_digit(character) || is_letter(character) ||
           (character != '\0' &&
            std::string_view{"!#$%&'*+-.^_`|~"}.find(character) != std::string_view::npos);
}

/// Of a field's value: printable, a tab, or beyond ASCII.
[[nodiscard]] constexpr bool is_field_character(char character) {
    const auto code = static_cast<unsigned char>(character);
    return code == '\t' || (code >= 0x20 && code != 0x7f);
}

[[nodiscard]] constexpr bool is_host_character(char character) {
    return is_digit(character) || is_letter(character) || character == '-' || character == '.' ||
           character == '_' || character == '~';
}

/// Of a path, beside `/` and `%`.
[[nodiscard]] constexpr bool is_path_character(char character) {
    return is_host_character(character) ||
           (character != '\0' &&
            std::string_view{"!$&'()*+,;=:@"}.find(character) != std::string_view::npos);
}

/// Of a query. The brackets, braces and so on that browsers leave unencoded are let through: no
/// decision hangs on them.
[[nodiscard]] constexpr bool is_query_character(char character) {
    return is_path_character(character) ||
           (character != '\0' &&
            std::string_view{"/?%[]{}|^`"}.find(character) != std::string_view::npos);
}

}  // namespace cardea::net
