#include <cardea/accounts/throttle.hpp>

#include <cardea/accounts/errc.hpp>

namespace cardea::accounts {

Throttle::Throttle(std::string name, std::optional<Rate> rate, const Clock& clock)
    : name_{std::move(name)}, clock_{&clock} {
    if (rate) table_.emplace(*rate);
}

Result<> Throttle::attempt(std::string_view key) {
    if (!table_) return {};
    const auto number = table_->key_of(key);
    const auto now = clock_->now();
    const std::lock_guard lock{mutex_};
    const auto wait = table_->wait(number, now);
    if (wait.count() > 0) return too_many_attempts(name_, table_->rate(), wait);
    table_->count(number, now);
    return {};
}

void Throttle::forgive(std::string_view key) {
    if (!table_) return;
    const auto number = table_->key_of(key);
    const std::lock_guard lock{mutex_};
    table_->forgive(number);
}

Error too_many_attempts(std::string_view name, const Rate& rate, std::chrono::microseconds wait) {
    const auto delay = std::chrono::ceil<std::chrono::seconds>(wait);
    const auto policy = '"' + std::string{name} + '"';
    return Error{Errc::throttled}
        .retry_in(delay)
        .with_header("RateLimit-Policy", policy + ";q=" + std::to_string(rate.limit) +
                                             ";w=" + std::to_string(rate.period.count()))
        .with_header("RateLimit", policy + ";r=0;t=" + std::to_string(delay.count()));
}

}  // namespace cardea::accounts
