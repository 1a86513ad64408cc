#include <cardea/server/service.hpp>

#include <cardea/app/cors.hpp>
#include <cardea/security/bearer.hpp>
#include <cardea/server/account_endpoints.hpp>
#include <cardea/server/administration_endpoints.hpp>
#include <cardea/server/oauth_routes.hpp>
#include <cardea/server/operation_routes.hpp>
#include <cardea/server/profile_endpoints.hpp>
#include <cardea/server/version.hpp>

#include <sys/stat.h>

namespace cardea::server {

AppOptions app_options(const Settings& settings) {
    AppOptions options{
        .title = "Cardea", .server = settings.server, .json_depth_max = settings.json_depth_max};
    options.docs.version = version;
    options.docs.description =
        "Accounts, tokens and sessions. Errors are problem details (RFC 9457).";
    options.docs.license = openapi::License{.name = "Apache-2.0", .identifier = "Apache-2.0"};
    options.docs.tags = {{"accounts", "Make an account, sign in and out"},
                         {"users", "Who calls"},
                         {"administration", "Other people's accounts"},
                         {"oauth", "OAuth 2 and the keys that verify our tokens"},
                         {"operations", "For those who run the server"}};
    options.docs.token_url = settings.password_grant ? "oauth/token" : "";
    return options;
}

Routes server_routes(const Settings& settings) {
    Routes routes;
    routes.include(account_endpoints());
    routes.include(profile_endpoints());
    routes.include(administration_endpoints());
    routes.include(oauth_routes({.password_grant = settings.password_grant}));
    routes.include(operation_routes());
    routes.get("/", [](Public) { return Redirect{"docs"}; },
               {.summary = "The documentation", .is_hidden = true});
    return routes;
}

Service::Service(Settings settings)
    : settings_{std::move(settings)},
      log_{settings_.log_level},
      backend_{std::make_shared<const Backend>(
          settings_,
          [this](std::string_view event, std::string_view detail) {
              log_.write(LogLevel::error, event, {{"detail", detail}});
          })},
      app_{app_options(settings_)} {
    Routes states;
    provide(backend_, states);
    states.provide(std::cref(metrics_));
    states.provide(std::cref(app_));
    app_.include(std::move(states));
    app_.include(server_routes(settings_));
    if (!settings_.cors_origins.empty()) app_.use(cors({.origins = settings_.cors_origins}));
    app_.observe([this](const Exchange& exchange) {
        metrics_.count_answer(exchange.response.status,
                              static_cast<std::uint64_t>(exchange.took.count()));
        log_exchange(exchange);
    });
}

Service::~Service() = default;

void Service::log_start() const {
    if (backend_->keyring.is_new) {
        // An operator who switched the algorithm on a live database should read this.
        log_.write(LogLevel::info, "signing_key_made",
                   {{"kid", backend_->keyring.active.kid()},
                    {"algorithm", name_of(backend_->keyring.active.algorithm())},
                    {"detail", "any other key is retired; tokens of another kind of key end now"}});
    }
    if (struct stat status{}; !settings_.secret_file.empty() &&
                              ::stat(settings_.secret_file.c_str(), &status) == 0 &&
                              (status.st_mode & 077U) != 0) {
        log_.write(LogLevel::warning, "secret_readable_by_others",
                   {{"setting", "tokens.secret_file"},
                    {"detail", "whoever reads it signs tokens: chmod 600 it"}});
    }
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
                    {"kid", backend_->keyring.active.kid()}});
        log_start();
    });
    log_.write(LogLevel::info, "stopped", {});
    return code;
}

}  // namespace cardea::server
