// The shape of a type: the same types as read_json.hpp and write_json.hpp take, told apart in the
// same order. The templates only choose; shape.cpp fills in.
//
// A plain struct may say more of itself; static members are no members of its JSON:
//
//     struct Note {
//         std::string title;
//         static constexpr std::string_view description = "What somebody wants to remember.";
//         static constexpr std::string_view example = R"({"title": "Oil the hinge"})";
//     };
#pragma once

#include <cardea/schema/model.hpp>
#include <cardea/schema/shape.hpp>
#include <cardea/schema/write_json.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cardea::schema {

/// What the JSON of a T looks like. Cheap, and meant for start-up, not for a request.
template <class T>
Shape shape_of();

namespace shapes {

template <class T>
inline constexpr char identity = 0;

template <class T>
constexpr const char* signature_of_type() {
    return __PRETTY_FUNCTION__;
}

void be_whole(Shape& shape, std::size_t bytes, bool is_signed);
void be_floating(Shape& shape, std::size_t bytes);
void be_secret(Shape& shape);
void be_list(Shape& shape, ShapeMaker item);
void be_enum(Shape& shape, const char* signature, const void* identity,
             std::span<const std::string_view> names);
void be_object(Shape& shape, const char* signature, const void* identity,
               std::span<const ShapeMember> members);

template <class T, std::size_t... at>
constexpr std::array<ShapeMember, sizeof...(at)> members(std::index_sequence<at...>) {
    return {ShapeMember{field_names<T>[at], &shape_of<field_type<T, at>>,
                        !may_be_absent<field_type<T, at>>, !is_patch<field_type<T, at>>}...};
}
template <class T>
inline constexpr auto members_of = members<T>(std::make_index_sequence<field_count<T>>{});

template <class T>
void describe(Shape& shape) {
    if constexpr (is_secret<T>) {
        describe<std::remove_cvref_t<decltype(std::declval<T&>().reveal())>>(shape);
        be_secret(shape);
    } else if constexpr (is_optional<T> || is_patch<T>) {
        describe<std::remove_cvref_t<decltype(*std::declval<T&>())>>(shape);
        shape.is_nullable = is_nullable<T>;
    } else if constexpr (is_default<T>) {
        describe<decltype(T::value)>(shape);
        shape.fallback.clear();
        write_json(T{}, shape.fallback);
    } else if constexpr (std::same_as<T, bool>) {
        shape.kind = ShapeKind::boolean;
    } else if constexpr (Whole<T>) {
        be_whole(shape, sizeof(T), std::is_signed_v<T>);
    } else if constexpr (std::floating_point<T>) {
        be_floating(shape, sizeof(T));
    } else if constexpr (TextType<T> || std::convertible_to<const T&, std::string_view>) {
        shape.kind = ShapeKind::text;
    } else if constexpr (NumberType<T>) {
        describe<decltype(std::declval<const T&>().value())>(shape);
    } else if constexpr (Enumeration<T>) {
        be_enum(shape, signature_of_type<T>(), &identity<T>, enum_names<T>);
    } else if constexpr (is_list<T>) {
        be_list(shape, &shape_of<typename T::value_type>);
    } else if constexpr (PlainStruct<T>) {
        be_object(shape, signature_of_type<T>(), &identity<T>, members_of<T>);
    } else if constexpr (!requires { T::describe(shape); }) {
        static_assert(
            no_json_form<T>,
            "Cardea: this type has no JSON form: use a plain struct, bool, a number, std::string, "
            "an enum, "
            "std::optional, std::vector, a constrained type, or give it read() and text().");
    }
    // `&` tells a static member from a struct's own member of that name.
    if constexpr (requires { std::string_view{*&T::description}; }) {
        shape.description = T::description;
    }
    if constexpr (requires { std::string_view{*&T::example}; }) shape.example = T::example;
    if constexpr (requires { T::describe(shape); }) T::describe(shape);
}

}  // namespace shapes

template <class T>
Shape shape_of() {
    Shape shape;
    shapes::describe<T>(shape);
    return shape;
}

}  // namespace cardea::schema
