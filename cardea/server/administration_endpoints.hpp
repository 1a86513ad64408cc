// Other people's accounts, for those who may: `/users`, under the scopes `users:read` and
// `users:write`.
#pragma once

#include <cardea/app/routes.hpp>

namespace cardea::server {

/// Needs as states: `accounts::Accounts` and `Authority`.
[[nodiscard]] Routes administration_endpoints();

}  // namespace cardea::server
