// JSON into plain structs, strictly: a text that is not well-formed is refused whole (400); of one
// that is, every missing, wrong or unknown value is named in one answer (422).
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/schema/errc.hpp>
#include <cardea/schema/json.hpp>
#include <cardea/schema/model.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace cardea::schema {

/// Gathers the faults of one text, each with the place it was found at.
class FaultList {
public:
    explicit FaultList(std::string_view root) : loc_{std::string{root}} {}

    /// At the present place; a member that is missing or unknown is a place of its own, below it.
    void add(Flaw flaw) { add_at(loc_, std::move(flaw)); }
    void add_missing(std::string_view member);
    void add_unknown(std::string_view member);

    /// Every `enter` of a member or an index has its `leave`.
    void enter(std::string_view name) { loc_.emplace_back(name); }
    void leave() { loc_.pop_back(); }

    [[nodiscard]] bool is_empty() const { return faults_.empty(); }
    /// One `Errc::invalid_values` with all faults.
    [[nodiscard]] Error take_error() &&;

private:
    void add_at(std::vector<std::string> loc, Flaw flaw);

    std::vector<std::string> loc_;
    FieldFaults faults_;
};

/// The sentences of faults that several types share.
Flaw flaw_of_type(std::string_view wanted);
Flaw flaw_of_enum(std::span<const std::string_view> names);
Flaw flaw_of_whole(JsonValue value);
Flaw flaw_of_range(std::int64_t min, std::uint64_t max);

/// A JSON value into a T, whatever T is; faults go to the list, and `out` is then unspecified.
template <class T>
void read_value(JsonValue value, T& out, FaultList& faults);

/// What a type's own `read` said.
template <class T>
void keep(Reading<T> reading, T& out, FaultList& faults) {
    if (auto* flaw = std::get_if<Flaw>(&reading)) {
        faults.add(std::move(*flaw));
    } else {
        out = std::get<T>(std::move(reading));
    }
}

/// False, with the fault noted, where the value is no whole number that fits.
template <class T>
bool keep_whole(JsonValue value, T& out, FaultList& faults) {
    const auto number = value.as_int64();
    if (!number) {
        faults.add(flaw_of_whole(value));
        return false;
    }
    if (!std::in_range<T>(*number)) {
        faults.add(flaw_of_range(static_cast<std::int64_t>(std::numeric_limits<T>::min()),
                                 static_cast<std::uint64_t>(std::numeric_limits<T>::max())));
        return false;
    }
    out = static_cast<T>(*number);
    return true;
}

/// A JSON object into the members of the same names: none missing that T needs, and no other.
template <PlainStruct T>
void read_object(JsonValue value, T& out, FaultList& faults) {
    if (value.kind() != JsonKind::object) {
        faults.add({"model_attributes_type",
                    "Input should be a valid dictionary or object to extract fields from"});
        return;
    }
    std::array<bool, field_count<T>> seen{};
    value.for_each_member([&](std::string_view name, JsonValue member) {
        std::size_t at = 0;
        bool is_known = false;
        for_each_field(out, [&](std::string_view field, auto& target) {
            if (field == name) {
                is_known = true;
                seen[at] = true;
                faults.enter(name);
                read_value(member, target, faults);
                faults.leave();
            }
            ++at;
        });
        if (!is_known) faults.add_unknown(name);
    });
    std::size_t at = 0;
    for_each_field(out, [&](std::string_view field, auto& target) {
        using Field = std::remove_cvref_t<decltype(target)>;
        if (!seen[at++] && !may_be_absent<Field>) faults.add_missing(field);
    });
}

template <class T>
void read_value(JsonValue value, T& out, FaultList& faults) {
    const auto kind = value.kind();
    if constexpr (is_secret<T>) {
        std::remove_cvref_t<decltype(out.reveal())> inner{};
        read_value(value, inner, faults);
        out = T{std::move(inner)};
    } else if constexpr (is_optional<T>) {
        if (kind == JsonKind::null) {
            out.reset();
        } else {
            read_value(value, out.emplace(), faults);
        }
    } else if constexpr (is_patch<T>) {
        if constexpr (T::is_nullable) {
            if (kind == JsonKind::null) {
                out = T::null();
                return;
            }
        }
        std::remove_cvref_t<decltype(*out)> inner{};
        read_value(value, inner, faults);
        out = T{std::move(inner)};
    } else if constexpr (is_default<T>) {
        read_value(value, out.value, faults);
    } else if constexpr (std::same_as<T, bool>) {
        if (const auto truth = value.as_bool()) {
            out = *truth;
        } else {
            faults.add(flaw_of_type("boolean"));
        }
    } else if constexpr (std::same_as<T, std::uint64_t>) {
        if (const auto number = value.as_uint64()) {
            out = *number;
        } else {
            faults.add(kind == JsonKind::integer ? flaw_of_range(0, UINT64_MAX)
                                                 : flaw_of_whole(value));
        }
    } else if constexpr (Whole<T>) {
        keep_whole(value, out, faults);
    } else if constexpr (std::floating_point<T>) {
        if (const auto number = value.as_double()) {
            out = static_cast<T>(*number);
        } else {
            faults.add(flaw_of_type("number"));
        }
    } else if constexpr (std::same_as<T, std::string>) {
        if (const auto text = value.as_string()) {
            out = *text;
        } else {
            faults.add(flaw_of_type("string"));
        }
    } else if constexpr (TextType<T>) {
        if (const auto text = value.as_string()) {
            keep(T::read(*text), out, faults);
        } else {
            faults.add(flaw_of_type("string"));
        }
    } else if constexpr (NumberType<T>) {
        std::int64_t number = 0;
        if (keep_whole(value, number, faults)) keep(T::read(number), out, faults);
    } else if constexpr (Enumeration<T>) {
        const auto name = value.as_string();
        const auto found = name ? enum_of_name<T>(*name) : std::nullopt;
        if (found) {
            out = *found;
        } else {
            faults.add(flaw_of_enum(enum_names<T>));
        }
    } else if constexpr (is_list<T>) {
        if (kind != JsonKind::array) {
            faults.add(flaw_of_type("list"));
            return;
        }
        out.clear();
        out.reserve(value.size());
        value.for_each_element([&](JsonValue element) {
            faults.enter(std::to_string(out.size()));
            typename T::value_type item{};
            read_value(element, item, faults);
            out.push_back(std::move(item));
            faults.leave();
        });
    } else if constexpr (PlainStruct<T>) {
        static_assert(!std::is_array_v<T>);
        read_object(value, out, faults);
    } else {
        static_assert(
            no_json_form<T>,
            "Cardea: this type has no JSON form: use a plain struct, bool, a number, std::string, "
            "an enum, "
            "std::optional, std::vector, a constrained type, or give it read() and text().");
    }
}

/// Reads a whole text into a T. `root` is the first step of every fault's `loc`.
/// Errors: `Errc::malformed_json` (400); `Errc::invalid_values` (422), which names every fault.
template <class T>
Result<T> read_json(std::string_view text, std::string_view root = "body",
                    std::size_t depth_max = json_depth_max) {
    const auto value = parse_json(text, depth_max);
    if (!value) return value.error();
    T out{};
    FaultList faults{root};
    read_value(*value, out, faults);
    if (!faults.is_empty()) return std::move(faults).take_error();
    return out;
}

}  // namespace cardea::schema
