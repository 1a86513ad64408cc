// Single values out of a request: Query<"limit", int>, Path<"id", Uuid>, Header<"If-Match">,
// Cookie<"theme">; and lists: Query<"tag", std::vector<std::string>>.
#pragma once

#include <cardea/base/fixed_string.hpp>
#include <cardea/base/result.hpp>
#include <cardea/http/request.hpp>
#include <cardea/openapi/operation.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/schema/shape_of.hpp>

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace cardea {
namespace inject {

/// All values of `name` in the query string, in order, percent-decoded. Errors: malformed encoding.
Result<std::vector<std::string>> query_values(const Request& request, std::string_view name);
/// All header fields of this name, in order.
std::vector<std::string_view> header_values(const Request& request, std::string_view name);
/// The cookie's value, or nothing. Errors: a 422 at `{"cookie", name}` where it cannot be told or
/// is none, a 400 where there are too many.
Result<std::vector<std::string_view>> cookie_values(const Request& request, std::string_view name);

/// Notes, for the log, a default that its own type refuses.
Error refused_default(std::string_view name, const schema::Flaw& flaw);

/// Reads what was given at `{place, name}`.
template <class T, class Text>
Result<T> read_at(std::span<const Text> given, std::string_view place, std::string_view name) {
    const std::vector<std::string_view> texts(given.begin(), given.end());
    schema::FaultList faults{place};
    faults.enter(name);
    T value{};
    schema::read_given<T>(texts, value, faults);
    if (!faults.is_empty()) return std::move(faults).take_error();
    return value;
}

template <class T, auto fallback>
inline constexpr bool is_within_bounds = true;
template <std::integral T, T Min, T Max, auto fallback>
inline constexpr bool is_within_bounds<Bounded<T, Min, Max>, fallback> =
    std::cmp_greater_equal(fallback, Min) && std::cmp_less_equal(fallback, Max);

template <class T>
Result<T> accepted(schema::Reading<T> reading, std::string_view name) {
    if (const auto* flaw = std::get_if<schema::Flaw>(&reading)) return refused_default(name, *flaw);
    return std::get<T>(std::move(reading));
}

/// A default is a number, a bool, an enumerator, or, of a text, a FixedString{"…"}.
template <class T, auto fallback>
Result<T> default_of([[maybe_unused]] std::string_view name) {
    if constexpr (schema::NumberType<T>) {
        static_assert(is_within_bounds<T, fallback>,
                      "Cardea: this default is outside of the bounds of its own type.");
        return accepted<T>(T::read(std::int64_t{fallback}), name);
    } else if constexpr (!std::same_as<T, std::string> && !schema::TextType<T>) {
        return T{fallback};
    } else if constexpr (!requires { fallback.view(); }) {
        static_assert(schema::no_json_form<T>,
                      "Cardea: write the default of a text as FixedString{\"text\"}.");
        return T{};
    } else if constexpr (schema::TextType<T>) {
        return accepted<T>(T::read(fallback.view()), name);
    } else {
        return T{fallback.view()};
    }
}

/// What is told by the template's arguments alone, for whoever describes an endpoint.
template <FixedString name, class T, auto... fallback>
struct ParameterTraits {
    static_assert(sizeof...(fallback) <= 1, "Cardea: a parameter has one default at most.");
    static_assert(sizeof...(fallback) == 0 || !(schema::is_list<T> || schema::is_optional<T>),
                  "Cardea: a list or an optional has no default: without a value it is empty.");

    using Value = T;
    static constexpr std::string_view parameter_name = name.view();
    static constexpr bool has_fallback = sizeof...(fallback) == 1;
    /// Whether absence is a fault.
    static constexpr bool is_required =
        !has_fallback && !schema::is_list<T> && !schema::may_be_absent<T>;

    /// The value of what was given, or the default.
    template <class Text>
    static Result<T> read(const std::vector<Text>& given, std::string_view place) {
        if constexpr (has_fallback) {
            if (given.empty()) return default_of<T, fallback...>(parameter_name);
        }
        return read_at<T>(std::span<const Text>{given}, place, parameter_name);
    }
    static void describe(openapi::Operation& operation, openapi::Place place) {
        openapi::Parameter parameter{.name = std::string{parameter_name},
                                     .place = place,
                                     .is_required = is_required,
                                     .is_list = schema::is_list<T>};
        if constexpr (schema::is_list<T>) {
            parameter.shape = schema::shape_of<typename T::value_type>();
        } else {
            parameter.shape = schema::shape_of<T>();
        }
        if constexpr (has_fallback) {
            if (const auto value = default_of<T, fallback...>(parameter_name))
                schema::write_json(*value, parameter.shape.fallback);
        }
        operation.add_parameter(std::move(parameter));
    }
};

}  // namespace inject

/// A value of the query string. `Query<"limit", int, 50>` gives 50 where it is absent; without a
/// default, absence is a 422, and `std::optional<Query<"limit", int>>` allows it. Sent twice it is
/// a 422 as well: FastAPI would take the last and others the first, so a filter on the way may
/// have looked at the other one (HTTP parameter pollution).
///
/// `Query<"tag", std::vector<std::string>>` takes all values, `?tag=a&tag=b`, as many as
/// `http::pairs_max`; none is the empty list.
template <FixedString name, class T, auto... fallback>
class Query {
    using Traits = inject::ParameterTraits<name, T, fallback...>;

public:
    static constexpr bool is_input = true;
    using Value = T;
    static constexpr auto parameter_name = Traits::parameter_name;
    static constexpr bool has_fallback = Traits::has_fallback;
    static constexpr bool is_required = Traits::is_required;

    explicit Query(T value) : value_{std::move(value)} {}
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }

    static Result<Query> from_request(const Request& request) {
        const auto given = inject::query_values(request, parameter_name);
        if (!given) return given.error();
        auto value = Traits::read(*given, "query");
        if (!value) return value.error();
        return Query{*std::move(value)};
    }
    static bool is_absent(const Request& request) {
        const auto given = inject::query_values(request, parameter_name);
        return given && given->empty();
    }
    static void describe(openapi::Operation& operation) {
        Traits::describe(operation, openapi::Place::query);
    }

private:
    T value_;
};

