// The files of the page /docs, built into the program by cmake/swagger_ui.cmake.
#pragma once

#include <span>
#include <string_view>

namespace cardea {

/// A file of the page.
struct DocsAsset {
    std::string_view name;  ///< Under the page: `swagger-ui.css`.
    std::string_view content_type;
    std::string_view etag;  ///< With its quotes; it follows from the bytes.
    std::string_view bytes;
};

/// What was built in: the page's own script, and Swagger UI with its licence if there was one.
[[nodiscard]] std::span<const DocsAsset> docs_assets();

}  // namespace cardea
