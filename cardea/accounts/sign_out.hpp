// Logout: a session ends, and with it all its tokens, before anybody is answered.
#pragma once

#include <cardea/accounts/session.hpp>

namespace cardea::accounts {

/// Ends a session of this user. False where none lives.
Async<bool> sign_out(const Accounts& accounts, Uuid session, Uuid user);

/// Ends the session that a refresh token belongs to; an unknown one ends nothing (RFC 7009).
Async<> sign_out(const Accounts& accounts, Secret<std::string> refresh_token);

/// Ends every session of this user. Returns how many.
Async<std::size_t> sign_out_everywhere(const Accounts& accounts, Uuid user);

}  // namespace cardea::accounts
