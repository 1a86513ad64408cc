// The OAuth 2 token endpoint and the published keys, as routes to include in an app.
// Spec: RFC 6749 sections 4.3, 5 and 6; RFC 7517.
#pragma once

#include <cardea/app/routes.hpp>
#include <cardea/issuer/token_request.hpp>
#include <cardea/jose/key_set.hpp>

namespace cardea::server {

/// Needs as states: `accounts::Accounts` and `issuer::TokenIssuer`.
[[nodiscard]] Routes oauth_routes(issuer::GrantOptions grants, const jose::KeySet& published);

}  // namespace cardea::server
