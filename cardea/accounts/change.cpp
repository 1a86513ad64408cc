#include <cardea/accounts/change.hpp>

#include <cardea/accounts/revocations.hpp>
#include <cardea/journal/journal.hpp>

#include <algorithm>

namespace cardea::accounts {
namespace {

/// Beyond the end of a token: whoever verifies it may have a clock that lags, and some leeway.
constexpr std::chrono::seconds revocation_margin{60};

}  // namespace

Async<> Change::note(journal::Event event, Uuid user, std::optional<Uuid> session,
                     std::optional<TimePoint> until) {
    journal::Entry entry{.at = now_, .event = event, .user = user.text(), .until = until};
    if (session) entry.session = session->text();
    auto appending = append(std::move(entry));
    co_await std::move(appending);
}

Async<> Change::append(journal::Entry entry) {
    if (actor_) entry.actor = actor_->text();
    const auto position = co_await journal::append(*transaction_, entry);
    records_->push_back({.position = position, .entry = std::move(entry)});
}

std::string Change::end_sessions_sql(std::string_view condition) {
    return "UPDATE sessions SET ended_at = ?1 WHERE ended_at IS NULL AND " +
           std::string{condition} + " RETURNING id, user_id, access_until";
}

Async<> Change::note_ended(journal::Reason reason, const std::vector<Ended>& ended) {
    for (const auto& session : ended) {
        journal::Entry entry{.at = now_,
                             .event = journal::Event::session_ended,
                             .reason = reason,
                             .user = session.user.text(),
                             .session = session.id.text(),
                             .until = session.access_until + revocation_margin};
        auto appending = append(std::move(entry));
        co_await std::move(appending);
    }
}

Async<std::size_t> Change::end_sessions_of(Uuid user, journal::Reason reason) {
    co_return co_await end_sessions(reason, "user_id = ?2", user);
}

Async<bool> Change::is_user(Uuid user) {
    const auto found = co_await transaction_->one<bool>("SELECT 1 FROM users WHERE id = ?", user);
    co_return found.has_value();
}

Async<std::optional<std::string>> Change::scope_of_live(Uuid user, Uuid session) {
    co_return co_await transaction_->one<std::string>(
        "SELECT u.scope FROM users u JOIN sessions s ON s.user_id = u.id"
        " WHERE u.id = ? AND u.disabled = 0 AND s.id = ? AND s.ended_at IS NULL",
        user, session);
}

Async<> Change::revoke_user(journal::Event event, Uuid user, std::chrono::seconds access_ttl) {
    const auto latest = co_await transaction_->one<std::optional<TimePoint>>(
        "SELECT max(access_until) FROM sessions WHERE user_id = ?", user);
    const auto until = std::max(now_ + access_ttl, latest.value_or(std::nullopt).value_or(now_));
    co_await note(event, user, std::nullopt, until + revocation_margin);
}

void enforce(const Accounts& accounts, const std::vector<journal::Record>& records) {
    for (const auto& record : records) enforce(record, accounts.revocations());
}

}  // namespace cardea::accounts
