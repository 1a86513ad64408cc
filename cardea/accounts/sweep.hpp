// What is dead and can mean nothing to anybody any more is deleted, a little at a time.
#pragma once

#include <cardea/accounts/accounts.hpp>

namespace cardea::accounts {

/// Deletes sessions that have ended or expired, with their refresh tokens, once no access token of
/// theirs can live; `count_max` at most, so that other writes need not wait for long. Returns how
/// many went: fewer than `count_max` means that all are gone.
Async<std::size_t> sweep_sessions(const Accounts& accounts, std::size_t count_max);

}  // namespace cardea::accounts
