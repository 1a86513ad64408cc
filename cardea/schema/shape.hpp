// What a value looks like in JSON, as runtime data: the source of JSON Schema. shape_of.hpp makes
// it of a type; a constrained type tells its own constraints with a `static void describe(Shape&)`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::schema {

enum class ShapeKind : std::uint8_t { anything, boolean, integer, number, text, list, object };

struct Shape;
/// A shape is made only when somebody asks, so that structs may hold lists of themselves.
using ShapeMaker = Shape (*)();

/// A member of an object.
struct ShapeMember {
    std::string_view name;
    ShapeMaker shape = nullptr;
    bool is_required_in = true;   ///< A client must send it.
    bool is_required_out = true;  ///< An answer always has it.
};

/// One type's form in JSON. Its views must live for the whole program; literals do.
struct Shape {
    ShapeKind kind = ShapeKind::anything;
    bool is_nullable = false;
    bool is_write_only = false;  ///< A secret: read and never written.
    std::string_view name;       ///< Of a struct or an enum: the type's, as the compiler says it.
    const void* identity = nullptr;  ///< Of those too: same type, same identity.
    std::string_view description;
    std::string_view format;   ///< `uuid`, `email`, `date-time`, `int64`, `password`, `binary`, …
    std::string_view pattern;  ///< A regular expression by ECMA-262.
    std::optional<std::int64_t> minimum;
    std::optional<std::int64_t> maximum;
    std::optional<std::size_t> min_length;  ///< In Unicode characters.
    std::optional<std::size_t> max_length;
    std::vector<std::string_view> values;  ///< The only ones, where that is so: an enum's.
    std::string fallback;                  ///< What it is where it is left out, as JSON.
    std::string example;                   ///< As JSON.
    ShapeMaker item = nullptr;             ///< Of a list.
    std::vector<ShapeMember> members;      ///< Of an object.
};

/// For constrained types: a text of `min` to `max` characters; a whole number from `min` to `max`
/// (the ends of 64 bits are no bound worth telling).
void describe_length(Shape& shape, std::size_t min, std::size_t max);
void describe_range(Shape& shape, std::int64_t min, std::int64_t max);

}  // namespace cardea::schema
