#include <cardea/db/sqlite/writer.hpp>

#include <cardea/base/park.hpp>
#include <cardea/base/quiet_thread.hpp>
#include <cardea/db/errc.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <utility>

namespace cardea::db::sqlite {
namespace {

std::exception_ptr failure_of(Error error) {
    return std::make_exception_ptr(Failure{std::move(error)});
}

Error unavailable(std::string_view detail) {
    return Error{Errc::unavailable, std::string{detail}}.retry_in(std::chrono::seconds{1});
}

// The transaction that a write is given. It can be taken away: a write that did not end in time may
// go on later, and must not touch the transactions of others.
class GroupTransaction final : public Transaction {
public:
    explicit GroupTransaction(Connection& connection) : connection_{&connection} {}

    Async<std::int64_t> execute(const Statement& statement) override {
        co_return open().execute(statement);
    }
    Async<> script(std::string_view sql) override {
        open().script(sql);
        co_return;
    }
    void take_away() { connection_ = nullptr; }

private:
    Connection& open() const {
        if (connection_ == nullptr)
            throw Failure{Error{Errc::unfinished, "the transaction is over"}};
        // SQLite rolls everything back itself when the disk is full or fails. A write that caught
        // that and goes on would write outside of any transaction.
        if (!connection_->in_transaction())
            throw Failure{unavailable("the transaction was rolled back")};
        return *connection_;
    }

    Connection* connection_;
};

}  // namespace

// A caller that waits for its write, and may be gone when that has been done.
struct Writer::Job {
    void answer() {
        write.reset();  // before the caller goes on, so that it alone owns the outcome
        caller.wake();
    }

    std::shared_ptr<Write> write;
    Parked caller;
};

// A write that has been started.
struct Writer::Run {
    explicit Run(Connection& connection) : transaction{connection} {}

    GroupTransaction transaction;
    boost::asio::cancellation_signal cancel;
    bool ended = false;
    std::exception_ptr failure;
    std::unique_ptr<Job> late;  // set when it was given up: its caller, who waits until it ends
};

Writer::Writer(const std::string& path, const Options& options, std::atomic<std::uint64_t>& commits)
    : connection_{path, Role::writer, options},
      commits_{&commits},
      hold_wait_max_{options.hold_wait_max},
      work_guard_{loop_.get_executor()},
      places_{options.write_queue_max},
      thread_{start_quiet_thread([this] { work(); })} {}

Writer::~Writer() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        if (lease_) lease_->close();
        for (const auto& lease : leases_) lease->close();
    }
    boost::asio::post(loop_, [] {});
    thread_.join();
}

Async<> Writer::commit(std::shared_ptr<Write> write) {
    reserve();
    co_await park([this, &write](Parked caller) {
        enqueue(queue_, std::make_unique<Job>(Job{write, std::move(caller)}));
    });
    if (write->failure) std::rethrow_exception(std::exchange(write->failure, nullptr));
}

Async<HeldTransaction> Writer::hold(std::chrono::milliseconds time_max) {
    reserve();
    const auto lease = std::make_shared<Lease>(time_max);
    // Made before it is needed, since it gives up the lease where this loop is torn down.
    auto hold = std::make_unique<LeaseHold>(lease);
    co_await park([this, &lease](Parked caller) {
        lease->expect(std::move(caller));
        enqueue(leases_, lease);
    });
    lease->heed();
    co_return HeldTransaction{std::move(hold)};
}

void Writer::reserve() {
    if (std::this_thread::get_id() == thread_.get_id()) {
        throw Failure{Error{Errc::unfinished, "a write inside a write would wait for itself"}};
    }
    const std::lock_guard lock{mutex_};
    if (places_ == 0) {
        throw Failure{
            Error{Errc::exhausted, "too many writes wait"}.retry_in(std::chrono::seconds{1})};
    }
    --places_;
}

template <class Queue, class Item>
void Writer::enqueue(Queue& queue, Item item) {
    bool wake = false;
    {
        const std::lock_guard lock{mutex_};
        queue.push_back(std::move(item));
        wake = !std::exchange(woken_, true);
    }
    if (wake) boost::asio::post(loop_, [] {});
}

std::vector<std::unique_ptr<Writer::Job>> Writer::take() {
    const std::lock_guard lock{mutex_};
    woken_ = false;
    places_ += queue_.size();
    return std::exchange(queue_, {});
}

std::shared_ptr<Lease> Writer::take_lease() {
    const std::lock_guard lock{mutex_};
    lease_ = nullptr;
    if (leases_.empty()) return nullptr;
    ++places_;
    lease_ = std::move(leases_.front());
    leases_.pop_front();
    return lease_;
}

