#include <cardea/remote/remote_key_set.hpp>

#include <cardea/remote/fetcher.hpp>

#include <fstream>
#include <stdexcept>
#include <utility>

namespace cardea::remote {
namespace {

constexpr std::size_t body_bytes_most = 16 * 1024 * 1024;
constexpr std::chrono::milliseconds duration_most = std::chrono::hours{24 * 366};

void check_options(const RemoteKeySetOptions& options) {
    using Duration = std::chrono::milliseconds RemoteKeySetOptions::*;
    for (const Duration duration :
         {&RemoteKeySetOptions::refresh_every, &RemoteKeySetOptions::refresh_min,
          &RemoteKeySetOptions::refresh_max, &RemoteKeySetOptions::retry_first,
          &RemoteKeySetOptions::retry_max, &RemoteKeySetOptions::stale_max,
          &RemoteKeySetOptions::unknown_kid_every, &RemoteKeySetOptions::renewal_wait_max,
          &RemoteKeySetOptions::connect_timeout, &RemoteKeySetOptions::total_timeout}) {
        if ((options.*duration).count() <= 0 || options.*duration > duration_most)
            throw std::invalid_argument{"times of remote keys are from 1 ms to a year"};
    }
    if (options.refresh_min > options.refresh_max || options.retry_first > options.retry_max)
        throw std::invalid_argument{"the shortest time of remote keys is longer than the longest"};
    if (options.body_bytes_max == 0 || options.body_bytes_max > body_bytes_most)
        throw std::invalid_argument{"body_bytes_max of remote keys is from 1 to 16 MiB"};
    if (!options.ca_file.empty() && !std::ifstream{options.ca_file})
        throw std::invalid_argument{"ca_file cannot be read: " + options.ca_file};
}

}  // namespace

RemoteKeySet::RemoteKeySet(KeySource source, RemoteKeySetOptions options, const Clock& clock)
    : source_{std::move(source)} {
    check_options(options);
    fetcher_ = std::make_shared<Fetcher>(source_, std::move(options), clock);
    Fetcher::start(fetcher_);
}

RemoteKeySet::~RemoteKeySet() { fetcher_->stop(); }

std::shared_ptr<const jose::LiveKeySet> RemoteKeySet::keys() const { return fetcher_->keys(); }

Result<> RemoteKeySet::wait_until_ready(std::chrono::milliseconds timeout) const {
    return fetcher_->wait_until_ready(timeout);
}

RemoteKeyStatus RemoteKeySet::status() const { return fetcher_->status(); }

Async<bool> RemoteKeySet::renew() const { return Fetcher::renew(fetcher_); }

std::function<Async<bool>()> RemoteKeySet::renewal() const {
    return [fetcher = fetcher_] { return Fetcher::renew(fetcher); };
}

}  // namespace cardea::remote
