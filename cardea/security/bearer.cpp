#include <cardea/security/bearer.hpp>

#include <cardea/base/character_set.hpp>
#include <cardea/http/authorization.hpp>
#include <cardea/inject/describe.hpp>
#include <cardea/security/errc.hpp>

#include <algorithm>

namespace cardea {
namespace {

constexpr CharacterSet token_characters{"azAZ09", "-._~+/"};

/// b64token of RFC 6750 section 2.1: one character at least, then any number of `=`.
bool is_b64token(std::string_view text) {
    const auto end =
        std::find_if_not(text.begin(), text.end(), [](char c) { return token_characters.has(c); });
    return end != text.begin() && std::all_of(end, text.end(), [](char c) { return c == '='; });
}

}  // namespace

namespace security {

openapi::SecurityScheme bearer_scheme() {
    return {.name = "bearer",
            .kind = openapi::SchemeKind::bearer,
            .description = "An access token: `Authorization: Bearer …`"};
}

}  // namespace security

void Bearer::describe(openapi::Operation& operation) {
    operation.require(security::bearer_scheme());
    inject::add_access(operation, "Bearer");
}

void Public::describe(openapi::Operation& operation) { inject::add_access(operation, "Public"); }

Result<Bearer> Bearer::from_request(const Request& request) {
    const auto field = request.field("Authorization");
    if (!field) return security::refused(security::Errc::not_authenticated);

    const auto token = http::credential_of(*field, "Bearer");
    if (!token) {
        // No token was presented, so the challenge names no error (RFC 6750 section 3.1).
        return Error{security::Errc::invalid_credentials, "another scheme than Bearer"};
    }
    if (!is_b64token(*token)) {
        return Error{security::Errc::invalid_credentials, "not one b64token"};
    }
    return Bearer{*token};
}

}  // namespace cardea
