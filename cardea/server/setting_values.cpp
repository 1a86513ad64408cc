#include <cardea/server/setting_values.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace cardea::server {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

/// A number and a unit; nothing where the product would be beyond a year 10000 or an exbibyte.
template <std::size_t N>
std::optional<std::uint64_t> read_with_unit(std::string_view text,
                                            const std::array<Unit, N>& units) {
    const auto digits = text.find_first_not_of("0123456789");
    const auto number = read_number(text.substr(0, digits));
    if (!number) return std::nullopt;
    const auto name = digits == std::string_view::npos ? std::string_view{} : text.substr(digits);
    for (const auto& unit : units) {
        if (unit.name != name) continue;
        if (*number > (std::uint64_t{1} << 58U) / unit.factor) return std::nullopt;
        return *number * unit.factor;
    }
    return std::nullopt;
}

bool is_v4(std::string_view text) {
    for (int part = 0; part < 4; ++part) {
        const auto digits = text.substr(0, part < 3 ? text.find('.') : text.size());
        const auto number = read_number(digits);
        const bool is_padded = digits.size() > 1 && digits.front() == '0';
        if (!number || *number > 255 || is_padded) return false;
        if (part < 3 && digits.size() == text.size()) return false;
        text.remove_prefix(std::min(text.size(), digits.size() + 1));
    }
    return true;
}

/// How many groups of 16 bits stand in `text`, divided by colons; nothing where one is malformed.
/// The last may be an IPv4 address, which is two.
std::optional<std::size_t> count_groups(std::string_view text, bool is_end) {
    constexpr std::string_view hex = "0123456789abcdefABCDEF";
    std::size_t groups = 0;
    while (!text.empty()) {
        const auto group = text.substr(0, text.find(':'));
        const bool is_last = group.size() == text.size();
        if (is_last && is_end && is_v4(group)) return groups + 2;
        const bool is_hex = group.find_first_not_of(hex) == std::string_view::npos;
        if (group.empty() || group.size() > 4 || !is_hex) return std::nullopt;
        ++groups;
        if (is_last) return groups;
        text.remove_prefix(group.size() + 1);
        if (text.empty()) return std::nullopt;  // a colon at the end
    }
    return groups;
}

/// Spec: RFC 4291 section 2.2.
bool is_v6(std::string_view text) {
    const auto gap = text.find("::");
    if (gap == std::string_view::npos) return count_groups(text, true) == std::size_t{8};
    const auto before = count_groups(text.substr(0, gap), false);
    const auto behind = count_groups(text.substr(gap + 2), true);
    return before && behind && *before + *behind <= 7;
}

}  // namespace

std::optional<std::uint64_t> read_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<bool> read_switch(std::string_view text) {
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}

std::optional<std::chrono::seconds> read_duration(std::string_view text) {
    static constexpr std::array units{Unit{"s", 1}, Unit{"m", 60}, Unit{"h", 3600},
                                      Unit{"d", 86400}};
    const auto seconds = read_with_unit(text, units);
    constexpr std::uint64_t seconds_max = 100ULL * 366 * 86400;
    if (!seconds || *seconds > seconds_max) return std::nullopt;
    return std::chrono::seconds{static_cast<std::int64_t>(*seconds)};
}

std::optional<std::uint64_t> read_size(std::string_view text) {
    static constexpr std::array units{Unit{"", 1}, Unit{"B", 1}, Unit{"KiB", 1U << 10U},
                                      Unit{"MiB", 1U << 20U}, Unit{"GiB", 1U << 30U}};
    return read_with_unit(text, units);
}

std::optional<accounts::Rate> read_rate(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto limit = read_number(text.substr(0, slash));
    const auto period = read_duration(text.substr(slash + 1));
    if (!limit || *limit == 0 || *limit > 1'000'000 || !period || period->count() == 0)
        return std::nullopt;
    return accounts::Rate{static_cast<std::uint32_t>(*limit), *period};
}

std::optional<std::pair<std::string, std::uint16_t>> read_listen(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    auto host = text.substr(0, colon);
    const auto port = read_number(text.substr(colon + 1));
    if (!port || *port > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
    const bool is_bracketed = host.front() == '[' && host.back() == ']' && host.size() > 2;
    if (is_bracketed) host = host.substr(1, host.size() - 2);
    if (host.find_first_of("[]") != std::string_view::npos) return std::nullopt;
    if (is_bracketed != (host.find(':') != std::string_view::npos)) return std::nullopt;
    return std::pair{std::string{host}, static_cast<std::uint16_t>(*port)};
}

bool is_address(std::string_view text) {
    if (text.find(':') == std::string_view::npos) return is_v4(text);
    const auto zone = text.find('%');
    return is_v6(text.substr(0, zone)) &&
           (zone == std::string_view::npos || zone + 1 < text.size());
}

bool is_network(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos || text.find('%') != std::string_view::npos) return false;
    const auto bits = read_number(text.substr(slash + 1));
    const auto address = text.substr(0, slash);
    const std::uint64_t bits_max = address.find(':') == std::string_view::npos ? 32 : 128;
    return bits && *bits <= bits_max && is_address(address);
}

std::vector<std::string> read_list(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        auto item = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), item.size() + 1));
        while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
        while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
        if (!item.empty()) items.emplace_back(item);
    }
    return items;
}

}  // namespace cardea::server
