#include <cardea/remote/fetcher.hpp>

#include <cardea/base/quiet_thread.hpp>
#include <cardea/remote/backoff.hpp>
#include <cardea/remote/errc.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace cardea::remote {
namespace {

/// A token that was refused this long before the keys changed may have met the old ones.
constexpr std::chrono::seconds second_look_window{1};

std::string seconds_text(std::chrono::milliseconds time) {
    const auto tenths = time.count() / 100;
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
}

std::string count_text(std::size_t keys) {
    return std::to_string(keys) + (keys == 1 ? " key" : " keys");
}

PlainHttp plain_http(const RemoteKeySetOptions& options) {
    return options.allow_insecure_http ? PlainHttp::anywhere : PlainHttp::loopback;
}

}  // namespace

RemoteKeySet::Fetcher::Fetcher(KeySource source, RemoteKeySetOptions options, const Clock& clock)
    : options_{std::move(options)},
      clock_{&clock},
      publication_{std::move(source), plain_http(options_)},
      transport_{{.connect_timeout = options_.connect_timeout,
                  .body_bytes_max = options_.body_bytes_max,
                  .ca_file = options_.ca_file,
                  .uses_proxy_of_environment = options_.use_proxy_of_environment}},
      closed_until_{Steady::now().time_since_epoch().count()} {}

void RemoteKeySet::Fetcher::Waiter::answer(bool changed) const {
    *has_changed = changed;
    caller.wake();
}

void RemoteKeySet::Fetcher::start(const std::shared_ptr<Fetcher>& fetcher) {
    // Verifiers may keep the set for longer than there is somebody who fetches.
    fetcher->keys_ = std::make_shared<jose::LiveKeySet>(
        jose::KeySet{}, [weak = std::weak_ptr{fetcher}](std::string_view) {
            if (const auto alive = weak.lock()) alive->miss();
        });
    fetcher->thread_ = start_quiet_thread([self = fetcher.get()] { self->run(); });
}

void RemoteKeySet::Fetcher::stop() {
    {
        const std::lock_guard lock{mutex_};
        is_stopping_ = true;
    }
    wake_.notify_all();
    ready_.notify_all();
    transport_.wake();
    thread_.join();
    decltype(waiters_) waiters;
    {
        const std::lock_guard lock{mutex_};
        waiters.swap(waiters_);
        drop_keys();
    }
    for (const auto& waiter : waiters) waiter.answer(false);
}

Result<> RemoteKeySet::Fetcher::wait_until_ready(std::chrono::milliseconds timeout) {
    std::unique_lock lock{mutex_};
    ready_.wait_for(lock, timeout, [this] { return is_stopping_ || status_.keys > 0; });
    if (status_.keys > 0) return {};
    const Error none{Errc::timed_out, publication_.name() + ": no answer yet"};
    Error error = last_error_.value_or(none);
    std::string sentence{error.detail()};
    return std::move(error).say(std::move(sentence));
}

RemoteKeyStatus RemoteKeySet::Fetcher::status() {
    const std::lock_guard lock{mutex_};
    return status_;
}

Async<bool> RemoteKeySet::Fetcher::renew(std::shared_ptr<Fetcher> fetcher) {
    {
        const std::lock_guard lock{fetcher->mutex_};
        if (const auto answer = fetcher->answer_now()) co_return *answer;
    }
    const auto has_changed = std::make_shared<bool>(false);
    co_await park([&fetcher, &has_changed](Parked caller) {
        std::unique_lock lock{fetcher->mutex_};
        const Waiter waiter{std::move(caller), Steady::now() + fetcher->options_.renewal_wait_max,
                            has_changed};
        // The fetch may have ended since.
        if (const auto answer = fetcher->answer_now()) {
            lock.unlock();
            waiter.answer(*answer);
        } else {
            fetcher->waiters_.push_back(waiter);
        }
    });
    co_return *has_changed;
}

void RemoteKeySet::Fetcher::miss() {
    const auto now = Steady::now();
    if (now.time_since_epoch().count() < closed_until_.load(std::memory_order_relaxed)) return;
    const std::lock_guard lock{mutex_};
    want_fetch(now);
}

bool RemoteKeySet::Fetcher::want_fetch(Steady::time_point now) {
    if (is_stopping_) return false;
    if (is_fetching_ || is_wanted_) return true;
    if (now.time_since_epoch().count() < closed_until_.load(std::memory_order_relaxed))
        return false;
    closed_until_ = (now + options_.unknown_kid_every).time_since_epoch().count();
    is_wanted_ = true;
    wake_.notify_one();
    return true;
}

std::optional<bool> RemoteKeySet::Fetcher::answer_now() {
    const auto now = Steady::now();
    if (is_stopping_ || waiters_.size() >= waiters_max) return false;
    if (want_fetch(now)) return std::nullopt;
    return changed_at_ && now - *changed_at_ <= second_look_window;
}

