// The thread behind a remote key set: when it fetches, what it keeps, and who waits for it.
#pragma once

#include <cardea/base/park.hpp>
#include <cardea/remote/publication.hpp>
#include <cardea/remote/remote_key_set.hpp>
#include <cardea/remote/transport.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace cardea::remote {

/// Threads: any, all members; the work is done on the thread that `start` begins and `stop` joins.
class RemoteKeySet::Fetcher {
public:
    using Steady = std::chrono::steady_clock;

    Fetcher(KeySource source, RemoteKeySetOptions options, const Clock& clock);

    static void start(const std::shared_ptr<Fetcher>& fetcher);
    void stop();

    [[nodiscard]] const std::shared_ptr<jose::LiveKeySet>& keys() const { return keys_; }
    Result<> wait_until_ready(std::chrono::milliseconds timeout);
    RemoteKeyStatus status();
    static Async<bool> renew(std::shared_ptr<Fetcher> fetcher);

    /// A token named a key that is not here. Cheap where no fetch is due.
    void miss();

private:
    struct Waiter {
        Parked caller;
        Steady::time_point until;
        std::shared_ptr<bool> has_changed;
        void answer(bool changed) const;
    };

    void run();
    Result<PublishedKeys> fetch();
    bool go_on_fetching();  // the transfer's tick

    // All that follows is called with the lock held.
    std::string take(Result<PublishedKeys> outcome);
    std::string take_keys(PublishedKeys published);
    std::string take_failure(const Error& error);
    [[nodiscard]] bool are_stale(Steady::time_point now) const;
    std::string drop_keys();
    void wait_for_next_fetch(std::unique_lock<std::mutex>& lock);
    bool want_fetch(Steady::time_point now);  // false where none is due
    std::optional<bool> answer_now();         // what `renew` says; empty where it waits
    std::deque<Waiter> overdue_waiters(Steady::time_point now);

    void say(const std::string& sentence) const;  // without the lock

    const RemoteKeySetOptions options_;
    const Clock* const clock_;
    Publication publication_;  // the thread's own
    Transport transport_;
    std::shared_ptr<jose::LiveKeySet> keys_;  // made by `start`
    std::atomic<Steady::rep> closed_until_;   // for misses: when the next of them may fetch

    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable ready_;
    bool is_stopping_ = false;
    bool is_fetching_ = false;
    bool is_wanted_ = true;  // the first fetch
    Steady::time_point next_{};
    Steady::time_point stale_at_{};
    std::optional<Steady::time_point> changed_at_;
    unsigned failures_ = 0;  // since the last success
    std::string text_;       // of the set that is in use
    RemoteKeyStatus status_;
    std::optional<Error> last_error_;
    std::deque<Waiter> waiters_;  // all wait equally long, so the first is due first
    std::jthread thread_;
};

}  // namespace cardea::remote
