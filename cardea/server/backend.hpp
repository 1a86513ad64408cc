// What the endpoints of accounts stand on: the database, the keys, the accounts themselves.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/app/routes.hpp>
#include <cardea/db/database.hpp>
#include <cardea/issuer/keyring.hpp>
#include <cardea/issuer/token_issuer.hpp>
#include <cardea/server/settings.hpp>
#include <cardea/server/upkeep.hpp>

#include <filesystem>
#include <memory>

namespace cardea::server {

/// The database of these settings, with its tables up to date. Throws `std::runtime_error`.
[[nodiscard]] std::unique_ptr<db::Database> open_database(const Settings& settings);

/// Where the master key is, where `CARDEA_MASTER_KEY` does not give one: beside the SQLite file.
[[nodiscard]] std::filesystem::path master_key_file(const Settings& settings);

/// The keys whose public parts are published while a server of these settings runs; makes none.
/// Empty before the first start, and where keys are secrets (HS256). Throws `std::runtime_error`.
[[nodiscard]] jose::KeySet published_keys(const Settings& settings, const db::Database& database);

/// In the order in which they are made and, backwards, ended.
struct Backend {
    /// Opens the database, brings its tables up to date and loads the keys, made at first start.
    /// Then follows the journal, and tells `report` of what goes wrong beside the requests.
    /// Throws `std::runtime_error` with a sentence; `SettingError` where a setting is at fault.
    explicit Backend(const Settings& settings, Report report = {});

    std::unique_ptr<db::Database> database;
    issuer::Keyring keyring;
    issuer::TokenIssuer token_issuer;
    jose::Verifier verifier;
    accounts::Accounts accounts;
    std::chrono::seconds max_staleness;  ///< Of what this node knows to be revoked, for reads.
    Upkeep upkeep;
};

/// Provides all states that the endpoints of accounts and OAuth need. The routes own `backend`.
void provide(std::shared_ptr<const Backend> backend, Routes& routes);

}  // namespace cardea::server
