#include <cardea/accounts/sessions.hpp>

#include <cardea/accounts/change.hpp>

namespace cardea::accounts {
namespace {

struct SessionRow {
    Uuid id;
    Timestamp created_at;
    Timestamp last_used_at;
    Timestamp expires_at;
    std::string user_agent;
    std::string address;
};

// Ids are of version 7, so they sort by the time of the sign-in.
constexpr std::string_view live_sessions_sql =
    "SELECT id, created_at, last_used_at, expires_at, user_agent, address FROM sessions"
    " WHERE user_id = ?1 AND ended_at IS NULL AND expires_at > ?2 AND (?3 IS NULL OR id < ?3)"
    " ORDER BY id DESC LIMIT ?4";

}  // namespace

Async<SessionPage> list_sessions(const Accounts& accounts, Uuid user, std::optional<Uuid> current,
                                 PageRequest request) {
    const auto one_more = static_cast<std::int64_t>(request.limit) + 1;
    auto rows = co_await accounts.database().all<SessionRow>(
        live_sessions_sql, user, accounts.now(), request.after, one_more);
    SessionPage page;
    for (auto& row : rows) {
        if (page.items.size() == request.limit) {
            page.next_cursor = page.items.back().id.text();
            break;
        }
        page.items.push_back({.id = row.id,
                              .created_at = row.created_at,
                              .last_used_at = row.last_used_at,
                              .expires_at = row.expires_at,
                              .user_agent = std::move(row.user_agent),
                              .address = std::move(row.address),
                              .current = row.id == current});
    }
    co_return page;
}

Async<bool> end_session(const Accounts& accounts, Uuid user, Uuid session) {
    auto end = [user, session](Change& change) -> Async<std::size_t> {
        co_return co_await change.end_sessions(journal::Reason::ended_by_user,
                                               "id = ?2 AND user_id = ?3 AND expires_at > ?1",
                                               session, user);
    };
    const auto ended = co_await write_change(accounts, {}, std::move(end));
    co_return ended > 0;
}

}  // namespace cardea::accounts
