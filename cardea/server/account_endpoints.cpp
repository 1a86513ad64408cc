#include <cardea/server/account_endpoints.hpp>

#include <cardea/accounts/profile.hpp>
#include <cardea/accounts/refresh.hpp>
#include <cardea/accounts/sign_in.hpp>
#include <cardea/accounts/sign_out.hpp>
#include <cardea/issuer/token_issuer.hpp>
#include <cardea/security/errc.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/server/origin.hpp>
#include <cardea/server/registration.hpp>
#include <cardea/server/signed_in.hpp>

namespace cardea::server {

using accounts::Accounts;
using accounts::User;
using issuer::TokenIssuer;
using issuer::TokenPair;

namespace {

struct LoginBody {
    std::string email;
    Secret<std::string> password;
};

struct RefreshBody {
    Secret<std::string> refresh_token;
};

struct LogoutBody {
    Secret<std::optional<std::string>> refresh_token;
};

Async<Result<Created<User>>> post_register(Public, Registration registration,
                                           const Request& request, State<Accounts> accounts) {
    auto user = co_await accounts::register_user(*accounts, std::move(registration).take(),
                                                 request.network());
    if (!user) co_return user.error();
    auto location = "/users/" + user->id.text();
    co_return Created<User>{*std::move(user), std::move(location)};
}

Async<Result<TokenPair>> post_login(Public, Body<LoginBody> body, const Request& request,
                                    State<Accounts> accounts, State<TokenIssuer> issuer) {
    auto login = std::move(body).take();
    accounts::Credentials credentials{.email = std::move(login.email),
                                      .password = std::move(login.password)};
    auto signing_in = accounts::sign_in(*accounts, std::move(credentials), origin_of(request));
    const auto session = co_await std::move(signing_in);
    if (!session) co_return session.error();
    co_return issuer->issue(*session);
}

Async<Result<TokenPair>> post_refresh(Public, Body<RefreshBody> body, State<Accounts> accounts,
                                      State<TokenIssuer> issuer) {
    auto token = std::move(body).take().refresh_token;
    const auto session = co_await accounts::refresh(*accounts, std::move(token));
    if (!session) co_return session.error();
    co_return issuer->issue(*session);
}

Async<Result<>> post_logout(Public, const std::optional<Guard<authenticated>>& who,
                            const std::optional<Body<LogoutBody>>& body, State<Accounts> accounts) {
    if (who) {
        const auto session = Uuid::read(who->claims().session());
        const auto user = Uuid::read(who->subject());
        if (std::holds_alternative<Uuid>(session) && std::holds_alternative<Uuid>(user)) {
            co_await accounts::sign_out(*accounts, std::get<Uuid>(session), std::get<Uuid>(user));
        }
        co_return Result<>{};
    }
    if (!body || !(*body)->refresh_token.reveal())
        co_return security::refused(security::Errc::not_authenticated);
    Secret token{std::string{*(*body)->refresh_token.reveal()}};
    co_await accounts::sign_out(*accounts, std::move(token));
    co_return Result<>{};
}

openapi::Answer too_many_attempts() {
    auto answer = openapi::problem(429, "Too many attempts");
    for (const auto* name : {"Retry-After", "RateLimit", "RateLimit-Policy"})
        answer.headers.push_back({.name = name, .description = "When there may be another"});
    return answer;
}
openapi::Answer too_busy() {
    auto answer = openapi::problem(503, "Too many passwords are being hashed");
    answer.headers.push_back({.name = "Retry-After", .description = "Seconds"});
    return answer;
}

User get_me(Depends<signed_in_user> user) { return std::move(*user); }

Async<Result<User>> patch_me(const Guard<live_user>& who, Body<accounts::ProfileChange> body,
                             State<Accounts> accounts) {
    auto changing =
        accounts::change_profile(*accounts, std::string{who.subject()}, std::move(body).take());
    auto user = co_await std::move(changing);
    if (!user) co_return security::refused(security::Errc::user_not_found);
    co_return *std::move(user);
}

}  // namespace

Routes account_endpoints() {
    Routes accounts{{.tags = {"accounts"}}};
    accounts.post(
        "/auth/register", post_register,
        {.summary = "Make an account",
         .description = "Surrounding space of the address is removed. A new password has no rules "
                        "of composition; one that is common or easily guessed is refused.",
         .answers = {openapi::problem(403, "Registration is switched off"),
                     openapi::problem(409, "The address is taken"), too_many_attempts(),
                     too_busy()}});
    accounts.post(
        "/auth/login", post_login,
        {.no_store = true,
         .summary = "Sign in",
         .description = "Begins a session. Wrong address, wrong password and disabled user get "
                        "the same answer.",
         .answers = {openapi::problem(401, "Wrong address or password"), too_many_attempts(),
                     too_busy()}});
    accounts.post("/auth/refresh", post_refresh,
                  {.no_store = true,
                   .summary = "Get new tokens",
                   .description = "The refresh token is rotated. Sent again within the grace time "
                                  "it yields the same successor; later its session ends.",
                   .answers = {openapi::problem(401, "The token is not believed")}});
    accounts.post("/auth/logout", post_logout,
                  {.summary = "End this session",
                   .description = "With a bearer token, which decides over the body, or with a "
                                  "refresh token in the body. Both tokens of the session stop "
                                  "working before the answer leaves.",
                   .answers = {openapi::problem(401, "No credential, or none that is believed")}});
    Routes users{{.tags = {"users"}}};
    users.never_store("/users/me");
    users.get("/users/me", get_me, {.summary = "Who am I?"});
    users.patch(
        "/users/me", patch_me,
        {.summary = "Change my profile", .description = "What is absent stays; `null` clears."});
    Routes both;
    both.include(std::move(accounts));
    both.include(std::move(users));
    return both;
}

}  // namespace cardea::server
