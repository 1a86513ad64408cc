// What stands around all endpoints of an app: it sees each request before the router does, and each
// answer before it leaves.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/http/request.hpp>
#include <cardea/http/response.hpp>

#include <chrono>
#include <functional>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

namespace cardea {

/// The rest of the app, as a middleware sees it.
class Next {
public:
    virtual ~Next() = default;
    /// Answers the request. Never throws. What was in `response` before may be gone after.
    virtual Async<> operator()(Request& request, Response& response) const = 0;
};

/// Answers by itself, or calls `next` and adds to the answer:
///
///     app.use([](Request& request, Response& response, const Next& next) -> Async<> {
///         co_await next(request, response);
///         response.fields.set("X-Served-By", "hinge");
///     });
///
/// Threads: called by all workers at once.
using Middleware = std::function<Async<>(Request&, Response&, const Next&)>;

/// Which pages of other origins may read our answers.
/// Spec: Fetch standard, section "HTTP CORS protocol".
struct CorsOptions {
    std::vector<std::string> origins{};  ///< `https://app.example.com`; `*` alone for all.
    std::vector<std::string> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    std::vector<std::string> headers{"Authorization", "Content-Type", "X-Request-Id"};
    std::vector<std::string> exposed_headers{"Location", "Retry-After", "WWW-Authenticate",
                                             "X-Request-Id"};
    bool with_credentials = false;                            ///< Cookies too. Never with `*`.
    std::chrono::seconds max_age = std::chrono::minutes{10};  ///< How long a preflight is good.
};

/// Answers preflights and marks answers to the origins that are listed; others get no field, so
/// that their browsers keep the answer from the page. It is no guard: whoever is no browser may
/// call in any case.
/// Throws `std::invalid_argument` on what is no origin, and on `*` together with credentials.
[[nodiscard]] Middleware cors(CorsOptions options);

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

/// Writes a line of JSON for each answer: id, address, method, path, status, bytes, microseconds.
/// Everything that a stranger sent is escaped; queries, fields and bodies are left out, since they
/// hold secrets. `out` must outlive the app.
[[nodiscard]] Middleware access_log(std::ostream& out);

}  // namespace cardea
