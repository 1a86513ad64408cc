#include <cardea/http/problem.hpp>

#include <cardea/schema/write_json.hpp>

namespace cardea::http {
namespace {

struct Problem {
    std::string_view type = "about:blank";
    std::string_view title;
    std::uint16_t status;
    std::string_view detail;
};

struct InvalidProblem {
    std::string_view type = "about:blank";
    std::string_view title;
    std::uint16_t status;
    std::string_view detail;
    std::vector<FieldFault> errors;
};

Status status_of(Fault fault) {
    switch (fault) {
        case Fault::malformed: return Status::bad_request;
        case Fault::invalid: return Status::unprocessable_content;
        case Fault::unauthenticated: return Status::unauthorized;
        case Fault::forbidden: return Status::forbidden;
        case Fault::not_found: return Status::not_found;
        case Fault::conflict: return Status::conflict;
        case Fault::timed_out: return Status::request_timeout;
        case Fault::too_large: return Status::content_too_large;
        case Fault::unsupported: return Status::unsupported_media_type;
        case Fault::throttled: return Status::too_many_requests;
        case Fault::exhausted:
        case Fault::unavailable: return Status::service_unavailable;
        case Fault::internal: break;
    }
    return Status::internal_server_error;
}

/// What every problem of this status carries.
void start(Status status, Response& response) {
    response.clear();
    response.status = status;
    response.fields.set("Content-Type", "application/problem+json");
    if (status == Status::unauthorized) response.fields.set("WWW-Authenticate", bearer_challenge);
    if (status == Status::service_unavailable) response.fields.set("Retry-After", "1");
}

}  // namespace

void write_problem(Status status, std::string_view detail, Response& response) {
    start(status, response);
    schema::write_json(Problem{.title = reason_of(status),
                               .status = static_cast<std::uint16_t>(status),
                               .detail = detail},
                       response.body);
}

void write_problem(const Error& error, Response& response) {
    const auto status = status_of(error.fault());
    if (error.fault() == Fault::internal) {
        // Whatever it says, it says to the log.
        write_problem(status, cause_of(cardea::Errc::internal).message, response);
        return;
    }
    if (error.fields().empty()) {
        write_problem(status, error.message(), response);
    } else {
        start(status, response);
        schema::write_json(InvalidProblem{.title = reason_of(status),
                                          .status = static_cast<std::uint16_t>(status),
                                          .detail = error.message(),
                                          .errors = error.fields()},
                           response.body);
    }
    if (!error.challenge().empty()) response.fields.set("WWW-Authenticate", error.challenge());
    if (const auto delay = error.retry_after()) {
        response.fields.set("Retry-After", std::to_string(delay->count()));
    }
    for (const auto& [name, value] : error.headers()) response.fields.set(name, value);
}

void write_problem(const HttpError& error, Response& response) {
    write_problem(error.status(), error.detail(), response);
    for (const auto& [name, value] : error.fields().all()) response.fields.set(name, value);
}

}  // namespace cardea::http
