// What an operator or an administrator does with users.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/accounts/page.hpp>
#include <cardea/accounts/scope_text.hpp>
#include <cardea/accounts/user.hpp>
#include <cardea/schema/patch.hpp>
#include <cardea/schema/text.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace cardea::accounts {

/// All users, the oldest first.
Async<std::vector<User>> list_users(const Accounts& accounts);

/// A page of a list, and where the next one begins.
struct UserPage {
    std::vector<User> items;
    std::optional<std::string> next_cursor;  ///< Of the next page; null: there is none.
};

/// Some of all users, the oldest first.
Async<UserPage> list_users(const db::Database& database, PageRequest request);

/// By id or by address.
Async<std::optional<User>> find_by_name(const Accounts& accounts, std::string_view who);

/// What an administrator may change of a user.
struct UserChange {
    Patch<Text<1, 200>> name{};
    Patch<bool, Null::refused> disabled{};
    Patch<ScopeText, Null::refused> scope{};
};

/// Who changes somebody else, and the scope that counts for it: nobody grants what is not theirs.
struct Administrator {
    Uuid id;
    Uuid session;
    std::string scope;  ///< As the token has it; counts as far as it is still the user's.
};

/// Changes all of it or nothing. Disabling ends every session in the same transaction; enabling
/// brings none back. Scopes that the user has already may stay, whoever gave them. The
/// administrator is looked at once more in the transaction, since a slow body may have let time
/// pass: a session that has ended changes nothing any more.
/// Errors: `Errc::user_not_found`; `Errc::scope_not_held`, which names what is not the
///         administrator's to grant; `Errc::invalid_token` where the administrator is gone.
Async<Result<User>> change_user(const Accounts& accounts, Administrator by, Uuid user,
                                UserChange change);

/// Disables or enables a user, as `change_user` does, by an operator. Nothing where there is none.
Async<std::optional<User>> set_disabled(const Accounts& accounts, Uuid user, bool disabled);

/// Replaces what a user may do, by an operator.
Async<std::optional<User>> set_scope(const Accounts& accounts, Uuid user, std::string scope);

/// Replaces a password, which must have been checked, and ends every session.
/// Errors: `Errc::user_not_found`; `cardea::Errc::exhausted`.
Async<Result<>> set_password(const Accounts& accounts, Uuid user, Secret<std::string> password);

/// Deletes a user with all sessions. False where there is none. `by`: who, if not the user or an
/// operator.
Async<bool> delete_user(const Accounts& accounts, Uuid user, std::optional<Uuid> by = {});

/// Ends every session of a user. False where there is no such user.
Async<bool> end_sessions_of(const Accounts& accounts, Uuid user, std::optional<Uuid> by = {});

}  // namespace cardea::accounts
