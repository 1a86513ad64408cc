#include <cardea/accounts/session.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/random.hpp>

#include <algorithm>

namespace cardea::accounts {
namespace {

constexpr std::string_view prefix = "cdr_";
constexpr std::size_t random_characters = 43;  // of 32 bytes

bool has_word(std::string_view words, std::string_view wanted) {
    while (!words.empty()) {
        const auto space = words.find(' ');
        if (words.substr(0, space) == wanted) return true;
        if (space == std::string_view::npos) return false;
        words.remove_prefix(space + 1);
    }
    return false;
}

}  // namespace

Secret<std::string> make_refresh_token() {
    auto bytes = crypto::random_bytes<32>();
    std::string token{prefix};
    token.reserve(prefix.size() + random_characters);
    base64url::encode(bytes, token);
    wipe(bytes.data(), bytes.size());
    return Secret{std::move(token)};
}

crypto::Sha256 hash_of(std::string_view refresh_token) { return crypto::sha256(refresh_token); }

bool is_refresh_token(std::string_view text) {
    return text.size() == prefix.size() + random_characters && text.starts_with(prefix) &&
           base64url::decode(text.substr(prefix.size())).has_value();
}

std::string narrowed_scope(const std::optional<std::string>& granted, std::string_view present) {
    if (!granted) return std::string{present};
    std::string scope;
    std::string_view rest = *granted;
    while (!rest.empty()) {
        const auto word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        if (word.empty() || !has_word(present, word) || has_word(scope, word)) continue;
        if (!scope.empty()) scope += ' ';
        scope += word;
    }
    return scope;
}

}  // namespace cardea::accounts
