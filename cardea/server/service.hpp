// The whole server: settings in, an app that serves the contract out.
#pragma once

#include <cardea/app/app.hpp>
#include <cardea/server/backend.hpp>
#include <cardea/server/log.hpp>
#include <cardea/server/metrics.hpp>
#include <cardea/server/settings.hpp>

#include <memory>

namespace cardea::server {

/// How the app of these settings serves and describes itself.
[[nodiscard]] AppOptions app_options(const Settings& settings);

/// Every route of the contract, without the states that they need.
[[nodiscard]] Routes server_routes(const Settings& settings);

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
    std::shared_ptr<const Backend> backend_;
    App app_;
};

}  // namespace cardea::server