void RemoteKeySet::Fetcher::run() {
    std::unique_lock lock{mutex_};
    while (!is_stopping_) {
        is_fetching_ = true;
        is_wanted_ = false;
        ++status_.fetches;
        const auto generation = keys_->generation();
        lock.unlock();
        auto outcome = fetch();
        lock.lock();
        if (is_stopping_) return;
        is_fetching_ = false;
        const auto sentence = take(std::move(outcome));
        const bool has_changed = status_.keys > 0 && keys_->generation() != generation;
        decltype(waiters_) waiters;
        waiters.swap(waiters_);
        lock.unlock();
        ready_.notify_all();
        for (const auto& waiter : waiters) waiter.answer(has_changed);
        if (!sentence.empty()) say(sentence);
        lock.lock();
        wait_for_next_fetch(lock);
    }
}

Result<PublishedKeys> RemoteKeySet::Fetcher::fetch() {
    const auto deadline = Steady::now() + options_.total_timeout;
    try {
        return publication_.fetch([&](const Address& address) {
            return transport_.get(address, deadline, [this] { return go_on_fetching(); });
        });
    } catch (const std::exception& failure) {  // out of memory, most likely
        return Error{Errc::unreachable, publication_.name() + ": " + failure.what()};
    }
}

bool RemoteKeySet::Fetcher::go_on_fetching() {
    const auto now = Steady::now();
    std::unique_lock lock{mutex_};
    if (is_stopping_) return false;
    const auto sentence = are_stale(now) ? drop_keys() : std::string{};
    const auto overdue = overdue_waiters(now);
    lock.unlock();
    for (const auto& waiter : overdue) waiter.answer(false);
    if (!sentence.empty()) say(sentence);
    return true;
}

std::deque<RemoteKeySet::Fetcher::Waiter> RemoteKeySet::Fetcher::overdue_waiters(
    Steady::time_point now) {
    std::deque<Waiter> overdue;
    while (!waiters_.empty() && waiters_.front().until <= now) {
        overdue.push_back(std::move(waiters_.front()));
        waiters_.pop_front();
    }
    return overdue;
}

void RemoteKeySet::Fetcher::wait_for_next_fetch(std::unique_lock<std::mutex>& lock) {
    while (!is_stopping_ && !is_wanted_) {
        const auto now = Steady::now();
        if (are_stale(now)) {
            const auto sentence = drop_keys();
            lock.unlock();
            say(sentence);
            lock.lock();
            continue;
        }
        if (now >= next_) return;
        wake_.wait_until(lock, status_.keys > 0 ? std::min(next_, stale_at_) : next_);
    }
}

std::string RemoteKeySet::Fetcher::take(Result<PublishedKeys> outcome) {
    return outcome ? take_keys(*std::move(outcome)) : take_failure(outcome.error());
}

std::string RemoteKeySet::Fetcher::take_keys(PublishedKeys published) {
    const auto now = Steady::now();
    auto delay = options_.refresh_every;
    if (published.fresh_for)
        delay = std::clamp<std::chrono::milliseconds>(*published.fresh_for, options_.refresh_min,
                                                      options_.refresh_max);
    next_ = now + delay;
    stale_at_ = now + options_.stale_max;
    failures_ = 0;
    last_error_.reset();
    const bool had_failed = !status_.last_error.empty();
    status_.last_error.clear();
    status_.last_success = clock_->now();
    // The same text leaves the set as it is, and with it what verifiers have prepared.
    const bool has_changed = status_.keys == 0 || published.text != text_;
    if (has_changed) {
        status_.keys = published.keys.keys().size();
        text_ = std::move(published.text);
        keys_->replace(std::move(published.keys));
        changed_at_ = now;
    }
    if (!has_changed && !had_failed) return {};
    return publication_.name() + ": " + count_text(status_.keys) +
           (has_changed ? ", new or changed" : ", as before");
}

std::string RemoteKeySet::Fetcher::take_failure(const Error& error) {
    ++failures_;
    const auto delay = backoff(options_.retry_first, options_.retry_max, failures_);
    next_ = Steady::now() + delay;
    last_error_ = error;
    status_.last_error = error.detail();
    const auto kept = status_.keys > 0
                          ? "; the last good set stays (" + count_text(status_.keys) + ")"
                          : std::string{"; there are no keys"};
    return status_.last_error + kept + "; tried again in " + seconds_text(delay);
}

bool RemoteKeySet::Fetcher::are_stale(Steady::time_point now) const {
    return status_.keys > 0 && now >= stale_at_;
}

std::string RemoteKeySet::Fetcher::drop_keys() {
    keys_->replace(jose::KeySet{});
    status_.keys = 0;
    text_.clear();
    return publication_.name() +
           ": the last good set is too old, and is dropped: no token is believed";
}

void RemoteKeySet::Fetcher::say(const std::string& sentence) const {
    if (!options_.log) return;
    try {
        options_.log(sentence);
    } catch (...) {  // a log that fails must not stop us
    }
}

}  // namespace cardea::remote
