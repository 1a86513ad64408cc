// Writes: one thread that takes all that wait, runs each in a savepoint of one transaction, commits
// once, and only then answers them. A commit costs a trip to the disk; so many share it. Between
// two groups it lends its connection to one caller who asked to hold a transaction.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/db/sqlite/connection.hpp>
#include <cardea/db/sqlite/lease.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace cardea::db::sqlite {

class Writer {
public:
    /// Raises `commits` after each group, before anybody is answered. Throws `Failure`.
    Writer(const std::string& path, const Options& options, std::atomic<std::uint64_t>& commits);
    /// Finishes what was taken, and rolls back what is held.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// See `Database::write`.
    Async<> commit(std::shared_ptr<Write> write);
    /// See `Database::hold`.
    Async<HeldTransaction> hold(std::chrono::milliseconds time_max);

private:
    struct Job;
    struct Run;
    void reserve();  // a place in the queue, or throws
    template <class Queue, class Item>
    void enqueue(Queue& queue, Item item);
    std::vector<std::unique_ptr<Job>> take();
    std::shared_ptr<Lease> take_lease();
    void work();
    void commit_group(std::vector<std::unique_ptr<Job>> group);
    void run(std::unique_ptr<Job>& job);
    void run_in_savepoint(std::unique_ptr<Job>& job);
    void serve(Lease& lease);
    std::optional<Error> commit_lease();
    void roll_back();

    Connection connection_;
    std::atomic<std::uint64_t>* commits_;
    const std::chrono::milliseconds hold_wait_max_;
    boost::asio::io_context loop_{1};  // of the writer's thread, for the coroutines of writes
    boost::asio::executor_work_guard<Executor> work_guard_;
    std::size_t late_ = 0;  // writes that were given up and have not ended yet

    std::mutex mutex_;
    std::vector<std::unique_ptr<Job>> queue_;
    std::deque<std::shared_ptr<Lease>> leases_;  // that wait for their turn
    std::shared_ptr<Lease> lease_;               // whose turn it is
    std::size_t places_;
    bool woken_ = false;
    bool stopping_ = false;
    std::jthread thread_;
};

}  // namespace cardea::db::sqlite
