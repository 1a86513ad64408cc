// The whole of accounts for an app of your own: registration, login, refresh, logout, `/users/me`,
// `/oauth/token` and the published keys, with users, sessions and keys in a database file:
//
//     app.include(account_routes({.database = "notes.db"}));
//
// It provides the `Authority`, so that every `Guard` of the app believes the tokens of these
// accounts, and `db::Database`, in which the app may have tables of its own (`db::migrate`).
#pragma once

#include <cardea/app/routes.hpp>
#include <cardea/server/settings.hpp>

#include <string>

namespace cardea {

struct AccountRoutesOptions {
    std::string database = "cardea.db";  ///< A path; `cardea.key` is made beside it.
    /// `iss` and, by default, `aud` of the tokens: the URL under which clients reach the app.
    std::string issuer = "http://127.0.0.1:8000";
    std::string registration_scope{};  ///< What a new user may do, space-separated.
    /// Any other setting of accounts and tokens by its name: `{{"tokens.access_ttl", "5m"}}`.
    server::SettingTexts settings{};
};

/// Opens the database and brings its tables up to date; makes the keys at first start. Blocks.
/// Throws `server::SettingError` for a setting that is unknown or not allowed, `std::runtime_error`
/// with a sentence where database or keys cannot be used.
/// Owns: all of it; it lives as long as the app that includes the routes.
[[nodiscard]] Routes account_routes(AccountRoutesOptions options = {});

}  // namespace cardea
