// Plain structs into JSON, straight into the buffer that leaves.
#pragma once

#include <cardea/schema/model.hpp>

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace cardea::schema {

/// Appends `text`, which is UTF-8, quoted and escaped.
void write_json_string(std::string_view text, std::string& out);
/// Appends the shortest text that reads back as this number; null for infinity and NaN.
void write_json_double(double number, std::string& out);

/// Appends `value` to `out`. An absent Patch is left out of its object; an empty optional is null.
template <class T>
void write_json(const T& value, std::string& out) {
    static_assert(!is_secret<T>,
                  "Cardea: a Secret is never written: leave it out of what an endpoint answers.");
    if constexpr (is_optional<T>) {
        if (value) {
            write_json(*value, out);
        } else {
            out += "null";
        }
    } else if constexpr (is_patch<T>) {
        write_json(value.value(), out);
    } else if constexpr (is_default<T>) {
        write_json(value.value, out);
    } else if constexpr (std::same_as<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (Whole<T>) {
        char digits[24];
        out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    } else if constexpr (std::floating_point<T>) {
        write_json_double(value, out);
    } else if constexpr (std::convertible_to<const T&, std::string_view> && !TextType<T>) {
        write_json_string(value, out);
    } else if constexpr (TextType<T>) {
        write_json_string(value.text(), out);
    } else if constexpr (NumberType<T>) {
        write_json(value.value(), out);
    } else if constexpr (Enumeration<T>) {
        write_json_string(name_of_enum(value), out);
    } else if constexpr (is_list<T>) {
        out += '[';
        bool is_first = true;
        for (const auto& item : value) {
            if (!is_first) out += ',';
            is_first = false;
            write_json(item, out);
        }
        out += ']';
    } else if constexpr (PlainStruct<T>) {
        out += '{';
        bool is_first = true;
        for_each_field(value, [&](std::string_view name, const auto& member) {
            if constexpr (is_patch<std::remove_cvref_t<decltype(member)>>) {
                if (member.is_absent()) return;
            }
            out += is_first ? "\"" : ",\"";
            is_first = false;
            out += name;  // a C++ name needs no escape
            out += "\":";
            write_json(member, out);
        });
        out += '}';
    } else if constexpr (!is_secret<T>) {
        static_assert(
            no_json_form<T>,
            "Cardea: this type has no JSON form: use a plain struct, bool, a number, std::string, "
            "an enum, "
            "std::optional, std::vector, a constrained type, or give it read() and text().");
    }
}

}  // namespace cardea::schema
