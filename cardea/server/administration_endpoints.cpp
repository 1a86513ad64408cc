#include <cardea/server/administration_endpoints.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/profile.hpp>
#include <cardea/inject/body.hpp>
#include <cardea/security/errc.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/server/page_query.hpp>
#include <cardea/server/signed_in.hpp>

namespace cardea::server {

using accounts::Accounts;
using accounts::User;
using accounts::UserPage;

namespace {

bool asks_for_oneself(const security::Caller& caller) {
    const auto asked = uuid_of(caller.path_parameter("id").value_or(""));
    return asked && asked == uuid_of(caller.subject);
}

constexpr auto reads_users = scope<"users:read">;
constexpr auto reads_user = scope<"users:read"> || satisfies<asks_for_oneself>;
constexpr auto writes_users = scope<"users:write"> && live_user;

Async<UserPage> get_users(Guard<reads_users>, Limit limit, Cursor cursor,
                          State<Accounts> accounts) {
    return accounts::list_users(accounts->database(), page_request(limit, cursor));
}

Async<Result<User>> get_user(Guard<reads_user>, Path<"id", Uuid> id, State<Accounts> accounts) {
    auto user = co_await accounts::find_user(accounts->database(), id->text());
    if (!user) co_return accounts::Errc::user_not_found;
    co_return *std::move(user);
}

/// Who changes, with what counts of their scope. Never without an id: a client's own token has no
/// user, and `live_user` has found one.
Result<accounts::Administrator> administrator(const Guard<writes_users>& who) {
    const auto id = user_of(who.claims());
    const auto session = session_of(who.claims());
    if (!id || !session) return security::refused(security::Errc::user_not_found, "no user");
    return accounts::Administrator{
        .id = *id, .session = *session, .scope = std::string{who.scope()}};
}

Async<Result<User>> patch_user(const Guard<writes_users>& who, Path<"id", Uuid> id,
                               Body<accounts::UserChange> body, State<Accounts> accounts) {
    auto by = administrator(who);
    if (!by) co_return by.error();
    auto changing = accounts::change_user(*accounts, *std::move(by), *id, std::move(body).take());
    co_return co_await std::move(changing);
}

Async<Result<>> delete_user(const Guard<writes_users>& who, Path<"id", Uuid> id,
                            State<Accounts> accounts) {
    const auto by = administrator(who);
    if (!by) co_return by.error();
    const bool was_there = co_await accounts::delete_user(*accounts, *id, by->id);
    if (!was_there) co_return accounts::Errc::user_not_found;
    co_return Result<>{};
}

Async<Result<>> revoke_user(const Guard<writes_users>& who, Path<"id", Uuid> id,
                            State<Accounts> accounts) {
    const auto by = administrator(who);
    if (!by) co_return by.error();
    const bool is_there = co_await accounts::end_sessions_of(*accounts, *id, by->id);
    if (!is_there) co_return accounts::Errc::user_not_found;
    co_return Result<>{};
}

}  // namespace

Routes administration_endpoints() {
    Routes routes{{.tags = {"administration"},
                   .scopes = {{"users:read", "See all users"},
                              {"users:write", "Change, delete and shut out users"}}}};
    routes.never_store("/users");
    const auto nobody = openapi::problem(404, "There is no such user");
    routes.get("/users", get_users,
               {.summary = "All users",
                .description = "The oldest first. `next_cursor` is the `cursor` of the next page; "
                               "`null` says that there is none."});
    routes.get(
        "/users/{id}", get_user,
        {.summary = "A user", .description = "Oneself needs no scope.", .answers = {nobody}});
    routes.patch("/users/{id}", patch_user,
                 {.summary = "Change a user",
                  .description = "What is absent stays. Nobody grants a scope that is not their "
                                 "own. Disabling ends every session; enabling brings none back.",
                  .answers = {nobody}});
    routes.delete_("/users/{id}", delete_user,
                   {.summary = "Delete a user",
                    .description = "With all sessions, for good.",
                    .answers = {nobody}});
    routes.post("/users/{id}/revoke", revoke_user,
                {.summary = "End every session of a user",
                 .description = "All their tokens stop working before the answer leaves.",
                 .answers = {nobody}});
    return routes;
}

}  // namespace cardea::server
