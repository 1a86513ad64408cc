#include <cardea/security/basic.hpp>

#include <cardea/http/authorization.hpp>
#include <cardea/inject/describe.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/security/errc.hpp>

#include <algorithm>
#include <string_view>

namespace cardea {
namespace {

constexpr auto basic_challenge = R"(Basic realm="cardea", charset="UTF-8")";

/// RFC 7617 section 2: neither part has a control character; a NUL would end a name early.
bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

Result<Basic> Basic::from_request(const Request& request) {
    const auto field = request.field("Authorization");
    const auto credential =
        field ? http::credential_of(*field, "Basic") : std::optional<std::string_view>{};
    if (!credential)
        return Error{security::Errc::not_authenticated}.challenge_with(basic_challenge);

    const Secret pair{http::decode_basic(*credential).value_or("")};
    const auto& text = pair.reveal();
    const auto colon = text.find(':');
    if (colon == std::string::npos || !schema::is_utf8(text) || has_control(text) ||
        request.count("Authorization") > 1) {
        return Error{security::Errc::invalid_credentials, "no base64 of user:password"}
            .challenge_with(basic_challenge);
    }
    return Basic{text.substr(0, colon), Secret{text.substr(colon + 1)}};
}

Error Basic::refused() {
    return Error{security::Errc::invalid_credentials}.challenge_with(basic_challenge);
}

void Basic::describe(openapi::Operation& operation) {
    operation.require({.name = "basic",
                       .kind = openapi::SchemeKind::basic,
                       .description = "A user and a password with every request"});
    inject::add_access(operation, "Basic");
}

}  // namespace cardea
