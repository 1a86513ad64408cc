// Text within HTML.
#pragma once

#include <string>
#include <string_view>

namespace cardea {

/// `text` as it may stand between tags and in a quoted attribute's value: what a stranger sent
/// stays text. Not for scripts, styles, addresses and comments, which have rules of their own.
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace cardea
