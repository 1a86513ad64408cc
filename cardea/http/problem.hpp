// The one place where a failure becomes an answer: status, problem+json body and the fields that
// the status demands.
// Spec: RFC 9457; RFC 6750 section 3; RFC 9110 section 15.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/http/response.hpp>

#include <string_view>

namespace cardea::http {

/// How to authenticate, as a 401 says it where nothing else was said.
inline constexpr std::string_view bearer_challenge = R"(Bearer realm="cardea")";

/// Fills `response` (cleared first) with `{"type":"about:blank","title","status","detail"}`.
void write_problem(Status status, std::string_view detail, Response& response);

/// From an error of any room: status by its fault, `detail` its message, `errors` its fields (422),
/// `Retry-After` where it knows one. `internal` says nothing but "Internal server error".
void write_problem(const Error& error, Response& response);

/// From what a handler threw; an `HttpError` decides for itself.
void write_problem(const HttpError& error, Response& response);

}  // namespace cardea::http
