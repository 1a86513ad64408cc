// What a new password must be like, and the one form in which passwords are hashed and compared.
// These rules bind new passwords only.
#pragma once

#include <cardea/base/secret.hpp>
#include <cardea/schema/reading.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace cardea::accounts {

/// What is longer is no password: refused before any work is spent on it, which grows with the
/// square of the length. Room for 256 characters of four bytes, decomposed in two.
inline constexpr std::size_t password_bytes_max = 2048;

/// What a new password has to be. Characters are counted in NFC.
struct PasswordRules {
    std::size_t characters_min = 8;
    std::size_t characters_max = 256;

    /// What is wrong with `password`; nothing where it may be used. No composition rules: a length,
    /// no NUL, and not easily guessed, the words of `email` being known to the guesser.
    /// Takes up to milliseconds: it belongs on a WorkPool.
    [[nodiscard]] std::optional<schema::Flaw> flaw_of(std::string_view password,
                                                      std::string_view email) const;
};

/// The password as it is hashed: Unicode's NFC, so that it does not matter how a keyboard composes
/// an accent. What is no UTF-8, or longer than a password may be, stays as it is.
[[nodiscard]] Secret<std::string> normalised(std::string_view password);

}  // namespace cardea::accounts
