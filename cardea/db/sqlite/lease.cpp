#include <cardea/db/sqlite/lease.hpp>

#include <cardea/db/errc.hpp>

#include <utility>

namespace cardea::db::sqlite {
namespace {

Error overdue() {
    return Error{Errc::overdue, "the transaction was held for too long"}.retry_in(
        std::chrono::seconds{1});
}

}  // namespace

// Under the lock.
Connection& Lease::usable() const {
    if (stage_ == Stage::open && Steady::now() >= deadline_) throw Failure{overdue()};
    if (failure_) throw Failure{*failure_};
    if (stage_ != Stage::open) throw Failure{Error{Errc::unfinished, "the transaction is over"}};
    // SQLite rolls everything back itself when the disk is full or fails; what follows would be
    // written outside of any transaction.
    if (!connection_->in_transaction()) {
        throw Failure{Error{Errc::unavailable, "the transaction was rolled back"}.retry_in(
            std::chrono::seconds{1})};
    }
    return *connection_;
}

template <class Work>
auto Lease::use(Work work) {
    const std::lock_guard lock{mutex_};
    Connection& connection = usable();
    try {
        return work(connection);
    } catch (const Failure&) {
        if (Steady::now() >= deadline_) throw Failure{overdue()};
        throw;
    }
}

std::int64_t Lease::execute(const Statement& statement) {
    return use([&statement](Connection& connection) { return connection.execute(statement); });
}

void Lease::script(std::string_view sql) {
    use([sql](Connection& connection) { connection.script(sql); });
}

void Lease::check() {
    const std::lock_guard lock{mutex_};
    usable();
}

void Lease::ask_to_commit(Parked caller) {
    {
        const std::lock_guard lock{mutex_};
        if (stage_ == Stage::open) {
            stage_ = Stage::committing;
            connection_ = nullptr;
            caller_ = std::move(caller);
            changed_.notify_one();
            return;
        }
    }
    caller.wake();  // its time ended meanwhile
}

void Lease::heed() {
    const std::lock_guard lock{mutex_};
    if (failure_) throw Failure{*failure_};
}

void Lease::drop() noexcept {
    const std::lock_guard lock{mutex_};
    if (stage_ == Stage::committing) return;
    stage_ = Stage::over;
    connection_ = nullptr;
    changed_.notify_one();
}

bool Lease::open(Connection& connection) {
    std::optional<Parked> caller;
    {
        const std::lock_guard lock{mutex_};
        if (stage_ != Stage::queued) return false;
        stage_ = Stage::open;
        connection_ = &connection;
        deadline_ = Steady::now() + time_max_;
        connection.stop_at(deadline_);
        caller = std::exchange(caller_, std::nullopt);
    }
    caller->wake();
    return true;
}

bool Lease::wait() {
    std::unique_lock lock{mutex_};
    changed_.wait_until(lock, deadline_, [this] { return stage_ != Stage::open || closing_; });
    if (stage_ == Stage::open) {
        failure_ = closing_ ? Error{Errc::unavailable, "the database is being closed"} : overdue();
        stage_ = Stage::over;
        connection_ = nullptr;
    }
    return stage_ == Stage::committing;
}

void Lease::end(std::optional<Error> failure) {
    std::optional<Parked> caller;
    {
        const std::lock_guard lock{mutex_};
        stage_ = Stage::over;
        failure_ = std::move(failure);
        caller = std::exchange(caller_, std::nullopt);
    }
    if (caller) caller->wake();
}

void Lease::close() {
    const std::lock_guard lock{mutex_};
    closing_ = true;
    changed_.notify_one();
}

Async<std::int64_t> LeaseHold::execute(const Statement& statement) {
    co_return lease_->execute(statement);
}

Async<> LeaseHold::script(std::string_view sql) {
    lease_->script(sql);
    co_return;
}

Async<> LeaseHold::commit() {
    lease_->check();
    co_await park([this](Parked caller) { lease_->ask_to_commit(std::move(caller)); });
    lease_->heed();
}

}  // namespace cardea::db::sqlite
