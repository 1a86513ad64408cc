#include <cardea/schema/email.hpp>

#include <cardea/schema/text.hpp>

#include <algorithm>

namespace cardea {
namespace {

constexpr std::size_t address_bytes_max = 254;
constexpr std::size_t local_bytes_max = 64;
constexpr std::string_view spaces = " \t\r\n\f\v";

bool is_visible(char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7f'; }

bool is_sane_local(std::string_view local) {
    return !local.empty() && local.size() <= local_bytes_max && !local.starts_with('.') &&
           !local.ends_with('.') && local.find("..") == std::string_view::npos &&
           std::all_of(local.begin(), local.end(), [](char c) {
               return is_visible(c) &&
                      std::string_view{"()<>[]:;,\\\"@"}.find(c) == std::string_view::npos;
           });
}

bool is_sane_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && !label.starts_with('-') &&
           !label.ends_with('-') && std::all_of(label.begin(), label.end(), [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || byte >= 0x80;
           });
}

bool is_sane_domain(std::string_view domain) {
    if (domain.find('.') == std::string_view::npos) return false;
    while (true) {
        const auto dot = domain.find('.');
        if (!is_sane_label(domain.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        domain.remove_prefix(dot + 1);
    }
}

schema::Flaw bad_address(const std::string& why) {
    return {"value_error", "value is not a valid email address: " + why};
}

}  // namespace

schema::Reading<Email> Email::read(std::string_view text) {
    const auto start = text.find_first_not_of(spaces);
    if (start == std::string_view::npos) return bad_address("it is empty");
    text = text.substr(start, text.find_last_not_of(spaces) - start + 1);

    if (text.size() > address_bytes_max) return bad_address("it is longer than 254 bytes");
    if (schema::visible(text) != text) return bad_address("it has a character that cannot be seen");
    const auto at = text.rfind('@');
    if (at == std::string_view::npos) return bad_address("it has no @");
    if (!is_sane_local(text.substr(0, at)))
        return bad_address("the part before the @ is malformed");
    if (!is_sane_domain(text.substr(at + 1)))
        return bad_address("the part after the @ is no domain name");
    return Email{std::string{text}};
}

void Email::describe(schema::Shape& shape) {
    shape.format = "email";
    schema::describe_length(shape, 0, address_bytes_max);
}

std::string Email::folded(std::string_view text) {
    const auto start = text.find_first_not_of(spaces);
    if (start == std::string_view::npos) return {};
    std::string folded{text.substr(start, text.find_last_not_of(spaces) - start + 1)};
    for (char& c : folded) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return folded;
}

}  // namespace cardea
