#include <cardea/server/account_routes.hpp>

#include <cardea/server/account_endpoints.hpp>
#include <cardea/server/administration_endpoints.hpp>
#include <cardea/server/backend.hpp>
#include <cardea/server/oauth_routes.hpp>
#include <cardea/server/profile_endpoints.hpp>

#include <memory>
#include <string_view>

namespace cardea {

namespace {

/// Settings that would change nothing are faults, since whoever gave them expects something.
void check_names(const server::SettingTexts& settings) {
    for (const auto& [name, value] : settings) {
        if (name == "database.url" || name == "tokens.issuer" || name == "registration.scope")
            throw server::SettingError{name + ": has a member of its own in AccountRoutesOptions"};
        for (const std::string_view of_the_app : {"server.", "cors.", "log."}) {
            if (name.starts_with(of_the_app))
                throw server::SettingError{name + ": is no setting of account routes, but the " +
                                           "app's own affair"};
        }
    }
}

}  // namespace

Routes account_routes(AccountRoutesOptions options) {
    check_names(options.settings);
    server::SettingTexts texts = std::move(options.settings);
    texts.insert_or_assign("database.url", options.database);
    texts.insert_or_assign("tokens.issuer", options.issuer);
    texts.insert_or_assign("registration.scope", options.registration_scope);
    const auto settings = server::settings_from(server::merge({texts}));

    Routes routes;
    server::provide(std::make_shared<const server::Backend>(settings), routes);
    routes.include(server::account_endpoints());
    routes.include(server::profile_endpoints());
    routes.include(server::administration_endpoints());
    routes.include(server::oauth_routes({.password_grant = settings.password_grant}));
    return routes;
}

}  // namespace cardea
