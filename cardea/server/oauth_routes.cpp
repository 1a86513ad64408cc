#include <cardea/server/oauth_routes.hpp>

#include <cardea/http/authorization.hpp>
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

/// What the document says of the parameters. (They are read one by one, as the grant has them.)
struct TokenParameters {
    std::string grant_type;
    std::optional<std::string> username;
    Secret<std::optional<std::string>> password;
    Secret<std::optional<std::string>> refresh_token;
    std::optional<std::string> scope;
    std::optional<std::string> client_id;
    Secret<std::optional<std::string>> client_secret;
};

template <class T>
openapi::Content json_of() {
    return {.media_type = "application/json", .shape = schema::shape_of<T>()};
}

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

    static void describe(openapi::Operation& operation) {
        operation.add_body({.media_type = "application/x-www-form-urlencoded",
                            .shape = schema::shape_of<TokenParameters>()});
        operation.derives_problems = false;  // the protocol has errors of its own
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
    const auto credential = http::credential_of(*field, "Basic");
    const auto pair = credential ? http::decode_basic(*credential) : std::nullopt;
    return pair ? *pair : "?";
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

Routes oauth_routes(issuer::GrantOptions grants) {
    Routes routes{{.tags = {"oauth"}}};
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
        {.no_store = true,
         .summary = "Tokens for a password or a refresh token",
         .description = "Errors of the protocol are answered as RFC 6749 section 5.2 says.",
         .answers = {{.status = 200, .contents = {json_of<issuer::TokenPair>()}},
                     {.status = 400, .contents = {json_of<OauthProblem>()}},
                     {.status = 401,
                      .contents = {json_of<OauthProblem>()},
                      .headers = {{"WWW-Authenticate", "`Basic`, for a client that used it"}}},
                     openapi::problem(415, "The parameters are no form"),
                     openapi::problem(429, "Too many attempts"),
                     openapi::problem(503, "Too many passwords are being hashed")}});
    routes.get("/.well-known/jwks.json",
               [](State<PublishedKeys> keys) {
                   Response response;
                   response.fields.set("Content-Type", "application/json");
                   response.fields.set("Cache-Control", "public, max-age=300");
                   response.body = keys->json;
                   return response;
               },
               {.summary = "The keys that verify our tokens",
                .operation_id = "get_jwks",
                .answers = {{.status = 200, .contents = {{.media_type = "application/json"}}}}});
    return routes;
}

}  // namespace cardea::server
