// Whom a test lets call.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace cardea {

/// User `subject` with these scopes: `client.sign_in({.subject = "ada", .scope = "notes:read"})`.
struct Principal {
    std::string subject;
    std::string scope{};                      ///< Of the token, space-separated.
    std::optional<std::string> user_scope{};  ///< What the user may do now; none: the token's.
    bool is_live = true;                      ///< False: the user is gone or disabled.
    std::chrono::seconds lifetime = std::chrono::minutes{15};      ///< Of the token.
    std::chrono::seconds signed_in_ago = std::chrono::seconds{0};  ///< When the sign-in was.
};

}  // namespace cardea
