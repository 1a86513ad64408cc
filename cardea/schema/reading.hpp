// The customisation point of schema: a type of your own that is a text or a number on the wire.
//
//     struct Colour {
//         std::string name;
//         static schema::Reading<Colour> read(std::string_view text);   // or read(std::int64_t)
//         std::string_view text() const { return name; }                // or value()
//         static void describe(schema::Shape& shape) { shape.pattern = "^[a-z]+$"; }  // optional
//     };
//
// `describe` adds to what JSON Schema says of it: bounds, a format, a description, an example.
//
// Such a type can be a member of a body, a query parameter, a path segment, a column of a row.
#pragma once

#include <cardea/schema/shape.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace cardea::schema {

/// Why a value is refused: Pydantic's name of the fault, and a sentence that says what to change.
struct Flaw {
    std::string type;
    std::string msg;
};

/// The value, or why there is none.
template <class T>
using Reading = std::variant<T, Flaw>;

/// A type of its own that is read from a text and shows itself as one, such as Uuid.
template <class T>
concept TextType = requires(std::string_view text, const T& value) {
    { T::read(text) } -> std::same_as<Reading<T>>;
    { value.text() } -> std::convertible_to<std::string>;
} || requires(std::string_view text, const T& value) {
    { T::read(text) } -> std::same_as<Reading<T>>;
    { value.text() } -> std::convertible_to<std::string_view>;
};

/// A type of its own that is read from a whole number and shows itself as one, such as Bounded.
template <class T>
concept NumberType = requires(std::int64_t number, const T& value) {
    { T::read(number) } -> std::same_as<Reading<T>>;
    { value.value() } -> std::integral;
};

}  // namespace cardea::schema
