#include <cardea/journal/journal.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace cardea::journal {
namespace {

/// A row of the table, as it is read by position.
struct JournalRow {
    std::int64_t position;
    TimePoint at;
    std::string event;
    std::optional<std::string> reason;
    std::optional<std::string> actor;
    std::optional<std::string> user;
    std::optional<std::string> session;
    std::optional<std::string> token;
    std::optional<TimePoint> until;
};

std::string select_rows(std::string_view rest) {
    return "SELECT position, at, event, reason, actor_id, user_id, session_id, token_id, until"
           " FROM journal " +
           std::string{rest};
}

std::vector<Record> records_of(std::vector<JournalRow> rows) {
    std::vector<Record> records;
    records.reserve(rows.size());
    for (auto& row : rows) {
        Entry entry{.at = row.at,
                    .event = schema::enum_of_name<Event>(row.event),
                    .reason = schema::enum_of_name<Reason>(row.reason.value_or("")),
                    .actor = std::move(row.actor),
                    .user = std::move(row.user),
                    .session = std::move(row.session),
                    .token = std::move(row.token),
                    .until = row.until};
        records.push_back({.position = row.position, .entry = std::move(entry)});
    }
    return records;
}

}  // namespace

Async<std::int64_t> append(db::Transaction& transaction, const Entry& entry) {
    const auto position = co_await transaction.one<std::int64_t>(
        "INSERT INTO journal (at, event, reason, actor_id, user_id, session_id, token_id, until)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING position",
        entry.at, entry.event, entry.reason, entry.actor, entry.user, entry.session, entry.token,
        entry.until);
    co_return position.value();
}

Async<std::int64_t> last_position(const db::Database& database) {
    const auto position =
        co_await database.one<std::optional<std::int64_t>>("SELECT max(position) FROM journal");
    co_return position.value_or(std::nullopt).value_or(0);
}

Async<std::vector<Record>> entries_after(const db::Database& database, std::int64_t position,
                                         std::size_t count_max) {
    static const auto sql = select_rows("WHERE position > ? ORDER BY position LIMIT ?");
    const auto limit = static_cast<std::int64_t>(count_max);
    co_return records_of(co_await database.all<JournalRow>(sql, position, limit));
}

Async<std::vector<Revocation>> next_revocations(const db::Database& database,
                                                RevocationCursor& cursor, std::size_t count_max) {
    auto revocations = co_await database.all<Revocation>(
        "SELECT until, position, session_id, token_id, user_id FROM journal WHERE until IS NOT NULL"
        " AND (until, position) > (?, ?) ORDER BY until, position LIMIT ?",
        cursor.until, cursor.position, static_cast<std::int64_t>(count_max));
    if (!revocations.empty()) {
        cursor.until = revocations.back().until;
        cursor.position = revocations.back().position;
    }
    co_return revocations;
}

}  // namespace cardea::journal
