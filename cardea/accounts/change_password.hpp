// A user replaces the password, and every other session ends.
#pragma once

#include <cardea/accounts/session.hpp>

namespace cardea::accounts {

struct PasswordChange {
    Uuid user;
    Uuid session;  ///< The one that goes on; it must live.
    Secret<std::string> current;
    Secret<std::string> replacement;
};

/// Shows the present password, as a sign-in does, and judges the new one; both on the hashing pool.
/// Nothing is changed where either is wrong, and all that is wrong is told at once.
/// Errors: `Errc::wrong_password` with the faults at `body.current_password` and
///         `body.new_password`; `Errc::throttled`, since it is an attempt at a credential;
///         `Errc::invalid_token` where user or session ended meanwhile, or another change of the
///         password came first; `cardea::Errc::exhausted`.
Async<Result<>> change_password(const Accounts& accounts, PasswordChange change, Origin origin);

}  // namespace cardea::accounts
