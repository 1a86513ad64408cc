// Following the journal: what anybody appends, in this process or in another, is handed on soon
// after its commit.
#pragma once

#include <cardea/db/database.hpp>
#include <cardea/journal/entry.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>

namespace cardea::journal {

/// Who follows. All are called on the tail's own thread.
struct Follower {
    /// Takes one entry, in the order of positions; may see one again that the process knows of.
    /// Where it throws, the entry comes again.
    std::function<void(const Record&)> apply;
    /// Everything that was committed at `as_of` has been handed on, up to `position`.
    std::function<void(std::chrono::steady_clock::time_point as_of, std::int64_t position)> confirm;
    /// The journal cannot be read since now; said once, until it can be again. May be empty.
    std::function<void(std::string_view why)> fail{};
};

/// Asks the database's version in short intervals, and reads on where it has changed.
/// Threads: one of its own, which the destructor ends and waits for.
class Tail {
public:
    static constexpr std::chrono::milliseconds interval_default{50};

    /// Hands on what stands behind `position`. `database` must outlive it.
    Tail(const db::Database& database, std::int64_t position, Follower follower,
         std::chrono::milliseconds interval = interval_default);
    ~Tail();
    Tail(const Tail&) = delete;
    Tail& operator=(const Tail&) = delete;

    /// Of the last entry that was handed on. Threads: any.
    [[nodiscard]] std::int64_t position() const { return position_.load(); }

private:
    void run(const std::stop_token& stop);
    void look();
    void read_on();

    const db::Database* database_;
    Follower follower_;
    const std::chrono::milliseconds interval_;
    std::atomic<std::int64_t> position_;
    std::int64_t version_ = -1;  // of the database, when it was last read to its end
    bool is_failing_ = false;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;
};

}  // namespace cardea::journal
