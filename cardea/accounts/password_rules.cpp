#include <cardea/accounts/password_rules.hpp>

#include <cardea/schema/text.hpp>

#include <utf8proc.h>
#include <zxcvbn.h>

#include <cstdlib>
#include <vector>

namespace cardea::accounts {
namespace {

// zxcvbn's own scale: below 10^6 guesses (20 bits) a password is "very guessable".
constexpr double entropy_bits_min = 19.93;
// zxcvbn's time grows faster than the square of the length: what is longer is judged by its
// beginning, and of an address only so many words count.
constexpr std::size_t judged_bytes_max = 40;
constexpr std::size_t words_max = 16;

/// The address and its parts, which everybody guesses first.
std::vector<std::string> words_of(std::string_view email) {
    std::vector<std::string> words;
    if (email.empty()) return words;
    words.emplace_back(email);
    words.emplace_back(email.substr(0, email.find('@')));
    std::string word;
    for (const char character : email) {
        const bool divides = std::string_view{"@.+-_ "}.find(character) != std::string_view::npos;
        if (!divides) word += character;
        if (divides && word.size() > 2 && words.size() < words_max) words.push_back(word);
        if (divides) word.clear();
    }
    if (word.size() > 2) words.push_back(word);
    return words;
}

bool is_easily_guessed(std::string_view password, std::string_view email) {
    const auto words = words_of(email);
    std::vector<const char*> known;
    for (const auto& word : words) known.push_back(word.c_str());
    known.push_back(nullptr);
    const Secret<std::string> judged{std::string{password.substr(0, judged_bytes_max)}};
    return ::ZxcvbnMatch(judged.reveal().c_str(), known.data(), nullptr) < entropy_bits_min;
}

}  // namespace

std::optional<schema::Flaw> PasswordRules::flaw_of(std::string_view password,
                                                   std::string_view email) const {
    if (password.size() > password_bytes_max)
        return schema::check_length(password, 0, characters_max);  // it has more than that
    const auto whole = normalised(password);
    const std::string_view text = whole.reveal();
    if (auto flaw = schema::check_length(text, characters_min, characters_max);
        !flaw.type.empty()) {
        return flaw;
    }
    if (is_easily_guessed(text, email)) {
        return schema::Flaw{"value_error",
                            "This password is easily guessed; choose a longer or less usual one"};
    }
    return std::nullopt;
}

Secret<std::string> normalised(std::string_view password) {
    if (password.size() > password_bytes_max) return Secret{std::string{password}};
    utf8proc_uint8_t* composed = nullptr;
    const auto size =
        ::utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(password.data()),
                       static_cast<utf8proc_ssize_t>(password.size()), &composed,
                       static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    if (size < 0) return Secret{std::string{password}};
    std::string text{reinterpret_cast<const char*>(composed), static_cast<std::size_t>(size)};
    wipe(composed, static_cast<std::size_t>(size));
    std::free(composed);
    return Secret{std::move(text)};
}

}  // namespace cardea::accounts
