// A user, as everybody may see it who may see it at all: no hash, no secret.
#pragma once

#include <cardea/schema/timestamp.hpp>
#include <cardea/schema/uuid.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace cardea::accounts {

struct User {
    Uuid id;
    std::string email;  ///< As it was typed, trimmed.
    std::optional<std::string> name;
    bool email_verified = false;
    bool disabled = false;
    std::string scope;  ///< What the user may do, space-separated.
    Timestamp created_at;
    Timestamp updated_at;
};

/// The columns of `users` in User's order.
inline constexpr std::string_view user_columns =
    "id, email, name, email_verified, disabled, scope, created_at, updated_at";

/// A new UUIDv7.
[[nodiscard]] Uuid make_id();

}  // namespace cardea::accounts
