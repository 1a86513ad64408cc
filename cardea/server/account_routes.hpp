// Registration, login, refresh, logout and the caller's own profile, as routes to include in an
// app: thin, since what they do is in `accounts`.
#pragma once

#include <cardea/app/routes.hpp>

namespace cardea::server {

/// Needs as states: `accounts::Accounts`, `issuer::TokenIssuer` and `Authority`.
[[nodiscard]] Routes account_routes();

}  // namespace cardea::server
