// What users see of themselves, and change.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/accounts/user.hpp>
#include <cardea/schema/patch.hpp>
#include <cardea/schema/text.hpp>

namespace cardea::accounts {

/// Nothing where there is no such user.
Async<std::optional<User>> find_user(const db::Database& database, std::string_view id);

/// What users may change of themselves.
struct ProfileChange {
    Patch<Text<1, 200>> name;
};

/// Nothing where there is no such user, the user is disabled, or the session has ended: a slow body
/// may have let time pass since the token was believed.
Async<std::optional<User>> change_profile(const Accounts& accounts, Uuid user, Uuid session,
                                          ProfileChange change);

}  // namespace cardea::accounts
