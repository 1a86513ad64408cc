// The caller's own affairs, as endpoints: `/users/me`, its password and its sessions.
#pragma once

#include <cardea/app/routes.hpp>

namespace cardea::server {

/// Needs as states: `accounts::Accounts` and `Authority`.
[[nodiscard]] Routes profile_endpoints();

}  // namespace cardea::server
