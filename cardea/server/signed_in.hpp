// Who calls, asked of our own sessions and users: the answers that guards need, and the dependency
// by which an endpoint takes the caller as a user.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/accounts/user.hpp>
#include <cardea/inject/state.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/authority.hpp>
#include <cardea/security/guard.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace cardea::server {

/// How old this node's view of revocations may be for what changes something, or asks for a live
/// user.
inline constexpr std::chrono::milliseconds writes_staleness_max{1000};

/// Guards over `accounts`, with the tokens that `verifier` believes. Both must outlive it. Reads
/// are refused where the view of revocations is older than `reads_staleness_max`.
[[nodiscard]] Authority make_authority(const accounts::Accounts& accounts,
                                       const jose::Verifier& verifier,
                                       std::chrono::milliseconds reads_staleness_max);

/// Nothing where the text is no UUID.
[[nodiscard]] std::optional<Uuid> uuid_of(std::string_view text);
/// The user and the session that a token is about; nothing where it is about none of ours.
[[nodiscard]] std::optional<Uuid> user_of(const jose::VerifiedClaims& claims);
[[nodiscard]] std::optional<Uuid> session_of(const jose::VerifiedClaims& claims);

/// The caller: token, then revocations from memory, then one query for the user. As the tutorial's
/// `get_current_user`.
/// Errors: 401 as the contract has them: `Invalid token`, `User not found`, and so on.
Async<Result<accounts::User>> signed_in_user(const Guard<authenticated>& who,
                                             State<accounts::Accounts> accounts);

}  // namespace cardea::server