/// What stands in the path for `{name}`. A route without that name is a fault that
/// `App::seal` reports.
template <FixedString name, class T>
class Path {
    static_assert(!schema::is_list<T> && !schema::may_be_absent<T>,
                  "Cardea: Path takes one value, which is always there: no list and no optional.");
    using Traits = inject::ParameterTraits<name, T>;

public:
    static constexpr bool is_input = true;
    using Value = T;
    static constexpr auto parameter_name = Traits::parameter_name;
    static constexpr bool has_fallback = false;
    static constexpr bool is_required = true;

    explicit Path(T value) : value_{std::move(value)} {}
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }

    static Result<Path> from_request(const Request& request) {
        const std::vector given{request.path_parameter(parameter_name).value_or("")};
        auto value = Traits::read(given, "path");
        if (!value) return value.error();
        return Path{*std::move(value)};
    }
    static void describe(openapi::Operation& operation) {
        Traits::describe(operation, openapi::Place::path);
    }

private:
    T value_;
};

/// A header field; with a default, or absent, or sent twice, as `Query` is. A std::vector takes
/// all fields of the name, each whole: commas are not looked at.
template <FixedString name, class T = std::string, auto... fallback>
class Header {
    using Traits = inject::ParameterTraits<name, T, fallback...>;

public:
    static constexpr bool is_input = true;
    using Value = T;
    static constexpr auto parameter_name = Traits::parameter_name;
    static constexpr bool has_fallback = Traits::has_fallback;
    static constexpr bool is_required = Traits::is_required;

    explicit Header(T value) : value_{std::move(value)} {}
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }

    static Result<Header> from_request(const Request& request) {
        auto value = Traits::read(inject::header_values(request, parameter_name), "header");
        if (!value) return value.error();
        return Header{*std::move(value)};
    }
    static bool is_absent(const Request& request) { return !request.field(parameter_name); }
    static void describe(openapi::Operation& operation) {
        Traits::describe(operation, openapi::Place::header);
    }

private:
    T value_;
};

/// A cookie; with a default or absent as `Query` is. Sent twice it is a 422, since anybody on a
/// sibling domain may have planted one of them: see `http::find_cookie`. A cookie that says who
/// calls is best named `__Host-…`. `SetCookie` sets one.
template <FixedString name, class T = std::string, auto... fallback>
class Cookie {
    static_assert(!schema::is_list<T>, "Cardea: Cookie takes one value, not a list.");
    using Traits = inject::ParameterTraits<name, T, fallback...>;

public:
    static constexpr bool is_input = true;
    using Value = T;
    static constexpr auto parameter_name = Traits::parameter_name;
    static constexpr bool has_fallback = Traits::has_fallback;
    static constexpr bool is_required = Traits::is_required;

    explicit Cookie(T value) : value_{std::move(value)} {}
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }

    static Result<Cookie> from_request(const Request& request) {
        const auto given = inject::cookie_values(request, parameter_name);
        if (!given) return given.error();
        auto value = Traits::read(*given, "cookie");
        if (!value) return value.error();
        return Cookie{*std::move(value)};
    }
    static bool is_absent(const Request& request) {
        const auto given = inject::cookie_values(request, parameter_name);
        return given && given->empty();
    }
    static void describe(openapi::Operation& operation) {
        Traits::describe(operation, openapi::Place::cookie);
    }

private:
    T value_;
};

}  // namespace cardea
