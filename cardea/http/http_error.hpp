// What a handler throws to answer with an error, as FastAPI's HTTPException.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/http/fields.hpp>
#include <cardea/http/response.hpp>
#include <cardea/http/status.hpp>

#include <string>
#include <utility>

namespace cardea {

/// Answers with `status` and a problem+json body whose `detail` is the given text.
class HttpError : public Failure {
public:
    HttpError(Status status, std::string detail);

    [[nodiscard]] Status status() const { return status_; }
    [[nodiscard]] const std::string& detail() const { return detail_; }
    [[nodiscard]] const FieldList& fields() const { return fields_; }
    /// Adds a header field to the answer; returns this error, for use while it is being made.
    HttpError&& with(std::string_view name, std::string_view value) &&;

private:
    Status status_;
    std::string detail_;
    FieldList fields_;
};

/// 401. The server adds `WWW-Authenticate` where none is given.
class Unauthorized : public HttpError {
public:
    explicit Unauthorized(std::string detail)
        : HttpError{Status::unauthorized, std::move(detail)} {}
};
class Forbidden : public HttpError {
public:
    explicit Forbidden(std::string detail) : HttpError{Status::forbidden, std::move(detail)} {}
};
class NotFound : public HttpError {
public:
    explicit NotFound(std::string detail = "Not Found")
        : HttpError{Status::not_found, std::move(detail)} {}
};
class Conflict : public HttpError {
public:
    explicit Conflict(std::string detail) : HttpError{Status::conflict, std::move(detail)} {}
};

}  // namespace cardea
