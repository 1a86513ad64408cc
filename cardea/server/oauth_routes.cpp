#include <cardea/server/oauth_routes.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/http/form.hpp>
#include <cardea/http/media_type.hpp>
#include <cardea/inject/errc.hpp>
#include <cardea/issuer/errc.hpp>
#include <cardea/schema/write_json.hpp>
#include <cardea/security/bearer.hpp>
#include <cardea/server/origin.hpp>

namespace cardea::server {

using accounts::Accounts;
using issuer::TokenIssuer;
using OauthErrc = issuer::Errc;

namespace {

/// The form of a token request; what is wrong with its parameters is answered as RFC 6749 says.
class TokenForm {
public:
    static Async<Result<TokenForm>> from_request(Request& request) {
        if (!request.has_body()) co_return TokenForm{issuer::Parameters::from({})};
        if (!http::is_form(request.field("Content-Type").value_or(""))) {
            co_return Error{inject::Errc::unsupported_media_type}.say(
                "Send the parameters as application/x-www-form-urlencoded");
        }
        const auto text = co_await request.body();
        if (!text) co_return text.error();
        auto pairs = http::parse_pairs(*text);
        if (!pairs)
            co_return TokenForm{Error{OauthErrc::invalid_request}.say("The form is malformed")};
        co_return TokenForm{issuer::Parameters::from(*std::move(pairs))};
    }

    [[nodiscard]] const Result<issuer::Parameters>& parameters() const { return parameters_; }

private:
    explicit TokenForm(Result<issuer::Parameters> parameters)
        : parameters_{std::move(parameters)} {}

    Result<issuer::Parameters> parameters_;
};

/// `id:secret` of `Authorization: Basic …`; nothing without the field; a text that is nobody's
/// where it is malformed or of another scheme.
std::optional<std::string> basic_credential(const Request& request) {
    const auto field = request.field("Authorization");
    if (!field) return std::nullopt;
    constexpr std::string_view scheme = "Basic ";
    const std::string nobody = "?";
    if (!same_name(field->substr(0, scheme.size()), scheme)) return nobody;
    std::string text{field->substr(scheme.size())};
    if (text.size() % 4 != 0 || text.ends_with("===")) return nobody;  // base64 of RFC 7617, padded
    while (!text.empty() && text.back() == '=') text.pop_back();
    for (auto& character : text) {
        if (character == '+')
            character = '-';
        else if (character == '/')
            character = '_';
    }
    const auto decoded = base64url::decode(text);
    if (!decoded) return nobody;
    return std::string{decoded->begin(), decoded->end()};
}

struct OauthProblem {
    std::string_view error;
    std::string_view error_description;
};

/// Errors of the protocol are answered by the protocol; nothing where the error is none of them.
std::optional<Response> answer_in_protocol(const Error& error, bool used_basic) {
    constexpr std::string_view prefix = "oauth.";
    if (!error.code().starts_with(prefix)) return std::nullopt;
    Response response;
    response.status = Status::bad_request;
    if (error == OauthErrc::invalid_client && used_basic) {
        response.status = Status::unauthorized;
        response.fields.set("WWW-Authenticate", R"(Basic realm="cardea")");
    }
    response.fields.set("Content-Type", "application/json");
    schema::write_json(OauthProblem{.error = error.code().substr(prefix.size()),
                                    .error_description = error.message()},
                       response.body);
    return response;
}

Response answer_pair(const issuer::TokenPair& pair) {
    Response response;
    response.fields.set("Content-Type", "application/json");
    schema::write_json(pair, response.body);
    return response;
}

Async<Result<issuer::TokenPair>> grant(issuer::GrantOptions options, const TokenForm& form,
                                       const Request& request, const Accounts& accounts,
                                       const TokenIssuer& issuer) {
    if (!form.parameters()) co_return form.parameters().error();
    const auto client = issuer::identify_client(basic_credential(request), *form.parameters());
    if (!client) co_return client.error();
    auto granting =
        issuer::grant_tokens(accounts, issuer, options, *form.parameters(), origin_of(request));
    co_return co_await std::move(granting);
}

}  // namespace

Routes oauth_routes(issuer::GrantOptions grants, const jose::KeySet& published) {
    Routes routes;
    routes.post(
        "/oauth/token",
        [grants](Public, const TokenForm& form, const Request& request, State<Accounts> accounts,
                 State<TokenIssuer> issuer) -> Async<Result<Response>> {
            const auto pair = co_await grant(grants, form, request, *accounts, *issuer);
            if (pair) co_return answer_pair(*pair);
            auto answer =
                answer_in_protocol(pair.error(), request.field("Authorization").has_value());
            if (!answer) co_return pair.error();
            co_return *std::move(answer);
        },
        {.no_store = true, .summary = "Tokens for a password or a refresh token"});
    routes.get("/.well-known/jwks.json",
               [keys = jose::public_jwk_set(published)] {
                   Response response;
                   response.fields.set("Content-Type", "application/json");
                   response.fields.set("Cache-Control", "public, max-age=300");
                   response.body = keys;
                   return response;
               },
               {.summary = "The keys that verify our tokens"});
    return routes;
}

}  // namespace cardea::server
