// Registration, login, refresh and logout as endpoints: thin, since what they do is in `accounts`.
// An app of your own takes `account_routes`, which brings what they need.
#pragma once

#include <cardea/app/routes.hpp>

namespace cardea::server {

/// Needs as states: `accounts::Accounts`, `issuer::TokenIssuer` and `Authority`.
[[nodiscard]] Routes account_endpoints();

}  // namespace cardea::server
