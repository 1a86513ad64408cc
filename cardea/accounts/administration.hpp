// What an operator does with users: the command line's use cases.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/accounts/user.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace cardea::accounts {

/// All users, the oldest first.
Async<std::vector<User>> list_users(const Accounts& accounts);

/// By id or by address.
Async<std::optional<User>> find_by_name(const Accounts& accounts, std::string_view who);

/// Disables or enables a user. Disabling ends every session in the same transaction; enabling
/// brings none back. Nothing where there is no such user.
Async<std::optional<User>> set_disabled(const Accounts& accounts, Uuid user, bool disabled);

/// Replaces what a user may do.
Async<std::optional<User>> set_scope(const Accounts& accounts, Uuid user, std::string scope);

/// Replaces a password, which must have been checked, and ends every session.
/// Errors: `Errc::user_not_found`; `cardea::Errc::exhausted`.
Async<Result<>> set_password(const Accounts& accounts, Uuid user, Secret<std::string> password);

/// Deletes a user with all sessions. False where there is none.
Async<bool> delete_user(const Accounts& accounts, Uuid user);

/// Of all of a user's scopes in one text.
inline constexpr std::size_t scope_bytes_max = 1024;

/// `scope` with single spaces and no word twice; nothing where it is longer than `scope_bytes_max`,
/// or a word has a character that a scope may not have (RFC 6749 section 3.3).
[[nodiscard]] std::optional<std::string> clean_scope(std::string_view scope);

}  // namespace cardea::accounts
