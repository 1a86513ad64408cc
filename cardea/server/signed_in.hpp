// Who calls, asked of our own sessions and users: the answers that guards need, and the dependency
// by which an endpoint takes the caller as a user.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/accounts/profile.hpp>
#include <cardea/inject/state.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/authority.hpp>
#include <cardea/security/bearer.hpp>

#include <memory>

namespace cardea::server {

/// Guards over `accounts`, with the tokens that `verifier` believes. Both must outlive it.
[[nodiscard]] Authority make_authority(const accounts::Accounts& accounts,
                                       const jose::Verifier& verifier);

/// The caller, found with one query: token → user and session. As the tutorial's
/// `get_current_user`.
/// Errors: 401 as the contract has them: `Invalid token`, `User not found`, and so on.
Async<Result<accounts::User>> signed_in_user(Bearer bearer, State<Authority> authority,
                                             State<accounts::Accounts> accounts);

}  // namespace cardea::server
