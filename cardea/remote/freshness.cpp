#include <cardea/remote/freshness.hpp>

#include <cardea/base/ascii.hpp>
#include <cardea/http/fields.hpp>

#include <algorithm>
#include <charconv>

namespace cardea::remote {
std::optional<std::chrono::seconds> seconds_of(std::string_view text) {
    constexpr std::size_t digits_max = 10;  // decades are as good as centuries
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
    std::int64_t seconds = 9'999'999'999;
    if (text.size() <= digits_max) std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::seconds{seconds};
}

std::optional<std::chrono::seconds> max_age_of(std::string_view cache_control) {
    while (!cache_control.empty()) {
        const auto comma = std::min(cache_control.find(','), cache_control.size());
        auto directive = trimmed(cache_control.substr(0, comma));
        cache_control.remove_prefix(std::min(comma + 1, cache_control.size()));
        constexpr std::string_view name = "max-age=";
        if (!same_name(directive.substr(0, name.size()), name)) continue;
        directive.remove_prefix(name.size());
        if (directive.size() > 2 && directive.front() == '"' && directive.back() == '"')
            directive = directive.substr(1, directive.size() - 2);
        return seconds_of(directive);
    }
    return std::nullopt;
}

}  // namespace cardea::remote
