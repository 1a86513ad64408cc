#include <cardea/server/profile_endpoints.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/change_password.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/profile.hpp>
#include <cardea/accounts/sessions.hpp>
#include <cardea/inject/body.hpp>
#include <cardea/security/errc.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/server/answers.hpp>
#include <cardea/server/origin.hpp>
#include <cardea/server/page_query.hpp>
#include <cardea/server/password_flaw.hpp>
#include <cardea/server/signed_in.hpp>

namespace cardea::server {

using accounts::Accounts;
using accounts::SessionPage;
using accounts::User;

namespace {

struct PasswordBody {
    Secret<std::string> current_password;
    Secret<std::string> new_password;
};

User get_me(Depends<signed_in_user> user) { return std::move(*user); }

Async<Result<User>> patch_me(const Guard<live_user>& who, Body<accounts::ProfileChange> body,
                             State<Accounts> accounts) {
    const auto id = user_of(who.claims());
    const auto session = session_of(who.claims());
    if (!id || !session) co_return security::refused(security::Errc::invalid_token, "no session");
    auto changing = accounts::change_profile(*accounts, *id, *session, std::move(body).take());
    auto user = co_await std::move(changing);
    if (!user) co_return security::refused(security::Errc::invalid_token, "ended meanwhile");
    co_return *std::move(user);
}

/// What is wrong with a body that could not be read, the rules for the new password among it.
Async<Error> refusal_of(Error error, Request& request, const Accounts& accounts,
                        std::string_view user) {
    const auto text = co_await request.body();
    const bool is_an_object = !error.fields().empty() && error.fields().front().loc.size() > 1;
    if (!text || !is_an_object) co_return error;
    const auto present = co_await accounts::find_user(accounts.database(), user);
    std::string email;
    if (present) email = present->email;
    const NewPasswordMember member{
        .json = *text, .name = "new_password", .depth_max = request.json_depth_max()};
    auto judging = with_password_flaw(accounts, error.fields(), member, std::move(email));
    auto judged = co_await std::move(judging);
    if (!judged) co_return judged.error();
    co_return std::move(error).with_fields(*std::move(judged));
}

Async<Result<>> put_password(const Guard<live_user>& who, Result<Body<PasswordBody>> body,
                             Request& request, State<Accounts> accounts) {
    if (!body) {
        auto refusing = refusal_of(body.error(), request, *accounts, who.subject());
        co_return co_await std::move(refusing);
    }
    const auto user = user_of(who.claims());
    const auto session = session_of(who.claims());
    if (!user || !session)
        co_return security::refused(security::Errc::invalid_token, "of no session");
    auto passwords = (*std::move(body)).take();
    accounts::PasswordChange change{.user = *user,
                                    .session = *session,
                                    .current = std::move(passwords.current_password),
                                    .replacement = std::move(passwords.new_password)};
    auto changing = accounts::change_password(*accounts, std::move(change), origin_of(request));
    co_return co_await std::move(changing);
}

Async<Result<>> delete_me(const Guard<live_user && signed_in_within(std::chrono::minutes{5})>& who,
                          State<Accounts> accounts) {
    const auto user = user_of(who.claims());
    const bool is_gone = user && co_await accounts::delete_user(*accounts, *user);
    if (!is_gone) co_return security::refused(security::Errc::user_not_found);
    co_return Result<>{};
}

Async<Result<SessionPage>> get_sessions(const Guard<authenticated>& who, Limit limit, Cursor cursor,
                                        State<Accounts> accounts) {
    const auto user = user_of(who.claims());
    if (!user) co_return SessionPage{};  // a client's own token: no user, so no sessions
    co_return co_await accounts::list_sessions(*accounts, *user, session_of(who.claims()),
                                               page_request(limit, cursor));
}

Async<Result<>> delete_session(const Guard<authenticated>& who, Path<"id", Uuid> id,
                               State<Accounts> accounts) {
    const auto user = user_of(who.claims());
    const bool has_ended = user && co_await accounts::end_session(*accounts, *user, *id);
    if (!has_ended) co_return accounts::Errc::session_not_found;
    co_return Result<>{};
}

}  // namespace

Routes profile_endpoints() {
    Routes routes{{.tags = {"users"}}};
    routes.never_store("/users/me");
    routes.get("/users/me", get_me, {.summary = "Who am I?"});
    routes.patch(
        "/users/me", patch_me,
        {.summary = "Change my profile", .description = "What is absent stays; `null` clears."});
    routes.delete_("/users/me", delete_me,
                   {.summary = "Delete my account",
                    .description = "With all sessions, for good. Only soon after a sign-in."});
    routes.put("/users/me/password", put_password,
               {.summary = "Change my password",
                .description = "Every other session ends. A wrong present password is a fault of "
                               "the body, and counts as an attempt to sign in.",
                .answers = {too_many_attempts(), too_many_hashes()}});
    routes.get("/users/me/sessions", get_sessions,
               {.summary = "Where I am signed in", .description = "The newest first."});
    routes.delete_("/users/me/sessions/{id}", delete_session,
                   {.summary = "End one of my sessions",
                    .description = "Both of its tokens stop working before the answer leaves.",
                    .answers = {openapi::problem(404, "None of my live sessions")}});
    return routes;
}

}  // namespace cardea::server
