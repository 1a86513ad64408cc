#include <cardea/accounts/rate_table.hpp>

#include <cardea/crypto/digest.hpp>
#include <cardea/crypto/random.hpp>

#include <algorithm>
#include <cstring>

namespace cardea::accounts {
namespace {

constexpr std::size_t sets = 1U << 14U;
constexpr std::size_t places = 4;  // of a set; a key has one set

std::int64_t us_of(std::chrono::microseconds time) { return time.count(); }
std::int64_t us_of(TimePoint time) { return us_of(time.time_since_epoch()); }

}  // namespace

RateTable::RateTable(Rate rate)
    : rate_{rate},
      cost_{std::max<std::int64_t>(us_of(rate.period) / rate.limit, 1)},
      entries_(sets * places) {
    const auto secret = crypto::random_bytes<16>();
    secret_.assign(secret.begin(), secret.end());
}

RateTable::Key RateTable::key_of(std::string_view text) const {
    const auto digest = crypto::sha256(secret_ + std::string{text});
    std::uint64_t number = 0;
    std::memcpy(&number, digest.data(), sizeof number);
    return Key{number};
}

std::size_t RateTable::place_of(Key key) const {
    const auto first = static_cast<std::size_t>(key) % sets * places;
    const auto set = entries_.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = set + places;
    auto place = std::find_if(set, end, [&](const Entry& entry) { return entry.key == key; });
    if (place == end) {
        place = std::min_element(set, end, [](const Entry& one, const Entry& other) {
            return one.full_until < other.full_until;
        });
    }
    return static_cast<std::size_t>(place - entries_.begin());
}

std::int64_t RateTable::next(Key key, std::int64_t now) const {
    const auto& entry = entries_[place_of(key)];
    // Nothing honest lies beyond a whole period: a clock that was set back must not lock out.
    const auto latest = now + us_of(rate_.period);
    return (entry.key == key ? std::clamp(entry.full_until, now, latest) : now) + cost_;
}

std::chrono::microseconds RateTable::wait(Key key, TimePoint now) const {
    const auto moment = us_of(now);
    return std::chrono::microseconds{next(key, moment) - moment - us_of(rate_.period)};
}

void RateTable::count(Key key, TimePoint now) {
    const auto full_until = next(key, us_of(now));
    entries_[place_of(key)] = {.key = key, .full_until = full_until};
}

void RateTable::forgive(Key key) {
    auto& entry = entries_[place_of(key)];
    if (entry.key == key) entry.full_until -= cost_;
}

}  // namespace cardea::accounts
