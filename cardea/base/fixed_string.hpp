// A string literal as a template argument: `scope<"notes:read">`, `Query<"limit", int>`.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace cardea {

template <std::size_t N>
struct FixedString {
    char text[N]{};

    consteval FixedString(const char (&literal)[N]) { std::copy_n(literal, N, text); }
    [[nodiscard]] constexpr std::string_view view() const { return {text, N - 1}; }
    bool operator==(const FixedString&) const = default;
};

}  // namespace cardea
