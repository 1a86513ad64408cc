#include <cardea/server/account_routes.hpp>

#include <cardea/server/account_endpoints.hpp>
#include <cardea/server/backend.hpp>
#include <cardea/server/oauth_routes.hpp>

#include <memory>

namespace cardea {

Routes account_routes(AccountRoutesOptions options) {
    server::SettingTexts texts = std::move(options.settings);
    texts.insert_or_assign("database.url", options.database);
    texts.insert_or_assign("tokens.issuer", options.issuer);
    texts.insert_or_assign("registration.scope", options.registration_scope);
    const auto settings = server::settings_from(server::merge({texts}));

    Routes routes;
    server::provide(std::make_shared<const server::Backend>(settings), routes);
    routes.include(server::account_endpoints());
    routes.include(server::oauth_routes({.password_grant = settings.password_grant}));
    return routes;
}

}  // namespace cardea
