#include <cardea/security/caller.hpp>

#include <algorithm>

namespace cardea::security {

std::string_view next_word(std::string_view& words) {
    words.remove_prefix(std::min(words.find_first_not_of(' '), words.size()));
    const auto word = words.substr(0, words.find(' '));
    words.remove_prefix(word.size());
    return word;
}

void append_word(std::string_view word, std::string& words) {
    if (!word.empty()) words.append(words.empty() ? "" : " ").append(word);
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
        if (has_scope(present, word)) append_word(word, kept);
    }
    return kept;
}

std::string each_once(std::string_view words) {
    std::string kept;
    for (auto word = next_word(words); !word.empty(); word = next_word(words)) {
        if (!has_scope(kept, word)) append_word(word, kept);
    }
    return kept;
}

}  // namespace cardea::security
