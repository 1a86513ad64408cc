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
    static constexpr Cause client{"http.client_error", Fault::malformed, "Bad Request"};
    static constexpr Cause server{"http.server_error", Fault::internal, "Internal server error"};
    switch (status) {
        case Status::unauthorized: return unauthenticated;
        case Status::forbidden: return forbidden;
        case Status::not_found: return not_found;
        case Status::conflict: return conflict;
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
