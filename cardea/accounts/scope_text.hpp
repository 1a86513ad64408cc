// Scopes as a text: words divided by spaces, cleaned, compared, narrowed.
// Spec: RFC 6749 section 3.3.
#pragma once

#include <cardea/schema/reading.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cardea::accounts {

/// Of all of a user's scopes in one text.
inline constexpr std::size_t scope_bytes_max = 1024;

/// `scope` with single spaces and no word twice; nothing where it is longer than `scope_bytes_max`,
/// or a word has a character that a scope may not have.
[[nodiscard]] std::optional<std::string> clean_scope(std::string_view scope);

/// The words of `granted` that `present` has; all of `present` where nothing narrower was granted.
[[nodiscard]] std::string narrowed_scope(const std::optional<std::string>& granted,
                                         std::string_view present);

/// The words of `wanted` that none of `held` has.
[[nodiscard]] std::string scope_beyond(std::string_view wanted, std::string_view held);

/// A clean scope in a body.
class ScopeText {
public:
    ScopeText() = default;  ///< Empty.
    static schema::Reading<ScopeText> read(std::string_view text);
    static void describe(schema::Shape& shape);
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    explicit ScopeText(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

}  // namespace cardea::accounts
