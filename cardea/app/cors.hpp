// CORS: lets pages of other origins read our answers, preflights included.
#pragma once

#include <cardea/app/middleware.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace cardea {

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

/// Whether this is `scheme://host[:port]` as browsers send it: lower case, nothing behind, no port
/// that the scheme implies (such an origin would never match).
[[nodiscard]] bool is_origin(std::string_view text);

/// Answers preflights and marks answers to the origins that are listed; others get no field, so
/// that their browsers keep the answer from the page. It is no guard: whoever is no browser may
/// call in any case.
/// Throws `std::invalid_argument` on what is no origin, no method or no field name, and on `*`
/// together with credentials.
[[nodiscard]] Middleware cors(CorsOptions options);

}  // namespace cardea
