#include <cardea/security/basic.hpp>

#include <cardea/http/authorization.hpp>
#include <cardea/inject/describe.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/security/errc.hpp>

namespace cardea {
namespace {

constexpr auto basic_challenge = R"(Basic realm="cardea", charset="UTF-8")";

}  // namespace

Result<Basic> Basic::from_request(const Request& request) {
    const auto field = request.field("Authorization");
    const auto credential =
        field ? http::credential_of(*field, "Basic") : std::optional<std::string_view>{};
    if (!credential)
        return Error{security::Errc::not_authenticated}.challenge_with(basic_challenge);

    auto pair = http::decode_basic(*credential);
    const auto colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos || !schema::is_utf8(*pair)) {
        return Error{security::Errc::invalid_credentials, "no base64 of user:password"}
            .challenge_with(basic_challenge);
    }
    Basic basic{pair->substr(0, colon), Secret{pair->substr(colon + 1)}};
    wipe_contents(*pair);
    return basic;
}

void Basic::describe(openapi::Operation& operation) {
    operation.require({.name = "basic",
                       .kind = openapi::SchemeKind::basic,
                       .description = "A user and a password with every request"});
    inject::add_access(operation, "Basic");
}

}  // namespace cardea
