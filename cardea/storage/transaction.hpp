// A transaction around a handler: `Depends<transaction> changes`. It is committed when the handler
// has returned, before the answer leaves, and rolled back when it threw.
#pragma once

#include <cardea/db/database.hpp>
#include <cardea/db/transaction.hpp>
#include <cardea/http/request.hpp>
#include <cardea/inject/depends.hpp>
#include <cardea/inject/state.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace cardea {

namespace storage {

/// The transaction of one request; all who take it share it. It begins with its first statement, so
/// that nobody else waits while a body is read, and a handler that changes nothing holds nothing.
/// Errors: as `db::HeldTransaction`, and the first statement also as `db::Database::hold`. Thrown
///         at the handler they become its answer: 503 where its turn did not come, or where more
///         than its time, a second, went by since the first statement.
/// Traps:  on SQLite nobody else writes while it is open. Await nothing slow after the first
///         statement: neither a hash nor another service. Do not `database.write` then: it waits
///         until this time is over, and is committed alone. What `database` reads does not show
///         these changes. And a statement runs on the worker's own thread: it holds up its loop.
class RequestTransaction final : public db::Transaction {
public:
    explicit RequestTransaction(const db::Database& database,
                                std::chrono::milliseconds time_max = db::Database::hold_time_max)
        : database_{&database}, time_max_{time_max} {}
    /// The same for a request, whose body is there before anything begins: else whoever sends one
    /// slowly could hold the writer, where a dependency that guards need uses the transaction.
    RequestTransaction(Request& request, const db::Database& database)
        : request_{&request}, database_{&database}, time_max_{db::Database::hold_time_max} {}
    /// Only before anybody has used it: nothing may be under way.
    RequestTransaction(RequestTransaction&& other) noexcept
        : db::Transaction{},
          request_{other.request_},
          database_{other.database_},
          time_max_{other.time_max_},
          held_{std::move(other.held_)} {}

    Async<> script(std::string_view sql) override;
    Async<std::int64_t> execute(const db::Statement& statement) override;

    /// Commits, if anything has begun; called by the endpoint once its handler has returned.
    /// Errors: nothing was committed then, and the error is the answer.
    Async<Result<>> finish();

private:
    Async<> begin();

    Request* request_ = nullptr;
    const db::Database* database_;
    std::chrono::milliseconds time_max_;  // of the writer, from the first statement on
    std::optional<db::HeldTransaction> held_;
};

}  // namespace storage

/// A transaction on the provided database, for `Depends<transaction>`: `co_await changes->run(…)`;
/// `*changes` is a `db::Transaction&`. What the handler throws, or returns as a failed Result,
/// rolls it back; any other answer commits it.
storage::RequestTransaction transaction(Request& request, State<db::Database> provided);

}  // namespace cardea
