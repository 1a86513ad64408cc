// Whom a test lets call.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace cardea {

/// User `subject` with these scopes: `client.sign_in({.subject = "ada", .scope = "notes:read"})`.
struct Principal {
    std::string subject;
    std::string scope{};                      ///< Of the token, space-separated.
    std::optional<std::string> user_scope{};  ///< What the user may do now; none: the token's.
    bool is_live = true;                      ///< False: the user is gone or disabled.
    std::chrono::seconds lifetime = std::chrono::minutes{15};  ///< Of the token.
    /// When the sign-in was; none: a token without one (`auth_time`), such as a client's own.
    std::optional<std::chrono::seconds> signed_in_ago = std::chrono::seconds{0};
    std::vector<std::string> methods{};  ///< `amr`: how the sign-in was done, such as `{"otp"}`.
    std::string session{};               ///< `sid`
    std::string client_id{};             ///< `client_id`
    std::string private_claims{};        ///< Claims of the app's own, as one JSON object.
};

}  // namespace cardea
