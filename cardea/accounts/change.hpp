// A change of users or sessions: what it does stands in the journal by the same commit, and what it
// revokes is revoked on this node before anybody is answered.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/db/transaction.hpp>
#include <cardea/journal/entry.hpp>
#include <cardea/schema/uuid.hpp>

#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace cardea::accounts {

/// What a write of accounts is given: the transaction, and the journal's pen.
class Change {
public:
    /// `records` and `transaction` must outlive it; `actor` is who changes somebody else.
    Change(db::Transaction& transaction, TimePoint now, std::optional<Uuid> actor,
           std::vector<journal::Record>& records)
        : transaction_{&transaction}, now_{now}, actor_{actor}, records_{&records} {}

    [[nodiscard]] db::Transaction& operator*() const { return *transaction_; }
    [[nodiscard]] db::Transaction* operator->() const { return transaction_; }
    [[nodiscard]] TimePoint now() const { return now_; }

    /// Appends an entry about `user`.
    Async<> note(journal::Event event, Uuid user, std::optional<Uuid> session = {},
                 std::optional<TimePoint> until = {});

    /// Ends sessions. `condition` names those that are meant among the ones that have not ended;
    /// its parameters begin at `?2`. Returns how many.
    template <class... Args>
    Async<std::size_t> end_sessions(journal::Reason reason, std::string_view condition,
                                    const Args&... args) {
        const auto sql = end_sessions_sql(condition);
        const auto ended = co_await transaction_->all<Ended>(sql, now_, args...);
        co_await note_ended(reason, ended);
        co_return ended.size();
    }
    Async<std::size_t> end_sessions_of(Uuid user, journal::Reason reason);

    /// Whether there is such a user, disabled or not.
    Async<bool> is_user(Uuid user);

    /// What a user may do who is not disabled and whose session has not ended; nothing otherwise.
    Async<std::optional<std::string>> scope_of_live(Uuid user, Uuid session);

    /// Refuses every token of `user` that is out there, for as long as one may live; beside the
    /// ends of the sessions it tells that it is the user who is gone.
    Async<> revoke_user(journal::Event event, Uuid user, std::chrono::seconds access_ttl);

private:
    struct Ended {
        Uuid id;
        Uuid user;
        TimePoint access_until;
    };
    static std::string end_sessions_sql(std::string_view condition);
    Async<> append(journal::Entry entry);
    Async<> note_ended(journal::Reason reason, const std::vector<Ended>& ended);

    db::Transaction* transaction_;
    TimePoint now_;
    std::optional<Uuid> actor_;
    std::vector<journal::Record>* records_;
};

/// Of what was committed, revokes in this node's memory what it revokes.
void enforce(const Accounts& accounts, const std::vector<journal::Record>& records);

/// Runs `f`, an `Async<T>(Change&)`, as `db::Database::write` does, and returns its value once all
/// of it is committed and in force on this node.
/// Traps: name a lambda that owns what it captured, and move it in (g++ 12).
template <class F>
auto write_change(const Accounts& accounts, std::optional<Uuid> actor, F f)
    -> std::invoke_result_t<F&, Change&> {
    using T = typename std::invoke_result_t<F&, Change&>::value_type;
    struct Written {
        std::conditional_t<std::is_void_v<T>, std::monostate, T> value;
        std::vector<journal::Record> records;
    };
    auto work = [f = std::move(f), now = accounts.now(),
                 actor](db::Transaction& transaction) mutable -> Async<Written> {
        std::vector<journal::Record> records;
        Change change{transaction, now, actor, records};
        if constexpr (std::is_void_v<T>) {
            co_await f(change);
            co_return Written{std::monostate{}, std::move(records)};
        } else {
            auto value = co_await f(change);
            co_return Written{std::move(value), std::move(records)};
        }
    };
    auto written = co_await accounts.database().write(std::move(work));
    enforce(accounts, written.records);
    if constexpr (!std::is_void_v<T>) co_return std::move(written.value);
}

}  // namespace cardea::accounts
