// The OAuth 2 token endpoint and the published keys, as routes to include in an app.
// Spec: RFC 6749 sections 4.3, 5 and 6; RFC 7517.
#pragma once

#include <cardea/app/routes.hpp>
#include <cardea/issuer/token_request.hpp>

#include <string>

namespace cardea::server {

/// The published JWK Set, as JSON.
struct PublishedKeys {
    std::string json;
};

/// Needs as states: `accounts::Accounts`, `issuer::TokenIssuer` and `PublishedKeys`.
[[nodiscard]] Routes oauth_routes(issuer::GrantOptions grants);

}  // namespace cardea::server
