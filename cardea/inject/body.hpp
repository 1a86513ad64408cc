// What a client sends in a body: Body<T> is JSON, Form<T> is application/x-www-form-urlencoded,
// Multipart<T> is multipart/form-data, the form that carries files.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/result.hpp>
#include <cardea/http/multipart.hpp>
#include <cardea/http/request.hpp>
#include <cardea/inject/upload.hpp>
#include <cardea/openapi/operation.hpp>
#include <cardea/schema/read_json.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/schema/shape_of.hpp>

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
/// The parts of a multipart form, views into the body. Errors: 415, 400, 413, those of the body.
Async<Result<std::vector<http::Part>>> multipart_body(Request& request,
                                                      const http::MultipartLimits& limits);

template <class T>
inline constexpr bool reads_body = false;

template <class T>
void describe_body(std::string_view media_type, openapi::Operation& operation) {
    operation.add_body({.media_type = std::string{media_type}, .shape = schema::shape_of<T>()});
}

/// False for what Boost.PFR cannot look into, so that nothing else complains.
template <class T>
constexpr bool has_file_member() {
    if constexpr (schema::PlainStruct<T>) {
        return []<std::size_t... at>(std::index_sequence<at...>) {
            return (holds_file<schema::field_type<T, at>> || ...);
        }(std::make_index_sequence<schema::field_count<T>>{});
    } else {
        return false;
    }
}

}  // namespace inject

/// A JSON body, read strictly into a plain struct: every fault of it is named at once (422).
template <class T>
class Body {
    static_assert(!inject::has_file_member<T>(),
                  "Cardea: JSON carries no files: take Multipart<T> instead of Body<T>.");

public:
    static constexpr bool is_input = true;
    using Value = T;
    static constexpr std::string_view media_type = "application/json";

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
    static void describe(openapi::Operation& operation) {
        inject::describe_body<T>(media_type, operation);
    }

private:
    T value_;
};

/// A form, read into a plain struct by the names of its members, which are scalars, or std::vector
/// of scalars for a name that may come more than once (none is the empty list). A bool is `on`,
/// `true`, `1` and their like. A browser leaves an unticked box out (`Default<bool, false>`) and
/// sends a blank field as an empty text, so an empty text counts as absent (`std::optional<int>`).
/// Names that T does not have are ignored (RFC 6749 section 3.2); a scalar's name sent twice is a
/// fault.
template <class T>
class Form {
    static_assert(schema::PlainStruct<T>,
                  "Cardea: Form<T> takes a plain struct, whose members are the form's fields.");
    static_assert(!inject::has_file_member<T>(),
                  "Cardea: this kind of form carries no files: take Multipart<T> instead of "
                  "Form<T>.");

public:
    static constexpr bool is_input = true;
    using Value = T;
    static constexpr std::string_view media_type = "application/x-www-form-urlencoded";

    explicit Form(T value) : value_{std::move(value)} {}
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }
    /// Moves the value out.
    T take() && { return std::move(value_); }

    static Async<Result<Form>> from_request(Request& request) {
        const auto pairs = co_await inject::form_body(request);
        if (!pairs) co_return pairs.error();
        auto value = schema::read_pairs<T>(*pairs);
        if (!value) co_return value.error();
        co_return Form{*std::move(value)};
    }
    static bool is_absent(const Request& request) { return !request.has_body(); }
    static void describe(openapi::Operation& operation) {
        inject::describe_body<T>(media_type, operation);
    }

private:
    T value_;
};

/// A form with files, read as `Form` is; members may also be File, Upload<bytes_max>, and
/// std::optional or std::vector of these:
///
///     struct NewPicture {
///         Text<1, 80> title;
///         std::optional<std::string> note;
///         Upload<200'000> picture;
///         std::vector<File> more;
///     };
///
/// The body is held in memory and is at most as long as the server reads any: 64 KiB, until the app
/// says otherwise (`AppOptions::server.limits.body_bytes_max`, which is then every endpoint's).
/// `limits` bounds the parts: past it the answer is 400 or 413, and nothing else is looked at.
template <class T, http::MultipartLimits limits = http::MultipartLimits{}>
class Multipart {
    static_assert(
        schema::PlainStruct<T>,
        "Cardea: Multipart<T> takes a plain struct, whose members are the form's fields.");

public:
    static constexpr bool is_input = true;
    using Value = T;
    static constexpr std::string_view media_type = "multipart/form-data";

    explicit Multipart(T value) : value_{std::move(value)} {}
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }
    /// Moves the value out.
    T take() && { return std::move(value_); }

    static Async<Result<Multipart>> from_request(Request& request) {
        const auto parts = co_await inject::multipart_body(request, limits);
        if (!parts) co_return parts.error();
        auto value = inject::read_multipart<T>(*parts);
        if (!value) co_return value.error();
        co_return Multipart{*std::move(value)};
    }
    static bool is_absent(const Request& request) { return !request.has_body(); }
    static void describe(openapi::Operation& operation) {
        inject::describe_body<T>(media_type, operation);
    }

private:
    T value_;
};

namespace inject {
template <class T>
inline constexpr bool reads_body<Body<T>> = true;
template <class T>
inline constexpr bool reads_body<Form<T>> = true;
template <class T, http::MultipartLimits limits>
inline constexpr bool reads_body<Multipart<T, limits>> = true;
}  // namespace inject

}  // namespace cardea
