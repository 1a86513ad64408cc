// A transaction that stays open while its holder does other things: its statements run where the
// holder runs, and it is committed when the holder says so. For a handler; elsewhere write.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/db/transaction.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace cardea::db {

/// What a driver holds open for a HeldTransaction.
class Hold {
public:
    Hold() = default;
    /// Rolls back what was not committed. Does not block.
    virtual ~Hold() = default;
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    // As those of a Transaction and of a HeldTransaction.
    virtual Async<std::int64_t> execute(const Statement& statement) = 0;
    virtual Async<> script(std::string_view sql) = 0;
    virtual Async<> commit() = 0;
};

/// Made by `Database::hold`. Destroyed without a commit, it is rolled back, and so it is where its
/// loop is torn down.
/// Errors:  beside those of a Transaction, every member throws `Errc::overdue` when its time is
///          over: all was rolled back then, and a statement that ran was stopped.
/// Threads: one at a time. On SQLite a statement runs on the thread that awaits it, so it holds up
///          that thread's loop for as long as it takes.
/// Traps:   on SQLite nobody else writes meanwhile. So between its first statement and its end its
///          holder awaits nothing slow, and no `Database::write`, which would wait until the time
///          is over and then be committed alone.
class HeldTransaction final : public Transaction {
public:
    explicit HeldTransaction(std::unique_ptr<Hold> hold) : hold_{std::move(hold)} {}
    HeldTransaction(HeldTransaction&& other) noexcept
        : Transaction{}, hold_{std::move(other.hold_)} {}

    /// Returns once all has been committed and is on the disk.
    /// Errors: throws `Failure` where nothing was committed: `Errc::overdue`; `Errc::conflict` when
    ///         a deferred foreign key does not hold; `Errc::unavailable`; `Errc::unfinished` when
    ///         it has been committed already. A commit whose loop is torn down goes on.
    Async<> commit() { return hold_->commit(); }

    Async<> script(std::string_view sql) override { return hold_->script(sql); }
    Async<std::int64_t> execute(const Statement& statement) override {
        return hold_->execute(statement);
    }

private:
    std::unique_ptr<Hold> hold_;
};

}  // namespace cardea::db
