// The page /docs: Swagger UI over an app's OpenAPI document, served from the program itself, so
// that it works offline and no request leaves for anybody else. A program that was built without
// Swagger UI serves a plain page that says how to get it.
#pragma once

#include <cardea/app/docs_assets.hpp>
#include <cardea/app/routes.hpp>

#include <span>
#include <string>

namespace cardea {

/// What the page is called, and where it and the document are.
struct DocsOptions {
    std::string title = "Cardea";
    std::string path = "/docs";              ///< Of the page; its files lie under it.
    std::string document = "/openapi.json";  ///< Path of the OpenAPI document.
};

/// The page and its files, all of them public. Their addresses are relative, so they work behind a
/// proxy that strips a prefix, as long as page and document move together.
/// Throws `std::invalid_argument` where a path of `options` does not begin with a slash.
/// Owns: `assets` must outlive the routes.
[[nodiscard]] Routes docs_routes(DocsOptions options,
                                 std::span<const DocsAsset> assets = docs_assets());

}  // namespace cardea
