#include <cardea/accounts/sweep.hpp>

#include <cardea/db/transaction.hpp>

namespace cardea::accounts {

Async<std::size_t> sweep_sessions(const Accounts& accounts, std::size_t count_max) {
    auto sweep = [now = accounts.now(), count = static_cast<std::int64_t>(count_max)](
                     db::Transaction& transaction) -> Async<std::int64_t> {
        const auto ended = co_await transaction.run(
            "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions"
            " WHERE ended_at IS NOT NULL AND access_until < ? LIMIT ?)",
            now, count);
        const auto expired = co_await transaction.run(
            "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions"
            " WHERE expires_at <= ? AND access_until < ? LIMIT ?)",
            now, now, count - ended);
        co_return ended + expired;
    };
    const auto gone = co_await accounts.database().write(std::move(sweep));
    co_return static_cast<std::size_t>(gone);
}

}  // namespace cardea::accounts
