#include <cardea/issuer/token_request.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/refresh.hpp>
#include <cardea/issuer/errc.hpp>

#include <algorithm>

namespace cardea::issuer {
namespace {

Error missing_parameter(std::string_view name) {
    return Error{Errc::invalid_request}.say("The parameter " + std::string{name} + " is missing");
}

/// A refusal of accounts, as the token endpoint says it.
Error as_grant_error(const Error& error) {
    if (error == accounts::Errc::invalid_login || error == accounts::Errc::invalid_token) {
        return Error{Errc::invalid_grant, std::string{error.detail()}};
    }
    return error;
}

Async<Result<accounts::Session>> grant_by_password(const accounts::Accounts& accounts,
                                                   const Parameters& form,
                                                   accounts::Origin origin) {
    auto username = form.get("username");
    if (!username) co_return missing_parameter("username");
    auto password = form.get("password");
    if (!password) co_return missing_parameter("password");
    accounts::Credentials credentials{.email = *std::move(username),
                                      .password = Secret{*std::move(password)},
                                      .client_id = std::string{public_client},
                                      .scope = form.get("scope")};
    if (credentials.scope) {
        credentials.scope = accounts::clean_scope(*credentials.scope);
        if (!credentials.scope) co_return Errc::invalid_scope;
    }
    auto signing_in = accounts::sign_in(accounts, std::move(credentials), std::move(origin));
    co_return co_await std::move(signing_in);
}

Async<Result<accounts::Session>> grant_by_refresh_token(const accounts::Accounts& accounts,
                                                        const Parameters& form) {
    auto token = form.get("refresh_token");
    if (!token) co_return missing_parameter("refresh_token");
    std::optional<std::string> asked = form.get("scope");
    if (asked) {
        asked = accounts::clean_scope(*asked);
        if (!asked) co_return Errc::invalid_scope;
    }
    Secret refresh_token{*std::move(token)};
    auto session = co_await accounts::refresh(accounts, std::move(refresh_token));
    // Narrows this access token, not the grant (RFC 6749 section 6); what was not granted is not.
    if (session) session->scope = accounts::narrowed_scope(asked, session->scope);
    co_return session;
}

}  // namespace

Result<Parameters> Parameters::from(std::vector<std::pair<std::string, std::string>> pairs) {
    Parameters parameters;
    for (auto& [name, value] : pairs) {
        const bool is_known = std::any_of(parameters.pairs_.begin(), parameters.pairs_.end(),
                                          [&](const auto& pair) { return pair.first == name; });
        if (is_known)
            return Error{Errc::invalid_request}.say("A parameter is there more than once");
        parameters.pairs_.emplace_back(std::move(name), std::move(value));
    }
    return parameters;
}

std::optional<std::string> Parameters::get(std::string_view name) const {
    for (const auto& [known, value] : pairs_) {
        if (known == name && !value.empty()) return value;
    }
    return std::nullopt;
}

Result<std::string> identify_client(std::optional<std::string_view> basic, const Parameters& form) {
    // The public client has no secret, so an empty one is the right one (RFC 6749 section 2.3.1).
    if (basic && *basic != ":" && *basic != std::string{public_client} + ":") {
        return Errc::invalid_client;
    }
    const auto id = form.get("client_id");
    if (form.get("client_secret") || (id && *id != public_client)) return Errc::invalid_client;
    return std::string{public_client};
}

Async<Result<TokenPair>> grant_tokens(const accounts::Accounts& accounts, const TokenIssuer& issuer,
                                      GrantOptions options, Parameters form,
                                      accounts::Origin origin) {
    const auto type = form.get("grant_type");
    if (!type) co_return missing_parameter("grant_type");
    const bool is_password = *type == "password" && options.password_grant;
    if (!is_password && *type != "refresh_token") co_return Errc::unsupported_grant_type;
    auto granting = is_password ? grant_by_password(accounts, form, std::move(origin))
                                : grant_by_refresh_token(accounts, form);
    const auto session = co_await std::move(granting);
    if (!session) co_return as_grant_error(session.error());
    co_return issuer.issue(*session);
}

}  // namespace cardea::issuer
