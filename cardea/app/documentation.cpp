#include <cardea/app/documentation.hpp>

#include <cardea/app/docs_page.hpp>

#include <algorithm>
#include <cctype>

namespace cardea {
namespace {

std::string lower_case(std::string_view text) {
    std::string lower{text};
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

/// The way from a document to the app's root: `.` from `/openapi.json`, `..` from `/v1/api.json`.
std::string root_from(std::string_view document_path) {
    std::string way;
    const auto folders = std::count(document_path.begin(), document_path.end(), '/') - 1;
    for (auto left = folders; left > 0; --left) way += way.empty() ? ".." : "/..";
    return way.empty() ? "." : way;
}

/// As one column of a table.
void append_padded(std::string& out, std::string_view text, std::size_t width) {
    out.append(text).append(width - std::min(width, text.size()) + 2, ' ');
}

}  // namespace

std::string table_of(std::span<const RouteLine> routes) {
    std::size_t method_width = 0;
    std::size_t pattern_width = 0;
    for (const auto& route : routes) {
        method_width = std::max(method_width, name_of(route.method).size());
        pattern_width = std::max(pattern_width, route.pattern.size());
    }
    std::string text;
    for (const auto& route : routes) {
        append_padded(text, name_of(route.method), method_width);
        append_padded(text, route.pattern, pattern_width);
        text.append(route.access).append("\n");
    }
    return text;
}

namespace app {

openapi::Operation operation_of(const Route& route, Preparations preparations,
                                const DocumentationOptions& options) {
    openapi::Operation operation;
    operation.method = lower_case(name_of(route.method));
    operation.path = route.pattern;
    operation.operation_id = route.options.operation_id;
    operation.summary = route.options.summary;
    operation.description = route.options.description;
    operation.tags = route.options.tags;
    operation.is_deprecated = route.options.is_deprecated;
    operation.answers = route.options.answers;  // before all others: the first of a status stays
    for (const auto& preparation : preparations) preparation->describe(operation);
    route.endpoint->describe(operation);
    operation.add_problem(0, "Any other problem");
    for (auto& scheme : operation.schemes) {
        if (scheme.kind != openapi::SchemeKind::bearer || options.token_url.empty()) continue;
        scheme.kind = openapi::SchemeKind::oauth2_password;
        scheme.token_url = options.token_url;
    }
    return operation;
}

std::string document_of(const Routes& routes, Preparations preparations,
                        const DocumentationOptions& options, const std::string& title) {
    auto servers = options.servers;
    if (servers.empty())
        servers.push_back({.url = root_from(options.document_path), .description = "This server"});
    auto scopes = options.scopes;  // what the app says of a scope stands
    scopes.insert(routes.scopes().begin(), routes.scopes().end());
    openapi::Document document{{.title = title,
                                .version = options.version,
                                .description = options.description,
                                .license = options.license,
                                .servers = std::move(servers),
                                .tags = options.tags,
                                .scopes = std::move(scopes)}};
    for (const auto& route : routes.all()) {
        if (!route.options.is_hidden) document.add(operation_of(route, preparations, options));
    }
    return document.json();
}

Routes documentation_routes(const DocumentationOptions& options, const std::string& title,
                            std::string document) {
    Routes routes;
    routes.get(options.document_path, [document = std::move(document)] {
        Response response;
        response.fields.set("Content-Type", "application/json");
        response.body = document;
        return response;
    });
    routes.include(docs_routes(
        {.title = title, .path = options.page_path, .document = options.document_path}));
    routes.hide();
    return routes;
}

}  // namespace app

}  // namespace cardea
