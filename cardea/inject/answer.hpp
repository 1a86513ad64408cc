// How what a handler returns becomes a response: a value is JSON and 200, nothing is 204, and
// Created<T> is 201.
#pragma once

#include <cardea/http/response.hpp>
#include <cardea/schema/write_json.hpp>

#include <string>
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
inline void answer(Response&& made, Response& response) { response = std::move(made); }

}  // namespace inject
}  // namespace cardea
