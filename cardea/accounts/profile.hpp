// What users see of themselves, and change.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/accounts/user.hpp>
#include <cardea/schema/patch.hpp>
#include <cardea/schema/text.hpp>

namespace cardea::accounts {

/// A user and whether one of their sessions lives.
struct SignedIn {
    User user;
    bool session_lives = false;
};

/// Both in one query; nothing where there is no such user.
Async<std::optional<SignedIn>> find_signed_in(const db::Database& database, std::string_view user,
                                              std::string_view session);

/// Nothing where there is no such user.
Async<std::optional<User>> find_user(const db::Database& database, std::string_view id);

/// What users may change of themselves.
struct ProfileChange {
    Patch<Text<1, 200>> name;
};

/// Nothing where there is no such user, or the user is disabled.
Async<std::optional<User>> change_profile(const Accounts& accounts, std::string user,
                                          ProfileChange change);

}  // namespace cardea::accounts
