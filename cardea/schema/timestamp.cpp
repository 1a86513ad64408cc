#include <cardea/schema/timestamp.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace cardea {
namespace {

/// Reads digits where `pattern` has `0` and demands the character itself elsewhere.
bool fits_pattern(std::string_view text, std::string_view pattern) {
    return text.size() >= pattern.size() &&
           std::equal(pattern.begin(), pattern.end(), text.begin(),
                      [](char p, char c) { return p == '0' ? c >= '0' && c <= '9' : p == c; });
}

template <class T>
T number_in(std::string_view text, std::size_t at, std::size_t size) {
    T value{};
    std::from_chars(text.data() + at, text.data() + at + size, value);
    return value;
}

void append_padded(std::string& out, std::int64_t number, std::size_t width) {
    const auto digits = std::to_string(number);
    out.append(width - std::min(width, digits.size()), '0').append(digits);
}

}  // namespace

schema::Reading<Timestamp> Timestamp::read(std::string_view text) {
    const schema::Flaw flaw{
        "datetime_parsing",
        "Input should be a valid datetime in UTC, such as 2026-11-23T08:30:00Z"};
    constexpr std::string_view pattern = "0000-00-00T00:00:00";
    if (!fits_pattern(text, pattern)) return flaw;
    auto rest = text.substr(pattern.size());
    if (rest.starts_with('.')) {
        const auto end = rest.find_first_not_of("0123456789", 1);
        if (end == 1 || end == std::string_view::npos) return flaw;
        rest.remove_prefix(end);
    }
    if (rest != "Z") return flaw;

    using namespace std::chrono;
    const year_month_day date{year{number_in<int>(text, 0, 4)},
                              month{number_in<unsigned>(text, 5, 2)},
                              day{number_in<unsigned>(text, 8, 2)}};
    const auto hour = number_in<std::int64_t>(text, 11, 2);
    const auto minute = number_in<std::int64_t>(text, 14, 2);
    const auto second = number_in<std::int64_t>(text, 17, 2);
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return flaw;
    const auto days =
        duration<std::int64_t, std::ratio<86400>>{sys_days{date}.time_since_epoch().count()};
    return Timestamp{TimePoint{days} + hours{hour} + minutes{minute} + seconds{second}};
}

std::string Timestamp::text() const {
    using namespace std::chrono;
    const auto since_epoch = time_.time_since_epoch();
    const auto days_since = floor<duration<std::int64_t, std::ratio<86400>>>(since_epoch);
    const year_month_day date{sys_days{days{static_cast<int>(days_since.count())}}};
    const auto seconds_of_day = (since_epoch - days_since).count();
    std::string out;
    append_padded(out, static_cast<int>(date.year()), 4);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.day()), 2);
    out += 'T';
    append_padded(out, seconds_of_day / 3600, 2);
    out += ':';
    append_padded(out, seconds_of_day / 60 % 60, 2);
    out += ':';
    append_padded(out, seconds_of_day % 60, 2);
    out += 'Z';
    return out;
}

}  // namespace cardea
