#include <cardea/net/codec/target.hpp>

#include <cardea/http/form.hpp>
#include <cardea/net/codec/characters.hpp>

namespace cardea::net {
namespace {

constexpr std::string_view ambiguous =
    "The path has an empty segment, a dot segment, or an encoded slash, backslash or control "
    "character";

bool is_dot_segment(std::string_view segment) { return segment == "." || segment == ".."; }

bool has_dot_segment(std::string_view path) {
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        const auto end = path.find('/');
        if (is_dot_segment(path.substr(0, end))) return true;
        if (end == std::string_view::npos) return false;
        path.remove_prefix(end);
    }
    return false;
}

/// How many slashes there are, encoded or not.
std::size_t slashes_in(std::string_view text) {
    std::size_t count = 0;
    for (const char character : text) count += character == '/' ? 1U : 0U;
    return count;
}

std::string_view flaw_of_decoded(std::string_view decoded, std::size_t slashes) {
    for (const char character : decoded) {
        const auto code = static_cast<unsigned char>(character);
        if (code < 0x20 || code == 0x7f || code == '\\') return ambiguous;
    }
    // Decoding made a slash, or the dots of a dot segment.
    if (slashes_in(decoded) != slashes || has_dot_segment(decoded)) return ambiguous;
    return {};
}

}  // namespace

std::string_view flaw_of_target(std::string_view target) {
    if (target.empty() || target.front() != '/')
        return "The target must be a path, beginning with a slash";
    const auto question = target.find('?');
    const auto path = target.substr(0, question);
    bool is_encoded = false;
    for (const char character : path) {
        if (character == '%') {
            is_encoded = true;
        } else if (character != '/' && !path_characters.has(character)) {
            return "The path has a character that must be percent-encoded";
        }
    }
    if (path.find("//") != std::string_view::npos || has_dot_segment(path)) return ambiguous;
    if (is_encoded) {
        const auto decoded = http::percent_decode(path);
        if (!decoded) return "A percent-encoding in the path is malformed or no UTF-8";
        if (const auto flaw = flaw_of_decoded(*decoded, slashes_in(path)); !flaw.empty())
            return flaw;
    }
    if (question == std::string_view::npos) return {};
    for (const char character : target.substr(question + 1)) {
        if (!query_characters.has(character))
            return "The query has a character that must be percent-encoded";
    }
    return {};
}

}  // namespace cardea::net
