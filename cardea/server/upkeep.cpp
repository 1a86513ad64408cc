#include <cardea/server/upkeep.hpp>

#include <cardea/accounts/revocations.hpp>
#include <cardea/accounts/sweep.hpp>
#include <cardea/base/block_on.hpp>
#include <cardea/base/quiet_thread.hpp>
#include <cardea/journal/journal.hpp>

#include <exception>
#include <utility>

namespace cardea::server {
namespace {

constexpr std::size_t sessions_at_once = 200;  // a few milliseconds of the writer
constexpr std::chrono::seconds sweep_interval{30};
constexpr std::chrono::seconds maintenance_interval{1};

/// What fails while a failure is told is lost: it must not end the thread, and so the process.
void tell(const Report& report, std::string_view why) noexcept {
    try {
        if (report) report("upkeep_failed", why);
    } catch (...) {}
}

/// Returns the position from which on a tail has to follow.
std::int64_t load(const accounts::Accounts& accounts) {
    const auto begin = std::chrono::steady_clock::now();
    const auto position = block_on(journal::last_position(accounts.database()));
    block_on(
        accounts::load_revocations(accounts.database(), accounts.now(), accounts.revocations()));
    accounts.revocations().maintain();
    accounts.revocations().confirm(begin, static_cast<revocation::Position>(position));
    return position;
}

journal::Follower follower_of(const accounts::Accounts& accounts, const Report& report) {
    return {.apply =
                [&accounts](const journal::Record& record) {
                    accounts::enforce(record, accounts.revocations());
                },
            .confirm =
                [&accounts](auto as_of, auto position) {
                    accounts.revocations().confirm(as_of,
                                                   static_cast<revocation::Position>(position));
                },
            .fail =
                [&report](std::string_view why) {
                    if (report) report("journal_unreadable", why);
                }};
}

}  // namespace

Upkeep::Upkeep(const accounts::Accounts& accounts, Report report)
    : accounts_{&accounts},
      report_{std::move(report)},
      tail_{accounts.database(), load(accounts), follower_of(accounts, report_)},
      sweeper_{start_quiet_thread([this](const std::stop_token& stop) { run(stop); })} {}

Upkeep::~Upkeep() {
    sweeper_.request_stop();  // wakes it, since it waits with the token
    sweeper_.join();
}

void Upkeep::run(const std::stop_token& stop) {
    std::chrono::seconds until_sweep{0};
    while (!stop.stop_requested()) {
        try {
            accounts_->revocations().maintain();
            until_sweep -= maintenance_interval;
            if (until_sweep.count() <= 0) until_sweep = sweep();
            is_failing_ = false;
        } catch (const std::exception& failure) {
            until_sweep = sweep_interval;
            if (!std::exchange(is_failing_, true)) tell(report_, failure.what());
        }
        std::unique_lock lock{mutex_};
        wake_.wait_for(lock, stop, maintenance_interval, [] { return false; });
    }
}

std::chrono::seconds Upkeep::sweep() {
    const auto gone = block_on(accounts::sweep_sessions(*accounts_, sessions_at_once));
    // Where there is more, soon again, and between the two everybody else writes.
    return gone == sessions_at_once ? std::chrono::seconds{0} : sweep_interval;
}

}  // namespace cardea::server
