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

/// Nothing where there is no such user, or the user is disabled.
Async<std::optional<User>> change_profile(const Accounts& accounts, std::string user,
                                          ProfileChange change);

}  // namespace cardea::accounts
