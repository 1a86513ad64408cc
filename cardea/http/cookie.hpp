// Cookies: one out of a request, and one as a response sets it, safe unless it says otherwise.
// Spec: RFC 6265 sections 4.1.1, 4.2.1 and 5.2; draft-ietf-httpbis-rfc6265bis for prefixes.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/http/request.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cardea {
namespace http {

inline constexpr std::size_t cookies_max = 256;

/// Why a cookie is not taken out of a request.
enum class CookieErrc {
    too_many,   ///< 400: more cookies than any browser keeps for a site.
    ambiguous,  ///< 400: the name was sent twice.
    malformed,  ///< 400: the value has characters that no cookie may have.
};
const Cause& cause_of(CookieErrc errc);

/// The value of the cookie `name` as it was set, quotes and all; nullopt if there is none. Names
/// are compared byte by byte. All `Cookie` fields count as one. Cookies of other names are not
/// judged: on a shared domain they come from anybody, and must not lock a user out.
///
/// A name sent twice is refused, not chosen from: whoever controls a sibling domain, or another
/// path, can plant a second cookie of this name before or after ours, and so put a session of
/// their own under a user (session fixation). A name that begins with `__Host-` can be planted by
/// nobody but this very host, over TLS.
/// Errors: any `CookieErrc`.
/// Owns:   nothing: the view is into the request.
Result<std::optional<std::string_view>> find_cookie(const Request& request, std::string_view name);

}  // namespace http

/// On which requests from other sites a browser sends the cookie along.
enum class SameSite {
    lax,     ///< Where the user follows a link (GET).
    strict,  ///< On none.
    none,    ///< On all; browsers want `secure` then.
};

/// Where, how long and to whom a browser gives the cookie back. The defaults are the safe ones.
struct CookieAttributes {
    std::optional<std::chrono::seconds> max_age{};  ///< None: until the browser closes.
    std::string path = "/";                         ///< This path and what lies below.
    std::string domain{};   ///< Empty: this host alone; else its subdomains as well.
    bool secure = true;     ///< Over TLS alone.
    bool http_only = true;  ///< Not for scripts of the page.
    SameSite same_site = SameSite::lax;
};

/// A cookie as a response sets it: `response.fields.add("Set-Cookie", cookie.text())`.
class SetCookie {
public:
    /// Throws `std::invalid_argument` on what could end the value or the field early, on what no
    /// browser keeps (over 4096 bytes, `SameSite::none` without `secure`), and on a name with the
    /// prefix `__Secure-` or `__Host-` that breaks the prefix's promise. Text of any kind has to
    /// be encoded first (base64url), since a value takes no space, quote, comma or semicolon.
    SetCookie(std::string_view name, std::string_view value, CookieAttributes attributes = {});

    /// Makes browsers forget the cookie. It must have the path and domain that it was set with.
    static SetCookie expired(std::string_view name, CookieAttributes attributes = {});

    /// The field's value: `theme=dark; Path=/; Secure; HttpOnly; SameSite=Lax`.
    [[nodiscard]] std::string text() const;

private:
    std::string name_;
    std::string value_;
    CookieAttributes attributes_;
};

}  // namespace cardea
