// Registration: a stranger becomes a user.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/accounts/user.hpp>
#include <cardea/base/secret.hpp>
#include <cardea/schema/email.hpp>

namespace cardea::accounts {

struct NewUser {
    Email email;
    Secret<std::string> password;
    std::optional<std::string> name{};
    std::string scope{};
};

/// What is wrong with a new password, judged on the hashing pool.
/// Errors: `cardea::Errc::exhausted` where that is full.
Async<Result<std::optional<schema::Flaw>>> flaw_of_password(const Accounts& accounts,
                                                            std::string password,
                                                            std::string email);

/// Makes a user, whose password and name must have been checked. The unique index decides races.
/// Errors: `Errc::email_taken`; `cardea::Errc::exhausted`.
Async<Result<User>> add_user(const Accounts& accounts, NewUser user);

/// The same for a stranger, who is known by `network`.
/// Errors: also `Errc::registration_disabled`, `Errc::throttled`.
Async<Result<User>> register_user(const Accounts& accounts, NewUser user, std::string_view network);

}  // namespace cardea::accounts
