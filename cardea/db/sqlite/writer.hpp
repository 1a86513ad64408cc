// Writes: one thread that takes all that wait, runs each in a savepoint of one transaction, commits
// once, and only then answers them. A commit costs a trip to the disk; so many share it.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/db/sqlite/connection.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cardea::db::sqlite {

class Writer {
public:
    /// Raises `commits` after each group, before anybody is answered. Throws `Failure`.
    Writer(const std::string& path, const Options& options, std::atomic<std::uint64_t>& commits);
    /// Finishes what was taken.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// See `Database::write`.
    Async<> commit(std::shared_ptr<Write> write);

private:
    struct Job;
    struct Run;
    void reserve();  // a place in the queue, or throws
    void enqueue(std::unique_ptr<Job> job);
    std::vector<std::unique_ptr<Job>> take();
    void work();
    void commit_group(std::vector<std::unique_ptr<Job>> group);
    void run(std::unique_ptr<Job>& job);
    void run_in_savepoint(std::unique_ptr<Job>& job);

    Connection connection_;
    std::atomic<std::uint64_t>* commits_;
    boost::asio::io_context loop_{1};  // of the writer's thread, for the coroutines of writes
    boost::asio::executor_work_guard<Executor> work_guard_;
    std::size_t late_ = 0;  // writes that were given up and have not ended yet

    std::mutex mutex_;
    std::vector<std::unique_ptr<Job>> queue_;
    std::size_t places_;
    bool woken_ = false;
    bool stopping_ = false;
    std::jthread thread_;
};

}  // namespace cardea::db::sqlite
