// How what a handler returns becomes a response: a value is JSON and 200, nothing is 204, and
// Created<T> is 201; Reply<T> carries header fields and cookies besides.
#pragma once

#include <cardea/http/cookie.hpp>
#include <cardea/http/response.hpp>
#include <cardea/schema/write_json.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cardea {

/// 201 with the new thing as JSON and, if given, where it lives.
template <class T>
struct Created {
    explicit Created(T value_, std::string location_ = {})
        : value{std::move(value_)}, location{std::move(location_)} {}
    T value;
    std::string location;
};

/// 204.
struct NoContent {};

/// 200 with a page. `text` is sent as it is: escape what a stranger sent.
struct Html {
    std::string text;
};

/// 303 to another place, for a browser. The location is never taken from a stranger unchecked.
struct Redirect {
    std::string location;
};

namespace inject {

/// What says itself which status it has.
template <class T>
inline constexpr bool has_status = false;
template <class T>
inline constexpr bool has_status<Created<T>> = true;
template <>
inline constexpr bool has_status<NoContent> = true;
template <>
inline constexpr bool has_status<Html> = true;
template <>
inline constexpr bool has_status<Redirect> = true;

}  // namespace inject

/// A value as JSON, with a status and header fields of the handler's choice; or a page, a redirect
/// or nothing (these have a status of their own) with such fields:
///
///     return Reply{note}.with("ETag", tag).with(SetCookie{"theme", "dark"});
///     return Reply{Redirect{"/"}}.with(SetCookie{"theme", "dark"});
template <class T, Status status_code = Status::ok>
class Reply {
    static_assert(!inject::has_status<T> || status_code == Status::ok,
                  "Cardea: what is in this Reply has a status of its own: leave out the other.");

public:
    explicit Reply(T value) : value_{std::move(value)} {}
    /// Throws `std::invalid_argument` on what no header field may hold.
    Reply&& with(std::string_view name, std::string_view value) && {
        fields_.add(name, value);
        return std::move(*this);
    }
    Reply&& with(const SetCookie& cookie) && {
        fields_.add("Set-Cookie", cookie.text());
        return std::move(*this);
    }
    [[nodiscard]] const T& value() const { return value_; }
    [[nodiscard]] const FieldList& fields() const { return fields_; }

private:
    T value_;
    FieldList fields_;
};

namespace inject {

/// Sets `Content-Type: application/json`.
void mark_as_json(Response& response);

template <class T>
void answer(const T& value, Response& response) {
    mark_as_json(response);
    schema::write_json(value, response.body);
}
template <class T>
void answer(const Created<T>& created, Response& response) {
    response.status = Status::created;
    if (!created.location.empty()) response.fields.set("Location", created.location);
    answer(created.value, response);
}
inline void answer(NoContent, Response& response) { response.status = Status::no_content; }
void answer(const Html& page, Response& response);
void answer(const Redirect& redirect, Response& response);
void copy_fields(const FieldList& fields, Response& response);
template <class T, Status status>
void answer(const Reply<T, status>& reply, Response& response) {
    answer(reply.value(), response);
    if constexpr (!has_status<T>) response.status = status;
    copy_fields(reply.fields(), response);
}
inline void answer(Response&& made, Response& response) { response = std::move(made); }

}  // namespace inject

}  // namespace cardea
