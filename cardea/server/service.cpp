#include <cardea/server/service.hpp>

#include <cardea/accounts/migrations.hpp>
#include <cardea/issuer/master_key.hpp>
#include <cardea/issuer/token_issuer.hpp>
#include <cardea/server/account_routes.hpp>
#include <cardea/server/oauth_routes.hpp>
#include <cardea/server/operation_routes.hpp>
#include <cardea/server/signed_in.hpp>

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace cardea::server {
namespace {

Secret<crypto::Key256> load_master_key(const Settings& settings, const db::Database& database) {
    if (const char* given = std::getenv("CARDEA_MASTER_KEY"); given != nullptr && *given != '\0') {
        return issuer::master_key_from(Secret{std::string{given}});
    }
    const auto file = master_key_file(settings);
    std::error_code ignored;
    // A new one would not open what another has sealed, and would stand in its place.
    if (!issuer::list_keys(database).empty() && !std::filesystem::exists(file, ignored)) {
        throw std::runtime_error{"the master key " + file.string() +
                                 " is missing: give the one that the database was first served "
                                 "with (cardea.key, CARDEA_MASTER_KEY)"};
    }
    return issuer::master_key_in(file);
}

/// HS256 with a secret of the operator's own: nothing is stored.
issuer::Keyring keyring_of_file(const std::filesystem::path& path) {
    std::error_code ignored;
    std::ifstream file{path, std::ios::binary};
    if (!file || std::filesystem::is_directory(path, ignored))
        throw SettingError{"tokens.secret_file: " + path.string() + " cannot be read"};
    std::string secret{std::istreambuf_iterator<char>{file}, {}};
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
    auto key = jose::Key::from_secret(Secret{std::move(secret)});
    if (!key)
        throw SettingError{"tokens.secret_file: " + path.string() + " has fewer than 32 bytes"};
    return {.active = *key, .keys = jose::KeySet{*key}};
}

issuer::Keyring load_keys(const Settings& settings, const db::Database& database) {
    if (!settings.secret_file.empty()) return keyring_of_file(settings.secret_file);
    const auto master_key = load_master_key(settings, database);
    return issuer::load_keyring(database, master_key.reveal(), settings.algorithm,
                                settings.issuer.access_ttl);
}

AppOptions app_options(const Settings& settings) {
    return {
        .title = "Cardea", .server = settings.server, .json_depth_max = settings.json_depth_max};
}

}  // namespace

std::unique_ptr<db::Database> open_database(const Settings& settings) {
    auto database = db::open(settings.database_url);
    accounts::migrate(*database);
    issuer::migrate(*database);
    return database;
}

std::filesystem::path master_key_file(const Settings& settings) {
    std::string_view path = settings.database_url;
    constexpr std::string_view scheme = "sqlite:";
    if (path.starts_with(scheme)) path.remove_prefix(scheme.size());
    return std::filesystem::path{path}.parent_path() / "cardea.key";
}

Service::Service(Settings settings)
    : settings_{std::move(settings)},
      log_{settings_.log_level},
      database_{open_database(settings_)},
      keyring_{load_keys(settings_, *database_)},
      verifier_{issuer::make_verifier(keyring_.keys, settings_.issuer)},
      accounts_{*database_, settings_.accounts},
      app_{app_options(settings_)} {
    app_.provide(std::cref(accounts_));
    app_.provide(issuer::TokenIssuer{keyring_.active, settings_.issuer});
    app_.provide(make_authority(accounts_, verifier_));
    app_.include(account_routes());
    app_.include(oauth_routes({.password_grant = settings_.password_grant}, keyring_.keys));
    app_.include(operation_routes(app_, *database_, metrics_));
    app_.observe([this](const Exchange& exchange) {
        metrics_.count_answer(exchange.response.status,
                              static_cast<std::uint64_t>(exchange.took.count()));
        log_exchange(exchange);
    });
}

Service::~Service() = default;

void Service::log_start() const {
    if (keyring_.is_new) {
        // An operator who switched the algorithm on a live database should read this.
        log_.write(LogLevel::info, "signing_key_made",
                   {{"kid", keyring_.active.kid()},
                    {"algorithm", name_of(keyring_.active.algorithm())},
                    {"detail", "any other key is retired; tokens of another kind of key end now"}});
    }
    if (struct stat status{}; !settings_.secret_file.empty() &&
                              ::stat(settings_.secret_file.c_str(), &status) == 0 &&
                              (status.st_mode & 077U) != 0) {
        log_.write(LogLevel::warning, "secret_readable_by_others",
                   {{"setting", "tokens.secret_file"},
                    {"detail", "whoever reads it signs tokens: chmod 600 it"}});
    }
    const auto warn = [this](std::string_view setting) {
        log_.write(
            LogLevel::warning, "setting_without_effect",
            {{"setting", setting}, {"detail", "this version checks it and does not use it yet"}});
    };
    if (!settings_.trusted_proxies.empty()) warn("server.trusted_proxies");
    if (!settings_.cors_origins.empty()) warn("cors.origins");
    if (settings_.max_staleness != Settings{}.max_staleness) warn("revocation.max_staleness");
}

void Service::log_exchange(const Exchange& exchange) const {
    const auto status = static_cast<unsigned>(exchange.response.status);
    auto level = LogLevel::debug;
    if (exchange.mishap) level = status >= 500 ? LogLevel::error : LogLevel::info;
    if (!log_.writes(level)) return;
    const auto micros = std::to_string(exchange.took.count() / 1000);
    const auto& mishap = exchange.mishap;
    log_.write(level, "request",
               {{"id", exchange.request.id()},
                {"address", exchange.request.address()},
                {"method", name_of(exchange.request.method())},
                {"path", exchange.request.raw_path()},
                {"status", std::to_string(status)},
                {"microseconds", micros},
                {"code", mishap ? mishap->code() : std::string_view{}},
                {"detail", mishap ? mishap->detail() : std::string_view{}}});
}

int Service::run() {
    const auto code = app_.run([this](std::uint16_t port) {
        log_.write(LogLevel::info, "listening",
                   {{"address", settings_.server.host},
                    {"port", std::to_string(port)},
                    {"database", settings_.database_url},
                    {"issuer", settings_.issuer.issuer},
                    {"kid", keyring_.active.kid()}});
        log_start();
    });
    log_.write(LogLevel::info, "stopped", {});
    return code;
}

}  // namespace cardea::server
