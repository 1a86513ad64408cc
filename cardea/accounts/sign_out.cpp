#include <cardea/accounts/sign_out.hpp>

#include <cardea/accounts/change.hpp>

namespace cardea::accounts {

using journal::Reason;

Async<bool> sign_out(const Accounts& accounts, Uuid session, Uuid user) {
    auto end_session = [session, user](Change& change) -> Async<std::size_t> {
        co_return co_await change.end_sessions(Reason::logout, "id = ?2 AND user_id = ?3", session,
                                               user);
    };
    const auto ended = co_await write_change(accounts, {}, std::move(end_session));
    co_return ended > 0;
}

Async<> sign_out(const Accounts& accounts, Secret<std::string> refresh_token) {
    if (!is_refresh_token(refresh_token.reveal())) co_return;
    auto end_session = [hash = hash_of(refresh_token.reveal())](Change& change) -> Async<> {
        co_await change.end_sessions(
            Reason::logout, "id = (SELECT session_id FROM refresh_tokens WHERE hash = ?2)", hash);
    };
    co_await write_change(accounts, {}, std::move(end_session));
}

Async<std::size_t> sign_out_everywhere(const Accounts& accounts, Uuid user) {
    auto end_all = [user](Change& change) {
        return change.end_sessions_of(user, Reason::logout_everywhere);
    };
    co_return co_await write_change(accounts, {}, std::move(end_all));
}

}  // namespace cardea::accounts
