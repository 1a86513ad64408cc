// Refresh: a refresh token becomes its one successor.
#pragma once

#include <cardea/accounts/session.hpp>

namespace cardea::accounts {

/// Rotates a refresh token. Within the grace time, counted from the token's first use, a retry or
/// the loser of a race gets the same successor; later reuse means that the token was stolen, and
/// its whole session ends.
/// Errors: `Errc::invalid_token`, whatever the reason; the log is told.
Async<Result<Session>> refresh(const Accounts& accounts, Secret<std::string> refresh_token);

}  // namespace cardea::accounts
