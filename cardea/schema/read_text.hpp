// Scalars and lists out of text (a query parameter, a path segment, a header field), and plain
// structs out of the pairs of a form.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/schema/errc.hpp>
#include <cardea/schema/read_json.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea::schema {

/// Whether `text` is well-formed UTF-8 (RFC 3629).
[[nodiscard]] bool is_utf8(std::string_view text);

/// Scalars as they stand in a query, path or header. A bool is, in any case of letters, what
/// Pydantic takes: true, t, yes, y, on, 1 and false, f, no, n, off, 0.
Reading<std::int64_t> whole_of_text(std::string_view text, std::int64_t min, std::int64_t max);
Reading<bool> bool_of_text(std::string_view text);
Reading<double> number_of_text(std::string_view text);
/// Of a text that is no UTF-8.
Flaw flaw_of_encoding();

/// A T of any type that stands in one text.
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
    } else if constexpr (TextType<T>) {
        if (!is_utf8(text)) return flaw_of_encoding();
        return T::read(text);
    } else if constexpr (std::same_as<T, std::string>) {
        if (!is_utf8(text)) return flaw_of_encoding();
        return std::string{text};
    } else {
        static_assert(no_json_form<T>,
                      "Cardea: only a bool, a number, a std::string, an enum or a constrained type "
                      "comes out of text, or a std::optional or std::vector of these; a struct "
                      "within a struct needs a JSON body: take Body<T>.");
        return Flaw{};
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

/// The text of one member into it.
template <class T>
void read_member_text(std::string_view text, T& out, FaultList& faults) {
    if constexpr (is_secret<T>) {
        std::remove_cvref_t<decltype(out.reveal())> inner{};
        read_member_text(text, inner, faults);
        out = T{std::move(inner)};
    } else if constexpr (is_optional<T>) {
        read_member_text(text, out.emplace(), faults);
    } else if constexpr (is_default<T>) {
        read_member_text(text, out.value, faults);
    } else {
        keep(scalar_of_text<T>(text), out, faults);
    }
}

/// Reads what was given under one name, in order. A list takes all of it, and nothing given is the
/// empty list. Anything else takes one value: of two it cannot be told which one a proxy or a
/// filter on the way has looked at, so two are a fault.
template <class T>
void read_given(std::span<const std::string_view> given, T& out, FaultList& faults) {
    if constexpr (is_list<T>) {
        out.clear();
        out.reserve(given.size());
        for (const auto text : given) {
            faults.enter(std::to_string(out.size()));
            typename T::value_type item{};
            keep(scalar_of_text<typename T::value_type>(text), item, faults);
            out.push_back(std::move(item));
            faults.leave();
        }
    } else {
        if constexpr (is_optional<T>) {
            if constexpr (is_list<typename T::value_type>) {
                if (!given.empty()) read_given(given, out.emplace(), faults);
                return;
            }
        }
        if (given.size() > 1) {
            faults.add({"value_error", "Input should be given once"});
        } else if (given.size() == 1) {
            read_member_text(given.front(), out, faults);
        } else if (!may_be_absent<T>) {
            faults.add({"missing", "Field required"});
        }
    }
}

/// As `read_given`, of a form's field. A browser sends a field that was left blank as an empty
/// text, so for anything but a list that counts as not given (RFC 6749 section 3.2 too).
template <class T>
void read_form_field(std::span<const std::string_view> given, T& out, FaultList& faults) {
    const bool is_blank = !is_list<T> && given.size() == 1 && given.front().empty();
    read_given(is_blank ? given.first(0) : given, out, faults);
}

/// A name and a value, decoded.
using TextPair = std::pair<std::string, std::string>;

/// Reads a plain struct of scalars and lists by the names of its members, as `read_form_field`
/// does; pairs of other names are ignored (RFC 6749 section 3.2).
template <class T>
Result<T> read_pairs(std::span<const TextPair> pairs, std::string_view root = "body") {
    T out{};
    FaultList faults{root};
    std::vector<std::string_view> given;
    for_each_field(out, [&](std::string_view name, auto& member) {
        given.clear();
        for (const auto& pair : pairs) {
            if (pair.first == name) given.emplace_back(pair.second);
        }
        faults.enter(name);
        read_form_field(given, member, faults);
        faults.leave();
    });
    if (!faults.is_empty()) return std::move(faults).take_error();
    return out;
}

}  // namespace cardea::schema
