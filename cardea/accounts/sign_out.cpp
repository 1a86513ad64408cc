#include <cardea/accounts/sign_out.hpp>

namespace cardea::accounts {

Async<bool> sign_out(const Accounts& accounts, Uuid session, Uuid user) {
    auto end_session = [session, user,
                        now = accounts.now()](db::Transaction& transaction) -> Async<std::int64_t> {
        co_return co_await transaction.run(
            "UPDATE sessions SET ended_at = ? WHERE id = ? AND user_id = ? AND ended_at IS NULL",
            now, session, user);
    };
    const auto rows = co_await accounts.database().write(std::move(end_session));
    co_return rows > 0;
}

Async<> sign_out(const Accounts& accounts, Secret<std::string> refresh_token) {
    if (!is_refresh_token(refresh_token.reveal())) co_return;
    auto end_session = [hash = hash_of(refresh_token.reveal()),
                        now = accounts.now()](db::Transaction& transaction) -> Async<> {
        co_await transaction.run(
            "UPDATE sessions SET ended_at = ? WHERE ended_at IS NULL"
            " AND id = (SELECT session_id FROM refresh_tokens WHERE hash = ?)",
            now, hash);
    };
    co_await accounts.database().write(std::move(end_session));
}

Async<> end_sessions(db::Transaction& transaction, Uuid user, TimePoint now) {
    co_await transaction.run(
        "UPDATE sessions SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL", now, user);
}

}  // namespace cardea::accounts
