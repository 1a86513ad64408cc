#include <cardea/server/account_endpoints.hpp>

#include <cardea/accounts/refresh.hpp>
#include <cardea/accounts/sign_in.hpp>
#include <cardea/accounts/sign_out.hpp>
#include <cardea/issuer/token_issuer.hpp>
#include <cardea/security/errc.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/server/answers.hpp>
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
        const auto user = user_of(who->claims());
        const auto session = session_of(who->claims());
        if (user && session) co_await accounts::sign_out(*accounts, *session, *user);
        co_return Result<>{};
    }
    if (!body || !(*body)->refresh_token.reveal())
        co_return security::refused(security::Errc::not_authenticated);
    Secret token{std::string{*(*body)->refresh_token.reveal()}};
    co_await accounts::sign_out(*accounts, std::move(token));
    co_return Result<>{};
}

Async<> post_logout_all(const Guard<authenticated>& who, State<Accounts> accounts) {
    if (const auto user = user_of(who.claims())) {
        co_await accounts::sign_out_everywhere(*accounts, *user);
    }
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
                     too_many_hashes()}});
    accounts.post(
        "/auth/login", post_login,
        {.no_store = true,
         .summary = "Sign in",
         .description = "Begins a session. Wrong address, wrong password and disabled user get "
                        "the same answer.",
         .answers = {openapi::problem(401, "Wrong address or password"), too_many_attempts(),
                     too_many_hashes()}});
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
    accounts.post("/auth/logout-all", post_logout_all,
                  {.summary = "End all my sessions",
                   .description = "This one too, before the answer leaves."});
    return accounts;
}

}  // namespace cardea::server
