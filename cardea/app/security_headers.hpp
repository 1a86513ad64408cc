// The header fields that tell browsers to be careful with an API's answers.
#pragma once

#include <cardea/app/middleware.hpp>

#include <string>

namespace cardea {

/// The fields that every answer of an API should carry, beside `X-Content-Type-Options: nosniff`
/// and `X-Request-Id`, which the server itself writes. An empty value leaves the field out; what an
/// endpoint sets itself stays.
struct SecurityHeaders {
    std::string content_security_policy = "default-src 'none'; frame-ancestors 'none'";
    std::string referrer_policy = "no-referrer";
    std::string cross_origin_resource_policy = "same-origin";
    std::string strict_transport_security{};  ///< `max-age=31536000`, once all is behind TLS.
};
[[nodiscard]] Middleware security_headers(SecurityHeaders headers = {});

}  // namespace cardea
