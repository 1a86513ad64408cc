// What an app says of itself: its OpenAPI document, and the table of its routes with who may call
// each. Both come from the handlers' types, so that they cannot drift from what is enforced.
#pragma once

#include <cardea/app/routes.hpp>
#include <cardea/inject/preparation.hpp>
#include <cardea/openapi/document.hpp>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cardea {

/// The document and the page that shows it.
struct DocumentationOptions {
    bool is_served = true;                        ///< Whether the app answers on the two paths.
    std::string document_path = "/openapi.json";  ///< Of the document,
    std::string page_path = "/docs";              ///< and of the page.
    std::string version = "0.1.0";                ///< Of the API.
    std::string description{};                    ///< In Markdown.
    std::vector<openapi::Tag> tags{};             ///< In the order in which to show them.
    /// None: wherever the document came from, told by a relative URL, so that a proxy may put the
    /// app under a path of its own.
    std::vector<openapi::Server> servers{};
    std::optional<openapi::License> license{};
    /// What each scope allows. Where this has any, a scope that a guard demands and that is not
    /// among them is a fault of the wiring: it may be misspelt.
    std::map<std::string, std::string> scopes{};
    /// Where the page's Authorize button gets a token for a password (OAuth 2, password flow):
    /// relative to the app's root, such as `oauth/token`. Empty: the page asks for a token.
    std::string token_url{};
};

/// One row of the table of routes.
struct RouteLine {
    Method method;
    std::string pattern;
    std::string access;  ///< Who may call: `Guard<scope<"notes:read">>`; `-` where nobody is asked.
};

/// The rows as text, a line each, in columns.
[[nodiscard]] std::string table_of(std::span<const RouteLine> routes);

namespace app {

using Preparations = std::span<const std::unique_ptr<inject::Preparation>>;

/// What the document says of a route that runs behind `preparations`.
[[nodiscard]] openapi::Operation operation_of(const Route& route, Preparations preparations,
                                              const DocumentationOptions& options);

/// The document of all routes that are not hidden.
[[nodiscard]] std::string document_of(const Routes& routes, Preparations preparations,
                                      const DocumentationOptions& options,
                                      const std::string& title);

/// The document and its page as routes, hidden from the document itself.
[[nodiscard]] Routes documentation_routes(const DocumentationOptions& options,
                                          const std::string& title, std::string document);

}  // namespace app

}  // namespace cardea
