// Reads: a connection for each thread that reads, and the turns of its loop, each of which reads
// from one snapshot. Nothing on the way of a read takes a lock.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/db/sqlite/connection.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace cardea::db::sqlite {

/// One thread's connection.
class Reader : public std::enable_shared_from_this<Reader> {
public:
    Reader(const std::string& path, const Options& options,
           const std::atomic<std::uint64_t>& commits);

    /// Runs `statement` in the read transaction of this turn of `loop`. Throws `Failure`.
    std::int64_t execute(const Statement& statement, const Executor& loop);
    /// The file's version as this connection sees it now. Throws `Failure`.
    std::int64_t version();
    /// Ends the read transaction of the turn.
    void end_turn() noexcept;
    /// Closes the connection; what is left of a turn does nothing any more.
    void close() noexcept { connection_.reset(); }

private:
    struct TurnEnd;
    void begin(const Executor& loop);

    std::unique_ptr<Connection> connection_;
    const std::atomic<std::uint64_t>* commits_;  // how often this process has committed
    std::uint64_t seen_ = 0;                     // of these, by the open transaction
    const void* loop_ = nullptr;                 // the one that will end the turn
    std::atomic<bool> turn_lost_ = false;        // that loop was destroyed before it did
};

/// The readers of one database.
class Readers {
public:
    Readers(std::string path, const Options& options, const std::atomic<std::uint64_t>& commits);
    ~Readers();
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    /// The calling thread's reader, made at its first call, or taken over from a thread that ended.
    [[nodiscard]] Reader& here() const;

private:
    class Pool;
    struct Mine;
    static thread_local Mine mine;

    std::uint64_t id_;  // of this database among all that the process ever opened
    std::shared_ptr<Pool> pool_;
};

}  // namespace cardea::db::sqlite
