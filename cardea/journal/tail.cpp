#include <cardea/journal/tail.hpp>

#include <cardea/base/block_on.hpp>
#include <cardea/base/quiet_thread.hpp>
#include <cardea/journal/journal.hpp>

#include <exception>
#include <string>
#include <utility>

namespace cardea::journal {
namespace {

constexpr std::size_t entries_at_once = 1000;

/// What fails while a failure is told is lost: it must not end the thread, and so the process.
void tell(const std::function<void(std::string_view)>& fail, std::string_view why) noexcept {
    try {
        if (fail) fail(why);
    } catch (...) {}
}

}  // namespace

Tail::Tail(const db::Database& database, std::int64_t position, Follower follower,
           std::chrono::milliseconds interval)
    : database_{&database},
      follower_{std::move(follower)},
      interval_{interval},
      position_{position},
      thread_{start_quiet_thread([this](const std::stop_token& stop) { run(stop); })} {}

Tail::~Tail() {
    thread_.request_stop();  // wakes it, since it waits with the token
    thread_.join();
}

void Tail::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            look();
            is_failing_ = false;
        } catch (const std::exception& failure) {
            if (!std::exchange(is_failing_, true)) tell(follower_.fail, failure.what());
        }
        std::unique_lock lock{mutex_};
        wake_.wait_for(lock, stop, interval_, [] { return false; });
    }
}

void Tail::look() {
    const auto asked_at = std::chrono::steady_clock::now();
    const auto version = block_on(database_->version());
    if (version != version_) {
        read_on();
        version_ = version;  // as it was before: what came meanwhile is looked for again
    }
    follower_.confirm(asked_at, position_);
}

void Tail::read_on() {
    while (true) {
        const auto records = block_on(entries_after(*database_, position_, entries_at_once));
        for (const auto& record : records) {
            follower_.apply(record);
            position_ = record.position;
        }
        if (records.size() < entries_at_once) return;
    }
}

}  // namespace cardea::journal
