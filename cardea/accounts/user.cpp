#include <cardea/accounts/user.hpp>

#include <cardea/crypto/random.hpp>

#include <chrono>

namespace cardea::accounts {

std::string folded_email(std::string_view email) {
    constexpr std::string_view space = " \t\r\n\f\v";
    const auto first = email.find_first_not_of(space);
    if (first == std::string_view::npos) return {};
    std::string folded{email.substr(first, email.find_last_not_of(space) - first + 1)};
    for (auto& character : folded) {
        if (character >= 'A' && character <= 'Z')
            character = static_cast<char>(character - 'A' + 'a');
    }
    return folded;
}

Uuid make_id() {
    const auto now = std::chrono::system_clock::now();
    return Uuid::v7(std::chrono::floor<std::chrono::milliseconds>(now), crypto::random_bytes<10>());
}

}  // namespace cardea::accounts
