// The whole server: settings in, an app that serves the contract out.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/app/app.hpp>
#include <cardea/db/database.hpp>
#include <cardea/issuer/keyring.hpp>
#include <cardea/server/log.hpp>
#include <cardea/server/metrics.hpp>
#include <cardea/server/settings.hpp>

#include <memory>

namespace cardea::server {

/// The database of these settings, with its tables up to date. Throws `std::runtime_error`.
[[nodiscard]] std::unique_ptr<db::Database> open_database(const Settings& settings);

/// Where the master key is, where `CARDEA_MASTER_KEY` does not give one: beside the SQLite file.
[[nodiscard]] std::filesystem::path master_key_file(const Settings& settings);

/// Everything that serves, in the order in which it is made and, backwards, ended.
class Service {
public:
    /// Opens the database, brings its tables up to date and loads the keys, made at first start.
    /// Throws `std::runtime_error` with a sentence; `SettingError` where a setting is at fault.
    explicit Service(Settings settings);
    ~Service();

    /// Serves until SIGTERM or SIGINT. Returns the program's exit code.
    int run();
    [[nodiscard]] App& app() { return app_; }

private:
    void log_start() const;
    void log_exchange(const Exchange& exchange) const;

    Settings settings_;
    Log log_;
    Metrics metrics_;
    std::unique_ptr<db::Database> database_;
    issuer::Keyring keyring_;
    jose::Verifier verifier_;
    accounts::Accounts accounts_;
    App app_;
};

}  // namespace cardea::server
