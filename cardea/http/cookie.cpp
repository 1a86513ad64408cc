#include <cardea/http/cookie.hpp>

#include <cardea/base/character_set.hpp>
#include <cardea/http/fields.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace cardea {
namespace {

constexpr CharacterSet cookie_name_character{"azAZ09", "!#$%&'*+-.^_`|~"};
constexpr CharacterSet cookie_octet{"#+-:<[]~", "!"};
constexpr CharacterSet path_character{" :<~", ""};
constexpr CharacterSet domain_character{"azAZ09", "-."};

constexpr std::size_t cookie_bytes_max = 4096;
constexpr std::size_t attribute_bytes_max = 1024;

bool consists_of(const CharacterSet& set, std::string_view text) {
    return std::all_of(text.begin(), text.end(), [&set](char c) { return set.has(c); });
}

/// A cookie-value, which may stand in quotes; they belong to it.
bool is_cookie_value(std::string_view text) {
    if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"'))
        text = text.substr(1, text.size() - 2);
    return consists_of(cookie_octet, text);
}

/// As browsers look for prefixes: in whatever case.
bool has_prefix(std::string_view name, std::string_view prefix) {
    return same_name(name.substr(0, prefix.size()), prefix);
}

[[noreturn]] void refuse_cookie(std::string_view name, const char* why) {
    throw std::invalid_argument{"The cookie " + std::string{name} + " " + why};
}

void check_cookie(std::string_view name, std::string_view value, const CookieAttributes& is) {
    if (name.empty() || !consists_of(cookie_name_character, name))
        throw std::invalid_argument{"A cookie's name must be a token (RFC 6265 section 4.1.1)"};
    if (!consists_of(cookie_octet, value))
        refuse_cookie(name, "has a value with a character that no cookie may have: encode it");
    if (name.size() + value.size() > cookie_bytes_max)
        refuse_cookie(name, "has more than 4096 bytes, and no browser would keep it");
    if (!is.path.starts_with('/') || !consists_of(path_character, is.path) ||
        is.path.size() > attribute_bytes_max)
        refuse_cookie(name, "needs a path that begins with / and has no semicolon");
    if (!consists_of(domain_character, is.domain) || is.domain.size() > attribute_bytes_max)
        refuse_cookie(name, "needs a domain of ASCII letters, digits, dots and hyphens");
    if (is.max_age && is.max_age->count() < 0)
        refuse_cookie(name, "needs a Max-Age of 0 or more seconds");
    if (is.same_site == SameSite::none && !is.secure)
        refuse_cookie(name, "must be Secure to be sent with SameSite=None");
    if ((has_prefix(name, "__Secure-") || has_prefix(name, "__Host-")) && !is.secure)
        refuse_cookie(name, "has a prefix that promises Secure");
    if (has_prefix(name, "__Host-") && (is.path != "/" || !is.domain.empty()))
        refuse_cookie(name, "has a prefix that promises Path=/ and no Domain");
}

std::string_view name_of(SameSite same_site) {
    switch (same_site) {
        case SameSite::strict: return "Strict";
        case SameSite::none: return "None";
        default: return "Lax";
    }
}

}  // namespace

namespace http {

const Cause& cause_of(CookieErrc errc) {
    static constexpr std::array causes{
        Cause{"http.too_many_cookies", Fault::malformed, "There are too many cookies"},
        Cause{"http.ambiguous_cookie", Fault::malformed, "A cookie was sent twice"},
        Cause{"http.malformed_cookie", Fault::malformed, "A cookie's value is malformed"},
    };
    return causes.at(static_cast<std::size_t>(errc));
}

Result<std::optional<std::string_view>> find_cookie(const Request& request, std::string_view name) {
    std::optional<std::string_view> found;
    std::size_t count = 0;
    for (const auto& field : request.fields()) {
        if (!same_name(field.name, "Cookie")) continue;
        auto rest = field.value;
        while (!rest.empty()) {
            auto piece = rest.substr(0, rest.find(';'));
            rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
            // The space after a semicolon; any other would belong to a name that is not ours.
            piece.remove_prefix(std::min(piece.find_first_not_of(" \t"), piece.size()));
            if (++count > cookies_max) return CookieErrc::too_many;
            // Browsers send a cookie that has no name without a `=` too: it is nobody's.
            const auto equals = piece.find('=');
            if (equals == std::string_view::npos || piece.substr(0, equals) != name) continue;
            if (found) return CookieErrc::ambiguous;
            found = piece.substr(equals + 1);
        }
    }
    if (found && !is_cookie_value(*found)) return CookieErrc::malformed;
    return found;
}

}  // namespace http

SetCookie::SetCookie(std::string_view name, std::string_view value, CookieAttributes attributes)
    : name_{name}, value_{value}, attributes_{std::move(attributes)} {
    check_cookie(name_, value_, attributes_);
}

SetCookie SetCookie::expired(std::string_view name, CookieAttributes attributes) {
    attributes.max_age = std::chrono::seconds{0};
    return SetCookie{name, "", std::move(attributes)};
}

std::string SetCookie::text() const {
    std::string text = name_ + "=" + value_;
    if (attributes_.max_age) {
        text += "; Max-Age=" + std::to_string(attributes_.max_age->count());
        // For those who know no Max-Age, the past.
        if (attributes_.max_age->count() == 0) text += "; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    }
    text += "; Path=" + attributes_.path;
    if (!attributes_.domain.empty()) text += "; Domain=" + attributes_.domain;
    if (attributes_.secure) text += "; Secure";
    if (attributes_.http_only) text += "; HttpOnly";
    text += "; SameSite=";
    text += name_of(attributes_.same_site);
    return text;
}

}  // namespace cardea