void Writer::work() {
    while (true) {
        loop_.run_one();  // a wake-up, or something that a late write waits for
        for (bool idle = false; !idle;) {
            auto group = take();
            idle = group.empty();
            if (!idle) commit_group(std::move(group));
            // One, and then again those that wait to write: they are not held up by a queue of it.
            if (const auto lease = take_lease()) {
                idle = false;
                serve(*lease);
            }
        }
        const std::lock_guard lock{mutex_};
        if (stopping_ && queue_.empty() && leases_.empty() && late_ == 0) return;
    }
}

void Writer::serve(Lease& lease) {
    if (lease.waited() >= hold_wait_max_) {
        lease.end(Error{Errc::exhausted, "too many transactions are held"}.retry_in(
            std::chrono::seconds{1}));
        return;
    }
    try {
        connection_.cross(Boundary::begin_write);
    } catch (const Failure& failure) {
        lease.end(unavailable(failure.error().detail()));
        return;
    }
    const bool wanted = lease.open(connection_) && lease.wait();
    connection_.stop_at(std::nullopt);
    std::optional<Error> failure;
    if (wanted) failure = commit_lease();
    roll_back();
    if (!wanted) return;
    commits_->fetch_add(1, std::memory_order_release);  // before its caller can read again
    lease.end(std::move(failure));
}

std::optional<Error> Writer::commit_lease() {
    try {
        if (!connection_.in_transaction())
            return unavailable("the disk is full or fails, and the transaction was rolled back");
        if (connection_.breaks_foreign_keys())
            return Error{Errc::conflict, "a deferred foreign key does not hold"};
        connection_.cross(Boundary::commit);
    } catch (const Failure& failure) {
        return unavailable(failure.error().detail());
    }
    return std::nullopt;
}

void Writer::roll_back() {
    try {
        if (connection_.in_transaction()) connection_.cross(Boundary::rollback);
    } catch (const Failure&) {
        // Then the next group fails to begin, and says why.
    }
}

void Writer::commit_group(std::vector<std::unique_ptr<Job>> group) {
    std::string lost;  // why nothing of the group was committed
    try {
        connection_.cross(Boundary::begin_write);
        for (auto& job : group) {
            run_in_savepoint(job);
            if (!connection_.in_transaction()) break;
        }
        if (connection_.in_transaction()) {
            connection_.cross(Boundary::commit);
        } else {
            lost = "the disk is full or fails, and the group of writes was rolled back";
        }
    } catch (const Failure& failure) {
        lost = failure.error().detail();
    }
    if (!lost.empty()) {
        roll_back();
        // Refusals too are taken back: they may rest on changes that are gone now.
        for (auto& job : group) {
            if (job) job->write->failure = failure_of(unavailable(lost));
        }
    }
    commits_->fetch_add(1, std::memory_order_release);  // before any caller can read again
    for (auto& job : group) {
        if (job) job->answer();
    }
}

// Leaves the transaction as it was before, or with all of the changes of the write.
void Writer::run_in_savepoint(std::unique_ptr<Job>& job) {
    connection_.cross(Boundary::savepoint);
    run(job);
    if (!connection_.in_transaction()) return;
    bool stands = job && !job->write->failure;
    if (stands && connection_.breaks_foreign_keys()) {
        // Found out here, since at COMMIT it would fail the whole group.
        job->write->failure =
            failure_of(Error{Errc::conflict, "a deferred foreign key does not hold"});
        stands = false;
    }
    if (!stands) connection_.cross(Boundary::undo);
    connection_.cross(Boundary::release);
}

// Runs a write as far as it goes. One that waits for something else is given up: `job` is taken,
// and answered when the write ends, since until then it may use what belongs to its caller.
void Writer::run(std::unique_ptr<Job>& job) {
    const auto state = std::make_shared<Run>(connection_);
    const auto ended = [this, state](std::exception_ptr failure) {
        state->ended = true;
        state->failure = std::move(failure);
        if (!state->late) return;
        const auto late = std::move(state->late);
        late->write->failure =
            failure_of(Error{Errc::unfinished, "a write awaited something else"});
        state->failure = nullptr;
        --late_;
        late->answer();
    };
    boost::asio::co_spawn(loop_, job->write->run(state->transaction),
                          boost::asio::bind_cancellation_slot(state->cancel.slot(), ended));
    loop_.poll();
    if (state->ended) {
        job->write->failure = std::exchange(state->failure, nullptr);
        return;
    }
    state->transaction.take_away();
    state->late = std::move(job);
    ++late_;
    state->cancel.emit(boost::asio::cancellation_type::terminal);
    loop_.poll();
}

}  // namespace cardea::db::sqlite
