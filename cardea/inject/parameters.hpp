// Scalars out of a request: Query<"limit", int>, Path<"id", Uuid>, Header<"If-Match">.
#pragma once

#include <cardea/base/fixed_string.hpp>
#include <cardea/base/result.hpp>
#include <cardea/http/request.hpp>
#include <cardea/schema/read_text.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cardea {
namespace inject {

/// The first value of `name` in the query string, percent-decoded. Errors: malformed encoding.
Result<std::optional<std::string>> query_value(const Request& request, std::string_view name);

/// A 422 that says that `name` is missing at `place` ("query", "header", …).
Error missing(std::string_view place, std::string_view name);

/// `error` with its faults moved to `{place, name}`.
Error located(const Error& error, std::string_view place, std::string_view name);

template <class T>
Result<T> read_at(std::string_view text, std::string_view place, std::string_view name) {
    auto value = schema::read_text<T>(text);
    if (!value) return located(value.error(), place, name);
    return value;
}

}  // namespace inject

/// A value of the query string. `Query<"limit", int, 50>` gives 50 where it is absent; without a
/// default, absence is a 422, and `std::optional<Query<"limit", int>>` allows it.
template <FixedString name, class T, auto... fallback>
class Query {
public:
    static constexpr bool is_input = true;

    explicit Query(T value) : value_{std::move(value)} {}
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }

    static Result<Query> from_request(const Request& request) {
        auto text = inject::query_value(request, name.view());
        if (!text) return text.error();
        if (!text->has_value()) {
            if constexpr (sizeof...(fallback) == 1) {
                return Query{T{fallback...}};
            } else {
                return inject::missing("query", name.view());
            }
        }
        auto value = inject::read_at<T>(**text, "query", name.view());
        if (!value) return value.error();
        return Query{*std::move(value)};
    }
    static bool is_absent(const Request& request) {
        const auto text = inject::query_value(request, name.view());
        return text && !text->has_value();
    }

private:
    T value_;
};

/// What stands in the path for `{name}`. A route without that name is a fault that
/// `App::seal` reports.
template <FixedString name, class T>
class Path {
public:
    static constexpr bool is_input = true;
    static constexpr std::string_view parameter = name.view();

    explicit Path(T value) : value_{std::move(value)} {}
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }

    static Result<Path> from_request(const Request& request) {
        auto value = inject::read_at<T>(request.path_parameter(name.view()).value_or(""), "path",
                                        name.view());
        if (!value) return value.error();
        return Path{*std::move(value)};
    }

private:
    T value_;
};

/// A header field; a name sent twice gives the first.
template <FixedString name, class T = std::string>
class Header {
public:
    static constexpr bool is_input = true;

    explicit Header(T value) : value_{std::move(value)} {}
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }

    static Result<Header> from_request(const Request& request) {
        const auto text = request.field(name.view());
        if (!text) return inject::missing("header", name.view());
        auto value = inject::read_at<T>(*text, "header", name.view());
        if (!value) return value.error();
        return Header{*std::move(value)};
    }
    static bool is_absent(const Request& request) { return !request.field(name.view()); }

private:
    T value_;
};

}  // namespace cardea
