// What a client sends in a body: Body<T> is JSON, Form<T> is application/x-www-form-urlencoded.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/result.hpp>
#include <cardea/http/request.hpp>
#include <cardea/schema/read_json.hpp>
#include <cardea/schema/read_text.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea {
namespace inject {

/// The body, once its Content-Type has been found to be JSON. Errors: 415, and those of the body.
Async<Result<std::string_view>> json_body(Request& request);

using Pairs = std::vector<std::pair<std::string, std::string>>;
/// The decoded pairs of a form. Errors: 415, 400, and those of the body.
Async<Result<Pairs>> form_body(Request& request);

template <class T>
inline constexpr bool reads_body = false;

}  // namespace inject

/// A JSON body, read strictly into a plain struct: every fault of it is named at once (422).
template <class T>
class Body {
public:
    static constexpr bool is_input = true;

    explicit Body(T value) : value_{std::move(value)} {}
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }
    /// Moves the value out.
    T take() && { return std::move(value_); }

    static Async<Result<Body>> from_request(Request& request) {
        const auto text = co_await inject::json_body(request);
        if (!text) co_return text.error();
        auto value = schema::read_json<T>(*text, "body", request.json_depth_max());
        if (!value) co_return value.error();
        co_return Body{*std::move(value)};
    }
    static bool is_absent(const Request& request) { return !request.has_body(); }

private:
    T value_;
};

/// A form, read into a plain struct by the names of its members.
template <class T>
class Form {
public:
    static constexpr bool is_input = true;

    explicit Form(T value) : value_{std::move(value)} {}
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }

    static Async<Result<Form>> from_request(Request& request) {
        const auto pairs = co_await inject::form_body(request);
        if (!pairs) co_return pairs.error();
        auto value = schema::read_pairs<T>(*pairs);
        if (!value) co_return value.error();
        co_return Form{*std::move(value)};
    }
    static bool is_absent(const Request& request) { return !request.has_body(); }

private:
    T value_;
};

namespace inject {
template <class T>
inline constexpr bool reads_body<Body<T>> = true;
template <class T>
inline constexpr bool reads_body<Form<T>> = true;
template <class T>
inline constexpr bool reads_body<std::optional<T>> = reads_body<T>;
}  // namespace inject

}  // namespace cardea
