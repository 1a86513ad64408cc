#include <cardea/security/policy.hpp>

#include <cardea/security/errc.hpp>

#include <algorithm>

namespace cardea::security {

std::string_view next_word(std::string_view& words) {
    words.remove_prefix(std::min(words.find_first_not_of(' '), words.size()));
    const auto word = words.substr(0, words.find(' '));
    words.remove_prefix(word.size());
    return word;
}

bool has_scope(std::string_view scopes, std::string_view name) {
    for (auto word = next_word(scopes); !word.empty(); word = next_word(scopes)) {
        if (word == name) return true;
    }
    return false;
}

std::string narrowed(std::string_view granted, std::string_view present) {
    std::string kept;
    for (auto word = next_word(granted); !word.empty(); word = next_word(granted)) {
        if (!has_scope(present, word)) continue;
        if (!kept.empty()) kept += ' ';
        kept += word;
    }
    return kept;
}

Result<> check_scope(const Caller& caller, std::string_view name) {
    if (!has_scope(caller.scope, name)) return lacks_scope(name);
    return {};
}

Result<> check_sign_in(const Caller& caller, std::chrono::seconds max_age) {
    // The second in which it grows too old is too old.
    if (!caller.auth_time || caller.now >= *caller.auth_time + max_age) {
        return sign_in_again(max_age);
    }
    return {};
}

}  // namespace cardea::security
