// The door to stored rows. Reads run at once on the calling worker's own connection; a write is a
// coroutine that is given a transaction and has been committed, durably, when it returns. What a
// handler wants to keep open meanwhile, it holds.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/result.hpp>
#include <cardea/db/errc.hpp>
#include <cardea/db/held_transaction.hpp>
#include <cardea/db/statement.hpp>
#include <cardea/db/transaction.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace cardea::db {

/// A write on its way to a driver, which runs it once at most.
class Write {
public:
    virtual ~Write() = default;
    /// For the driver, which commits or rolls back what it did to `transaction`.
    virtual Async<> run(Transaction& transaction) = 0;

    std::exception_ptr failure;  ///< What `commit` is to throw; the driver sets it.
};

/// A write that calls `F`, and what it returned.
template <class F, class Outcome>
class WriteCall;
template <class F, class T>
class WriteCall<F, Async<T>> final : public Write {
public:
    explicit WriteCall(F function) : function_{std::move(function)} {}
    Async<> run(Transaction& transaction) override {
        if constexpr (std::is_void_v<T>) {
            co_await function_(transaction);
        } else {
            outcome_.emplace(co_await function_(transaction));
        }
    }
    T take() {
        if constexpr (!std::is_void_v<T>) return *std::move(outcome_);
    }

private:
    F function_;
    std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> outcome_;
};

/// Stored rows, on SQLite for now. Constant, since what changes is not the door: it can be shared
/// as the state of an application.
/// Threads: every member may be called on any thread whose coroutine runs on an io_context that
///          this thread alone runs (`block_on` gives one to a plain thread).
/// Owns:    the writer's thread and a connection for each thread that reads. Destroy it after the
///          loops have stopped. A loop may be destroyed with a write under way: the write goes on.
/// Errors:  reads and writes throw `Failure` with a `db::Errc` where the database is at fault.
/// Traps:   arguments must live until the call has been awaited: await it where you make it.
class Database {
public:
    Database() = default;
    virtual ~Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// The first row, if there is one, read into a plain struct by position (as many columns as it
    /// has members) or into a type that fits a column.
    ///
    /// Reads of one turn of the loop may share a snapshot, which is never older than the last
    /// write that this process was told has been committed.
    template <class Row, class... Args>
    Async<std::optional<Row>> one(std::string_view sql, const Args&... args) const {
        return read_one<Row>(*this, sql, args...);
    }

    /// Every row, in the statement's order.
    template <class Row, class... Args>
    Async<std::vector<Row>> all(std::string_view sql, const Args&... args) const {
        return read_all<Row>(*this, sql, args...);
    }

    /// Runs `f`, an `Async<T>(Transaction&)`, in a transaction and returns its value once that has
    /// been committed and is on the disk. What `f` throws rolls its changes back and is thrown
    /// here; what it returns is committed, a failed Result too.
    ///
    /// `f` runs on another thread, beside no other write, and awaits nothing but its transaction.
    /// It changes no memory that others see, since it may be rolled back after its end: what it
    /// found out, it returns.
    /// Errors: `Errc::exhausted` when too many writes wait; `Errc::unavailable` when the database
    ///         is locked or full, and nothing was changed then; `Errc::unfinished` when `f` awaits
    ///         something else.
    template <class F>
    auto write(F f) const -> std::invoke_result_t<F&, Transaction&>;

    /// Opens a transaction that stays open until it is committed or destroyed, for `time_max` at
    /// most: a transaction around a handler. Prefer `write`, which shares its trip to the disk.
    ///
    /// On SQLite all other writes wait meanwhile. Each waits for one held transaction at most: what
    /// else waits to be written goes before the next. See HeldTransaction for its traps.
    /// Errors: `Errc::exhausted` when too many writes wait, or too many are held before this one;
    ///         `Errc::unavailable` when the database is locked.
    Async<HeldTransaction> hold(std::chrono::milliseconds time_max = hold_time_max) const {
        return open_hold(time_max);
    }
    static constexpr std::chrono::milliseconds hold_time_max{1000};

    /// A number that is another one than the same thread got before if anybody, in this process or
    /// in another, has committed since. Cheap enough to be asked many times a second.
    virtual Async<std::int64_t> version() const = 0;

    /// Whether the database can be read now.
    virtual Async<Result<>> ping() const = 0;

    /// What `one` and `all` come down to: runs a statement that only reads.
    virtual Async<std::int64_t> execute(const Statement& statement) const = 0;

protected:
    /// Returns once `write` has run and is durable; throws what it threw.
    virtual Async<> commit(std::shared_ptr<Write> write) const = 0;
    /// See `hold`.
    virtual Async<HeldTransaction> open_hold(std::chrono::milliseconds time_max) const = 0;
};

struct Options {
    std::size_t write_queue_max = 1024;            ///< Writes that may wait; more are refused.
    std::size_t statements_max = 256;              ///< Prepared statements that a connection keeps.
    std::chrono::milliseconds busy_timeout{5000};  ///< How long a write waits for other processes.
    std::chrono::milliseconds hold_wait_max{5000};  ///< How long `hold` waits for others; then 503.
};

/// Opens the database at `url`, a path or `sqlite:` and a path, and makes the file (for its owner
/// alone) if there is none.
/// Errors: throws `std::runtime_error` with a sentence that says what is wrong with it.
std::unique_ptr<Database> open(std::string_view url, const Options& options = {});

template <class F>
auto Database::write(F f) const -> std::invoke_result_t<F&, Transaction&> {
    // Shared, since the writer goes on with it even if the caller's loop is torn down meanwhile.
    const auto call =
        std::make_shared<WriteCall<F, std::invoke_result_t<F&, Transaction&>>>(std::move(f));
    co_await commit(call);
    co_return call->take();
}

}  // namespace cardea::db
