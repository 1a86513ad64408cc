// The names of an enum's values, told by the compiler: an enum is its value's name in JSON.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cardea::schema {

template <class E>
concept Enumeration = std::is_enum_v<E>;

/// A model's enum has its values below this.
inline constexpr int enum_values_max = 64;

/// A text of the compiler's own, which holds the name.
template <auto value>
constexpr const char* signature_of_value() {
    return __PRETTY_FUNCTION__;
}

/// The name of an enumerator; empty where the number has no name.
template <auto value>
constexpr std::string_view name_of_value() {
    // g++:   `… [with auto value = Colour::red]` or `… = (Colour)7]`
    // clang: `… [value = Colour::red]`           or `… = (Colour)7]`
    std::string_view text = signature_of_value<value>();
    text = text.substr(0, text.size() - 1);
    text = text.substr(text.find_last_of("= :)") + 1);
    return text.empty() || (text.front() >= '0' && text.front() <= '9') || text.front() == '-'
               ? std::string_view{}
               : text;
}

/// The names of all these values.
template <Enumeration E, int... at>
constexpr auto enum_names_of(std::integer_sequence<int, at...>) {
    return std::array<std::string_view, sizeof...(at)>{name_of_value<static_cast<E>(at)>()...};
}

/// The names of values 0 to 63 of E, where named; a model's enum keeps to these.
template <Enumeration E>
inline constexpr auto enum_names =
    enum_names_of<E>(std::make_integer_sequence<int, enum_values_max>{});

/// Empty, or nothing, where there is no such name.
template <Enumeration E>
std::string_view name_of_enum(E value) {
    const auto at = static_cast<std::size_t>(value);
    return at < enum_names<E>.size() ? enum_names<E>[at] : std::string_view{};
}
template <Enumeration E>
std::optional<E> enum_of_name(std::string_view name) {
    if (name.empty()) return std::nullopt;
    for (std::size_t at = 0; at < enum_names<E>.size(); ++at) {
        if (enum_names<E>[at] == name) return static_cast<E>(at);
    }
    return std::nullopt;
}

}  // namespace cardea::schema
