// Scalars out of text (a query parameter, a path segment, a header field), and plain structs out
// of the pairs of a form.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/schema/errc.hpp>
#include <cardea/schema/read_json.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace cardea::schema {

/// Whether `text` is well-formed UTF-8 (RFC 3629).
[[nodiscard]] bool is_utf8(std::string_view text);

/// Scalars as they stand in a query, path or header.
Reading<std::int64_t> whole_of_text(std::string_view text, std::int64_t min, std::int64_t max);
Reading<bool> bool_of_text(std::string_view text);
Reading<double> number_of_text(std::string_view text);

template <class T>
Reading<T> scalar_of_text(std::string_view text) {
    const auto converted = [](auto reading) -> Reading<T> {
        if (auto* flaw = std::get_if<Flaw>(&reading)) return std::move(*flaw);
        return static_cast<T>(std::get<0>(reading));
    };
    if constexpr (std::same_as<T, bool>) {
        return bool_of_text(text);
    } else if constexpr (Whole<T>) {
        static_assert(!std::same_as<T, std::uint64_t>, "Cardea: take a std::int64_t out of text.");
        return converted(
            whole_of_text(text, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
    } else if constexpr (std::floating_point<T>) {
        return converted(number_of_text(text));
    } else if constexpr (NumberType<T>) {
        auto number = whole_of_text(text, INT64_MIN, INT64_MAX);
        if (auto* flaw = std::get_if<Flaw>(&number)) return std::move(*flaw);
        return T::read(std::get<std::int64_t>(number));
    } else if constexpr (Enumeration<T>) {
        if (const auto found = enum_of_name<T>(text)) return *found;
        return flaw_of_enum(enum_names<T>);
    } else {
        static_assert(std::same_as<T, std::string> || TextType<T>,
                      "Cardea: only a bool, a number, a std::string, an enum or a constrained type "
                      "comes out of text.");
        if (!is_utf8(text)) return Flaw{"string_unicode", "Input should be valid UTF-8"};
        if constexpr (TextType<T>) {
            return T::read(text);
        } else {
            return std::string{text};
        }
    }
}

/// Errors: `Errc::invalid_values` with one fault whose `loc` is empty: the caller knows the place.
template <class T>
Result<T> read_text(std::string_view text) {
    auto reading = scalar_of_text<T>(text);
    if (auto* flaw = std::get_if<Flaw>(&reading)) {
        return Error{Errc::invalid_values}.with_fields(
            {FieldFault{.loc = {}, .msg = std::move(flaw->msg), .type = std::move(flaw->type)}});
    }
    return std::get<T>(std::move(reading));
}

using TextPair = std::pair<std::string, std::string>;

template <class T>
void read_member_text(std::string_view text, T& out, FaultList& faults) {
    if constexpr (is_optional<T>) {
        read_member_text(text, out.emplace(), faults);
    } else if constexpr (is_default<T>) {
        read_member_text(text, out.value, faults);
    } else if constexpr (is_secret<T>) {
        std::remove_cvref_t<decltype(out.reveal())> inner{};
        read_member_text(text, inner, faults);
        out = T{std::move(inner)};
    } else {
        keep(scalar_of_text<T>(text), out, faults);
    }
}

template <class T>
void read_member(std::string_view name, std::span<const TextPair> pairs, T& out,
                 FaultList& faults) {
    const TextPair* found = nullptr;
    for (const auto& pair : pairs) {
        if (pair.first != name) continue;
        if (found != nullptr) {
            faults.add({"value_error", "Input should be given once"});
            return;
        }
        found = &pair;
    }
    if (found == nullptr) {
        if (!may_be_absent<T>) faults.add({"missing", "Field required"});
        return;
    }
    read_member_text(found->second, out, faults);
}

/// Reads a plain struct of scalars by the names of its members; pairs of other names are ignored
/// (RFC 6749 section 3.2), a name given twice is a fault.
template <class T>
Result<T> read_pairs(std::span<const TextPair> pairs, std::string_view root = "body") {
    T out{};
    FaultList faults{root};
    for_each_field(out, [&](std::string_view name, auto& member) {
        faults.enter(name);
        read_member(name, pairs, member, faults);
        faults.leave();
    });
    if (!faults.is_empty()) return std::move(faults).take_error();
    return out;
}

}  // namespace cardea::schema
