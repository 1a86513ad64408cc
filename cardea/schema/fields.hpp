// The members of a plain struct, by number and by name, without a macro and without a list.
// Boost.PFR gives count and access; the compiler itself tells the name.
#pragma once

#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cardea::schema {

/// A struct that can be a model: no constructor, no base, nothing private.
template <class T>
concept PlainStruct = std::is_class_v<T> && std::is_aggregate_v<T>;

/// How many members T has.
template <PlainStruct T>
inline constexpr std::size_t field_count = boost::pfr::tuple_size_v<T>;

/// The type of the member at this place.
template <PlainStruct T, std::size_t at>
using field_type = boost::pfr::tuple_element_t<at, T>;

namespace names {

template <class T>
struct Holder {
    T value;
};
/// Declared and never defined: only addresses within it are asked for.
template <class T>
extern const Holder<T> held;

template <class T, std::size_t at>
constexpr const auto* pointer_to_field() {
    return &boost::pfr::get<at>(held<T>.value);
}

template <auto pointer>
constexpr const char* signature() {  // a char pointer, so that g++ explains no alias at the end
    return __PRETTY_FUNCTION__;
}

template <auto pointer>
constexpr std::string_view name_of_pointer() {
    // g++:   `… [with auto pointer = (& held<Note>.Holder<Note>::value.Note::title)]`
    // clang: `… [pointer = &held.value.title]`
    std::string_view text = signature<pointer>();
    text = text.substr(0, text.find_last_not_of(")]") + 1);
    return text.substr(text.find_last_of(":.") + 1);
}

template <class T, std::size_t... at>
constexpr std::array<std::string_view, sizeof...(at)> all(std::index_sequence<at...>) {
    return {name_of_pointer<pointer_to_field<T, at>()>()...};
}

}  // namespace names

/// The names of T's members, in order.
template <PlainStruct T>
inline constexpr auto field_names = names::all<T>(std::make_index_sequence<field_count<T>>{});

/// Calls `f(name, member)` for each member of `value`, in order.
template <class T, class F>
requires PlainStruct<std::remove_const_t<T>>
constexpr void for_each_field(T& value, F f) {
    using Plain = std::remove_const_t<T>;
    [&]<std::size_t... at>(std::index_sequence<at...>) {
        (f(field_names<Plain>[at], boost::pfr::get<at>(value)), ...);
    }(std::make_index_sequence<field_count<Plain>>{});
}

}  // namespace cardea::schema
