// The inside of a write: reads what it wrote, and is committed or rolled back as a whole by
// Database::write, which alone makes one.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/db/statement.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace cardea::db {

/// A transaction that is open.
/// Errors: every member throws `Failure` with a `db::Errc`. An expected conflict is better asked
///         for than caught: `INSERT … ON CONFLICT DO NOTHING`, and look at the rows changed.
/// Traps:  arguments must live until the call has been awaited: await it where you make it.
class Transaction {
public:
    Transaction() = default;
    virtual ~Transaction() = default;
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// The first row, if there is one, read into a plain struct by position or into a type that
    /// fits a column. Good for `… RETURNING` too.
    template <class Row, class... Args>
    Async<std::optional<Row>> one(std::string_view sql, const Args&... args) {
        return read_one<Row>(*this, sql, args...);
    }

    /// Every row, in the statement's order.
    template <class Row, class... Args>
    Async<std::vector<Row>> all(std::string_view sql, const Args&... args) {
        return read_all<Row>(*this, sql, args...);
    }

    /// Runs a statement that yields no rows; returns how many rows it changed.
    template <class... Args>
    Async<std::int64_t> run(std::string_view sql, const Args&... args) {
        return run_statement(*this, sql, args...);
    }

    /// Runs several statements, divided by semicolons, without parameters: a schema.
    virtual Async<> script(std::string_view sql) = 0;

    /// What `one`, `all` and `run` come down to.
    virtual Async<std::int64_t> execute(const Statement& statement) = 0;
};

}  // namespace cardea::db
