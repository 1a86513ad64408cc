// Strict JSON, read: well-formed UTF-8, no duplicate member, bounded depth, nothing behind the
// value. The reader is simdjson's; what it lets pass is refused here.
// Spec: RFC 8259; RFC 8785 section 3.1 for why duplicates are refused.
#pragma once

#include <cardea/base/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cardea::schema {

inline constexpr std::size_t json_depth_max = 32;

/// `integer` is a number without fraction and exponent that fits 64 bits.
enum class JsonKind : std::uint8_t { null, boolean, integer, number, string, array, object };

/// A place in a text that has been parsed. Two words; copy it freely.
/// Owns: nothing. Good until the same thread parses the next text.
class JsonValue {
public:
    JsonValue() = default;

    [[nodiscard]] JsonKind kind() const;
    /// Each is empty where the value is of another kind, or does not fit.
    [[nodiscard]] std::optional<bool> as_bool() const;
    [[nodiscard]] std::optional<std::int64_t> as_int64() const;
    [[nodiscard]] std::optional<std::uint64_t> as_uint64() const;
    [[nodiscard]] std::optional<double> as_double() const;  ///< Of an integer too.
    [[nodiscard]] std::optional<std::string_view> as_string() const;

    /// The member of this name; empty where there is none or this is no object.
    [[nodiscard]] std::optional<JsonValue> member(std::string_view name) const;
    /// How many members or elements.
    [[nodiscard]] std::size_t size() const;

    /// Calls `f(name, value)` for each member, `f(value)` for each element, in the text's order.
    template <class F>
    void for_each_member(F f) const {
        visit_members(&f, [](void* function, std::string_view name, JsonValue value) {
            (*static_cast<F*>(function))(name, value);
        });
    }
    template <class F>
    void for_each_element(F f) const {
        visit_elements(
            &f, [](void* function, JsonValue value) { (*static_cast<F*>(function))(value); });
    }

private:
    friend struct JsonAccess;  // json.cpp's way in and out
    void visit_members(void* function, void (*call)(void*, std::string_view, JsonValue)) const;
    void visit_elements(void* function, void (*call)(void*, JsonValue)) const;

    std::array<std::uintptr_t, 2> place_{};  // what the parser's own cursor is made of
};

/// Parses `text` with the calling thread's own parser, which keeps its memory for the next one.
/// Errors: `Errc::malformed_json`, whose message says what is wrong.
[[nodiscard]] Result<JsonValue> parse_json(std::string_view text,
                                           std::size_t depth_max = json_depth_max);

}  // namespace cardea::schema
