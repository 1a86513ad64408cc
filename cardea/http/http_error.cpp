#include <cardea/http/http_error.hpp>

#include <array>

namespace cardea {
namespace {

/// Each status has a cause of its own, so that a log can tell them apart.
const Cause& cause_of_status(Status status) {
    static constexpr Cause unauthenticated{"http.unauthorized", Fault::unauthenticated,
                                           "Unauthorized"};
    static constexpr Cause forbidden{"http.forbidden", Fault::forbidden, "Forbidden"};
    static constexpr Cause not_found{"http.not_found", Fault::not_found, "Not Found"};
    static constexpr Cause conflict{"http.conflict", Fault::conflict, "Conflict"};
    static constexpr Cause timed_out{"http.request_timeout", Fault::timed_out, "Request Timeout"};
    static constexpr Cause too_large{"http.content_too_large", Fault::too_large,
                                     "Content Too Large"};
    static constexpr Cause unsupported{"http.unsupported_media_type", Fault::unsupported,
                                       "Unsupported Media Type"};
    static constexpr Cause invalid{"http.unprocessable_content", Fault::invalid,
                                   "Unprocessable Content"};
    static constexpr Cause throttled{"http.too_many_requests", Fault::throttled,
                                     "Too Many Requests"};
    static constexpr Cause unavailable{"http.service_unavailable", Fault::unavailable,
                                       "Service Unavailable"};
    static constexpr Cause client{"http.client_error", Fault::malformed, "Bad Request"};
    static constexpr Cause server{"http.server_error", Fault::internal, "Internal server error"};
    switch (status) {
        case Status::unauthorized: return unauthenticated;
        case Status::forbidden: return forbidden;
        case Status::not_found: return not_found;
        case Status::conflict: return conflict;
        case Status::request_timeout: return timed_out;
        case Status::content_too_large: return too_large;
        case Status::unsupported_media_type: return unsupported;
        case Status::unprocessable_content: return invalid;
        case Status::too_many_requests: return throttled;
        case Status::service_unavailable: return unavailable;
        default: return static_cast<unsigned>(status) < 500 ? client : server;
    }
}

}  // namespace

HttpError::HttpError(Status status, std::string detail)
    : Failure{Error{cause_of_status(status)}.say(detail)},
      status_{status},
      detail_{std::move(detail)} {}

HttpError&& HttpError::with(std::string_view name, std::string_view value) && {
    fields_.add(name, value);
    return std::move(*this);
}

}  // namespace cardea
