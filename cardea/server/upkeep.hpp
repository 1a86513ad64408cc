// What goes on beside the requests: the journal is followed, so that this node knows what others
// revoke; what is dead is swept away; the memory of revocations is kept small.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/journal/tail.hpp>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>

namespace cardea::server {

/// Is told what goes wrong or right beside the requests: an event's name and a sentence. Called on
/// any thread.
using Report = std::function<void(std::string_view event, std::string_view detail)>;

/// Threads: two of its own, which the destructor ends and waits for.
class Upkeep {
public:
    /// Loads what the journal revokes into the memory of `accounts`, which must outlive it, and
    /// follows it from there. Blocks until that is done. Throws `Failure`.
    Upkeep(const accounts::Accounts& accounts, Report report);
    ~Upkeep();
    Upkeep(const Upkeep&) = delete;
    Upkeep& operator=(const Upkeep&) = delete;

    /// Of the journal's entry up to which all has been applied.
    [[nodiscard]] std::int64_t position() const { return tail_.position(); }

private:
    void run(const std::stop_token& stop);
    /// How long to wait before the next sweep.
    std::chrono::seconds sweep();

    const accounts::Accounts* accounts_;
    Report report_;
    bool is_failing_ = false;
    journal::Tail tail_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread sweeper_;
};

}  // namespace cardea::server
