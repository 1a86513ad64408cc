// HTTP Basic: a name and a password with every request, before anybody believes them.
// Spec: RFC 7617.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/base/secret.hpp>
#include <cardea/http/request.hpp>
#include <cardea/inject/node.hpp>
#include <cardea/openapi/operation.hpp>

#include <string>
#include <utility>

namespace cardea {

/// The credential of `Authorization: Basic …`, as FastAPI's HTTPBasic. Nothing about it is
/// verified: compare with `crypto::equal` or a password hash, never with `==`.
class Basic {
public:
    /// Up to the first colon; UTF-8.
    [[nodiscard]] const std::string& user() const { return user_; }
    [[nodiscard]] const Secret<std::string>& password() const { return password_; }

    /// Errors: `not_authenticated` without the field or with another scheme, `invalid_credentials`
    ///         for what is no base64 of `user:password`, in UTF-8 and without a control character,
    ///         or was sent twice; both ask for Basic.
    static Result<Basic> from_request(const Request& request);
    static bool is_absent(const Request& request) { return !request.field("Authorization"); }
    /// For whoever looked the credential up and does not believe it: 401, which asks for Basic
    /// again.
    static Error refused();
    static void describe(openapi::Operation& operation);

private:
    Basic(std::string user, Secret<std::string> password)
        : user_{std::move(user)}, password_{std::move(password)} {}

    std::string user_;
    Secret<std::string> password_;
};

namespace inject {
template <>
inline constexpr bool declares_access<Basic> = true;
}  // namespace inject

}  // namespace cardea
