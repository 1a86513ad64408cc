// Text<Min, Max>: a string of so many characters.
#pragma once

#include <cardea/schema/reading.hpp>

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace cardea {
namespace schema {

/// How many Unicode characters (code points) a valid UTF-8 text has.
[[nodiscard]] std::size_t count_characters(std::string_view text);
/// `text` with a `?` for every character that draws nothing, or on what stands around it: controls,
/// directions and other formats, and spaces beyond ASCII's own. For people's eyes.
[[nodiscard]] std::string visible(std::string_view text);

/// Nothing where `text` has from `min` to `max` characters and no NUL; else what is wrong.
[[nodiscard]] Flaw check_length(std::string_view text, std::size_t min, std::size_t max);

}  // namespace schema

/// A UTF-8 string of Min to Max Unicode characters, without NUL.
template <std::size_t Min, std::size_t Max>
class Text {
    static_assert(Min <= Max, "Cardea: Text<Min, Max> needs Min <= Max.");

public:
    /// Empty, whatever Min says: not yet read.
    Text() = default;
    static schema::Reading<Text> read(std::string_view text) {
        if (auto flaw = schema::check_length(text, Min, Max); !flaw.type.empty()) return flaw;
        return Text{std::string{text}};
    }
    static void describe(schema::Shape& shape) { schema::describe_length(shape, Min, Max); }

    [[nodiscard]] const std::string& text() const { return text_; }
    /// Moves the text out.
    [[nodiscard]] std::string take() && { return std::move(text_); }
    operator std::string_view() const { return text_; }

    // For Secret, which wipes what it holds.
    [[nodiscard]] char* data() { return text_.data(); }
    [[nodiscard]] std::size_t capacity() const { return text_.capacity(); }
    [[nodiscard]] std::size_t size() const { return text_.size(); }
    void resize(std::size_t size) { text_.resize(size); }
    void clear() { text_.clear(); }

    bool operator==(const Text&) const = default;

private:
    explicit Text(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

}  // namespace cardea
