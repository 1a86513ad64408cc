#include <cardea/app/docs_page.hpp>

#include <cardea/http/html.hpp>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <utility>

namespace cardea {
namespace {

constexpr std::string_view bundle_name = "swagger-ui-bundle.js";

// Scripts, styles and answers come from here alone; images may stand in the style sheet itself.
constexpr std::string_view docs_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// How a page at `from` names `to`, both being paths.
// Spec: RFC 3986 section 4.2.
std::string relative_reference(std::string_view from, std::string_view to) {
    std::size_t shared = 1;  // up to and with the last slash that both have
    for (std::size_t i = 0; i < std::min(from.size(), to.size()) && from[i] == to[i]; ++i) {
        if (from[i] == '/') shared = i + 1;
    }
    std::string reference = "./";  // so that a colon in the first segment is no scheme
    const auto ups = std::ranges::count(from.substr(shared), '/');
    for (auto up = ups; up > 0; --up) reference += "../";
    return reference.append(to.substr(shared));
}

// Whether a list of entity tags has `etag`. Spec: RFC 9110 section 13.1.2, weak comparison.
bool names_etag(std::string_view list, std::string_view etag) {
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        auto tag = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        while (tag.starts_with(' ') || tag.starts_with('\t')) tag.remove_prefix(1);
        while (tag.ends_with(' ') || tag.ends_with('\t')) tag.remove_suffix(1);
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag == etag || tag == "*") return true;
    }
    return false;
}

struct DocsPage {
    DocsOptions options;
    bool has_swagger_ui;

    [[nodiscard]] std::string html(bool with_slash) const {
        const auto here = with_slash ? options.path + "/" : options.path;
        const auto address = [&](std::string_view name) {
            return escape_html(relative_reference(here, options.path + "/" + std::string{name}));
        };
        const auto title = escape_html(options.title);
        const auto document = escape_html(relative_reference(here, options.document));
        std::string head =
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width\">\n<title>" +
            title + "</title>\n";
        if (!has_swagger_ui) {
            return head + "</head>\n<body>\n<h1>" + title +
                   "</h1>\n<p>What this API offers is described in <a href=\"" + document + "\">" +
                   document +
                   "</a>, an OpenAPI document.</p>\n"
                   "<p>This program was built without Swagger UI, which would show it here. To "
                   "have "
                   "it, install npm and build again with <code>./dev build</code>; or name the "
                   "folder of npm&#39;s package <code>swagger-ui-dist</code> to CMake as "
                   "<code>CARDEA_SWAGGER_UI</code>.</p>\n</body>\n</html>\n";
        }
        return head + "<link rel=\"icon\" href=\"" + address("favicon-32x32.png") +
               "\">\n<link rel=\"stylesheet\" href=\"" + address("swagger-ui.css") +
               "\">\n<script defer src=\"" + address(bundle_name) +
               "\"></script>\n<script defer src=\"" + address("docs_page.js") +
               "\"></script>\n</head>\n<body>\n<div id=\"swagger-ui\" data-document=\"" + document +
               "\"></div>\n<noscript>This page needs JavaScript; the OpenAPI document is <a "
               "href=\"" +
               document + "\">" + document + "</a>.</noscript>\n</body>\n</html>\n";
    }
};

void protect(Response& response) {
    response.fields.set("Referrer-Policy", "no-referrer");
    response.fields.set("Cross-Origin-Resource-Policy", "same-origin");
}

Response page_response(const DocsPage& page, const Request& request) {
    Response response;
    protect(response);
    response.fields.set("Content-Type", "text/html; charset=utf-8");
    response.fields.set("Content-Security-Policy", docs_policy);
    response.fields.set("Cache-Control", "no-cache");
    response.body = page.html(request.raw_path().ends_with('/'));
    return response;
}

Response asset_response(const DocsAsset& asset, const Request& request) {
    Response response;
    protect(response);
    response.fields.set("ETag", asset.etag);
    response.fields.set("Cache-Control", "no-cache");  // kept, and asked about each time
    if (names_etag(request.field("If-None-Match").value_or(""), asset.etag)) {
        response.status = Status::not_modified;
        return response;
    }
    response.fields.set("Content-Type", asset.content_type);
    response.body = asset.bytes;
    return response;
}

}  // namespace

Routes docs_routes(DocsOptions options, std::span<const DocsAsset> assets) {
    if (!options.path.starts_with('/') || !options.document.starts_with('/')) {
        throw std::invalid_argument{"The paths of the docs page and of its document begin with /"};
    }
    while (options.path.ends_with('/')) options.path.pop_back();
    const auto path = options.path;
    const auto has_bundle = [](const DocsAsset& asset) { return asset.name == bundle_name; };
    const DocsPage page{std::move(options), std::ranges::any_of(assets, has_bundle)};

    Routes routes;
    routes.get(path.empty() ? "/" : path,
               [page](const Request& request) { return page_response(page, request); },
               {.summary = "This page"});
    if (!page.has_swagger_ui) return routes;
    for (const auto& asset : assets) {
        routes.get(path + "/" + std::string{asset.name},
                   [&asset](const Request& request) { return asset_response(asset, request); });
    }
    return routes;
}

}  // namespace cardea
