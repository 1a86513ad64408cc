// Email: an address as it was typed, and as it is compared.
#pragma once

#include <cardea/schema/reading.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace cardea {

/// An e-mail address: surrounding space removed, at most 254 bytes, one `@` with something sane on
/// both sides. Only ASCII case is folded for comparison, since folding more makes two people one
/// (KELVIN SIGN and k).
/// Spec: RFC 5321 section 4.5.3.1; RFC 6531 for addresses beyond ASCII.
class Email {
public:
    /// Empty: not yet read.
    Email() = default;
    static schema::Reading<Email> read(std::string_view text);
    static void describe(schema::Shape& shape);

    /// As it was typed, trimmed.
    [[nodiscard]] const std::string& text() const { return text_; }
    /// What is compared and must be unique.
    [[nodiscard]] std::string folded() const { return folded(text_); }
    /// The same of a text that need not be an address, such as what somebody signs in with.
    [[nodiscard]] static std::string folded(std::string_view text);

    /// By the folded form.
    bool operator==(const Email& other) const { return folded() == other.folded(); }

private:
    explicit Email(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

}  // namespace cardea
