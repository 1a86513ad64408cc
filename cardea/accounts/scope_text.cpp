#include <cardea/accounts/scope_text.hpp>

#include <cardea/schema/shape.hpp>

#include <algorithm>

namespace cardea::accounts {
namespace {

bool is_scope_character(char character) {
    return character >= 0x21 && character <= 0x7e && character != '"' && character != '\\';
}

/// Takes the next word off `words`; empty at the end.
std::string_view take_word(std::string_view& words) {
    words.remove_prefix(std::min(words.find_first_not_of(' '), words.size()));
    const auto word = words.substr(0, words.find(' '));
    words.remove_prefix(word.size());
    return word;
}

bool has_word(std::string_view words, std::string_view wanted) {
    for (auto word = take_word(words); !word.empty(); word = take_word(words)) {
        if (word == wanted) return true;
    }
    return false;
}

void add_word(std::string& words, std::string_view word) {
    if (!words.empty()) words += ' ';
    words += word;
}

}  // namespace

std::optional<std::string> clean_scope(std::string_view scope) {
    if (scope.size() > scope_bytes_max) return std::nullopt;
    std::string clean;
    for (auto word = take_word(scope); !word.empty(); word = take_word(scope)) {
        if (!std::all_of(word.begin(), word.end(), is_scope_character)) return std::nullopt;
        if (!has_word(clean, word)) add_word(clean, word);
    }
    return clean;
}

std::string narrowed_scope(const std::optional<std::string>& granted, std::string_view present) {
    if (!granted) return std::string{present};
    std::string scope;
    std::string_view rest = *granted;
    for (auto word = take_word(rest); !word.empty(); word = take_word(rest)) {
        if (has_word(present, word) && !has_word(scope, word)) add_word(scope, word);
    }
    return scope;
}

std::string scope_beyond(std::string_view wanted, std::string_view held) {
    std::string beyond;
    for (auto word = take_word(wanted); !word.empty(); word = take_word(wanted)) {
        if (!has_word(held, word)) add_word(beyond, word);
    }
    return beyond;
}

schema::Reading<ScopeText> ScopeText::read(std::string_view text) {
    auto clean = clean_scope(text);
    if (clean) return ScopeText{*std::move(clean)};
    return schema::Flaw{.type = "string_pattern_mismatch",
                        .msg =
                            "Scopes are words of printable ASCII without quotes and "
                            "backslashes, divided by spaces; at most " +
                            std::to_string(scope_bytes_max) + " bytes"};
}

void ScopeText::describe(schema::Shape& shape) {
    shape.description = "Space-separated (RFC 6749 section 3.3)";
}

}  // namespace cardea::accounts
