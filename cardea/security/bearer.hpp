// The bearer scheme: the credential that a request presents, before anybody believes it.
// Spec: RFC 6750 section 2.1; RFC 9110 section 11.4.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/http/request.hpp>
#include <cardea/inject/node.hpp>
#include <cardea/openapi/operation.hpp>

#include <string_view>

namespace cardea {
namespace security {

/// How the document names the bearer scheme: `bearer`.
[[nodiscard]] openapi::SecurityScheme bearer_scheme();

}  // namespace security

/// The token of `Authorization: Bearer …`, as FastAPI's HTTPBearer. Nothing about it is verified.
class Bearer {
public:
    explicit Bearer(std::string_view token) : token_{token} {}
    /// Views into the request: good until the answer has left.
    [[nodiscard]] std::string_view token() const { return token_; }

    /// Errors: `not_authenticated` without the field; `invalid_credentials` for another scheme or
    ///         for anything that is not one b64token.
    static Result<Bearer> from_request(const Request& request);
    static bool is_absent(const Request& request) { return !request.field("Authorization"); }
    static void describe(openapi::Operation& operation);

private:
    std::string_view token_;
};

/// Says that anybody may call: an endpoint that changes data and has no guard must take it.
struct Public {
    static Public from_request(const Request&) { return {}; }
    static void describe(openapi::Operation& operation);
};

namespace inject {
template <>
inline constexpr bool declares_access<Bearer> = true;
template <>
inline constexpr bool is_credential<Bearer> = true;
template <>
inline constexpr bool declares_access<Public> = true;
template <>
inline constexpr bool overrides_rule<Public> = true;
}  // namespace inject

}  // namespace cardea
