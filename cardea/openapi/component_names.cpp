#include <cardea/openapi/component_names.hpp>

#include <cardea/base/ascii.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>

namespace cardea::openapi {
namespace {

/// The parts of `text` between separators that stand in no bracket.
std::vector<std::string_view> split_outside(std::string_view text, std::string_view separator) {
    std::vector<std::string_view> parts;
    std::size_t start = 0;
    int depth = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '<' || c == '(' || c == '{' || c == '[') ++depth;
        if (c == '>' || c == ')' || c == '}' || c == ']') --depth;
        if (depth != 0 || text.substr(at, separator.size()) != separator) continue;
        parts.push_back(trimmed(text.substr(start, at - start)));
        start = at + separator.size();
        at = start - 1;
    }
    parts.push_back(trimmed(text.substr(start)));
    return parts;
}

/// Letters, digits and underscores, never two of these together.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (is_plain) {
            out += c;
        } else if (!out.empty() && out.back() != '_') {
            out += '_';
        }
    }
    while (!out.empty() && out.back() == '_') out.pop_back();
    return out;
}

/// Template arguments that nobody wrote.
bool is_silent(std::string_view argument) {
    constexpr std::array<std::string_view, 5> silent{"std::allocator<", "std::char_traits<",
                                                     "std::less<", "std::equal_to<", "std::hash<"};
    return std::any_of(silent.begin(), silent.end(),
                       [&](auto start) { return argument.starts_with(start); });
}

std::string joined_name(std::string_view name) {
    const auto open = name.find('<');
    const auto close = name.rfind('>');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
        return plain(name);
    }
    std::string out = plain(name.substr(0, open));
    for (const auto argument : split_outside(name.substr(open + 1, close - open - 1), ",")) {
        if (!is_silent(argument)) out += "_" + type_name_of(argument).own;
    }
    return out == "basic_string_char" ? "string" : out;
}

std::string with_scopes(const TypeName& type, std::size_t count) {
    std::string out;
    const auto scopes = type.scopes.size();
    for (auto at = scopes - std::min(count, scopes); at < scopes; ++at) {
        out += type.scopes[at] + ".";
    }
    return out + type.own;
}

/// The fewest scopes with which these types have different names; all, where they never have.
std::size_t scopes_needed(const std::vector<TypeName>& types, const std::vector<std::size_t>& same,
                          const std::set<std::string>& taken) {
    std::size_t most = 0;
    for (const auto at : same) most = std::max(most, types[at].scopes.size());
    for (std::size_t count = 0; count < most; ++count) {
        auto names = taken;
        if (std::all_of(same.begin(), same.end(), [&](std::size_t at) {
                return names.insert(with_scopes(types[at], count)).second;
            })) {
            return count;
        }
    }
    return most;
}

}  // namespace

TypeName type_name_of(std::string_view compilers_name) {
    auto parts = split_outside(compilers_name, "::");
    TypeName type;
    type.own = joined_name(parts.back());
    parts.pop_back();
    for (auto scope : parts) {
        if (scope.find_first_of("({") != std::string_view::npos) continue;
        // g++ may name the function that a type is local to with what it returns.
        scope = split_outside(scope, " ").back();
        if (auto name = joined_name(scope); !name.empty()) type.scopes.push_back(std::move(name));
    }
    return type;
}

std::vector<std::string> distinct_names(const std::vector<TypeName>& types,
                                        std::set<std::string> taken) {
    std::map<std::string, std::vector<std::size_t>> of_one_name;
    for (std::size_t at = 0; at < types.size(); ++at) of_one_name[types[at].own].push_back(at);
    std::vector<std::string> names(types.size());
    // Names without a rival go first, so that no number makes them one.
    for (const bool is_alone : {true, false}) {
        for (const auto& [own, same] : of_one_name) {
            if ((same.size() == 1) != is_alone) continue;
            const auto scopes = scopes_needed(types, same, taken);
            for (const auto at : same) {
                const auto name = with_scopes(types[at], scopes);
                names[at] = name;
                for (int number = 2; !taken.insert(names[at]).second; ++number) {
                    names[at] = name + "_" + std::to_string(number);
                }
            }
        }
    }
    return names;
}

}  // namespace cardea::openapi
