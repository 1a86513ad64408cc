// The writer's connection, lent to one caller for a time: the writer opens a transaction and waits
// until its caller ends it, and until then the caller's thread runs statements in it.
#pragma once

#include <cardea/base/park.hpp>
#include <cardea/db/held_transaction.hpp>
#include <cardea/db/sqlite/connection.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>

namespace cardea::db::sqlite {

/// What the writer and its caller share of a held transaction.
/// Threads: a statement runs under the lock that the writer needs to take its connection back, so
///          that no two threads are in it at once. It is stopped at the deadline, so that the
///          writer does not wait for it for long.
class Lease {
public:
    using Steady = std::chrono::steady_clock;

    explicit Lease(std::chrono::milliseconds time_max) : time_max_{time_max} {}

    // The caller's side.

    /// As a Connection's. All three throw `Failure` where the transaction is not open any more.
    std::int64_t execute(const Statement& statement);
    void script(std::string_view sql);
    void check();
    /// Lets the writer commit; `caller` is woken when it has, or cannot.
    void ask_to_commit(Parked caller);
    /// After a wake-up: throws the `Failure` that the writer told, if any.
    void heed();
    /// Gives the transaction up, unless its commit was asked for.
    void drop() noexcept;

    // The writer's side.

    /// Who waits for the transaction to be opened. Called before anybody else knows of the lease.
    void expect(Parked caller) { caller_ = std::move(caller); }
    [[nodiscard]] Steady::duration waited() const { return Steady::now() - asked_at_; }
    /// Lends `connection`, whose transaction has begun. False where the caller is gone.
    bool open(Connection& connection);
    /// Returns when the connection is the writer's alone again; true if it is to commit.
    bool wait();
    /// Tells the caller that waits how its commit ended, or why its transaction was not opened.
    void end(std::optional<Error> failure);
    /// Cuts short what is open or will be, since the database is being closed.
    void close();

private:
    enum class Stage { queued, open, committing, over };
    Connection& usable() const;
    template <class Work>
    auto use(Work work);

    const std::chrono::milliseconds time_max_;
    const Steady::time_point asked_at_ = Steady::now();

    std::mutex mutex_;
    std::condition_variable changed_;
    Stage stage_ = Stage::queued;
    bool closing_ = false;
    Connection* connection_ = nullptr;  // while open
    Steady::time_point deadline_;       // once open
    std::optional<Parked> caller_;      // while it waits
    std::optional<Error> failure_;
};

/// The caller's end of a lease.
class LeaseHold final : public Hold {
public:
    explicit LeaseHold(std::shared_ptr<Lease> lease) : lease_{std::move(lease)} {}
    ~LeaseHold() override { lease_->drop(); }

    Async<std::int64_t> execute(const Statement& statement) override;
    Async<> script(std::string_view sql) override;
    Async<> commit() override;

private:
    std::shared_ptr<Lease> lease_;
};

}  // namespace cardea::db::sqlite
