#include <cardea/accounts/throttle.hpp>

#include <cardea/accounts/errc.hpp>
#include <cardea/crypto/digest.hpp>
#include <cardea/crypto/random.hpp>

#include <algorithm>
#include <cstring>

namespace cardea::accounts {
namespace {

constexpr std::size_t sets = 1U << 14U;
constexpr std::size_t places = 4;  // of a set; a key has one set
constexpr std::int64_t us = 1'000'000;

}  // namespace

Throttle::Throttle(std::string name, std::optional<Rate> rate, const Clock& clock)
    : name_{std::move(name)}, rate_{rate}, clock_{&clock} {
    if (!rate_) return;
    const auto secret = crypto::random_bytes<16>();
    secret_.assign(secret.begin(), secret.end());
    entries_.resize(sets * places);
}

std::uint64_t Throttle::number_of(std::string_view key) const {
    const auto digest = crypto::sha256(secret_ + std::string{key});
    std::uint64_t number = 0;
    std::memcpy(&number, digest.data(), sizeof number);
    return number;
}

Throttle::Entry& Throttle::place_of(std::uint64_t key) {
    const auto set = entries_.begin() + static_cast<std::ptrdiff_t>(key % sets * places);
    const auto end = set + places;
    const auto found = std::find_if(set, end, [&](const Entry& entry) { return entry.key == key; });
    if (found != end) return *found;
    return *std::min_element(set, end, [](const Entry& one, const Entry& other) {
        return one.full_until < other.full_until;
    });
}

std::int64_t Throttle::now() const { return clock_->now().time_since_epoch().count() * us; }

Error Throttle::refusal(std::int64_t wait) const {
    const auto seconds = std::to_string((wait + us - 1) / us);
    return Error{Errc::throttled}
        .retry_in(std::chrono::seconds{(wait + us - 1) / us})
        .with_header("RateLimit-Policy", '"' + name_ + "\";q=" + std::to_string(rate_->limit) +
                                             ";w=" + std::to_string(rate_->period.count()))
        .with_header("RateLimit", '"' + name_ + "\";r=0;t=" + seconds);
}

Result<> Throttle::attempt(std::string_view key) {
    if (!rate_) return {};
    const auto number = number_of(key);
    const auto period = rate_->period.count() * us;
    const auto cost = period / rate_->limit;
    const std::lock_guard lock{mutex_};
    auto& entry = place_of(number);
    if (entry.key != number) entry = {.key = number};
    const auto next = std::max(entry.full_until, now()) + cost;
    if (const auto wait = next - now() - period; wait > 0) return refusal(wait);
    entry.full_until = next;
    return {};
}

void Throttle::forgive(std::string_view key) {
    if (!rate_) return;
    const auto number = number_of(key);
    const std::lock_guard lock{mutex_};
    auto& entry = place_of(number);
    if (entry.key == number) entry.full_until -= rate_->period.count() * us / rate_->limit;
}

}  // namespace cardea::accounts
