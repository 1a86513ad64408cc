#include <cardea/http/authorization.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/http/fields.hpp>

#include <algorithm>

namespace cardea::http {

std::optional<std::string_view> credential_of(std::string_view field, std::string_view scheme) {
    const auto space = field.find(' ');
    if (space == std::string_view::npos || !same_name(field.substr(0, space), scheme))
        return std::nullopt;
    field.remove_prefix(space);
    field.remove_prefix(std::min(field.find_first_not_of(' '), field.size()));  // 1*SP
    return field;
}

std::optional<std::string> decode_basic(std::string_view credential) {
    if (credential.size() % 4 != 0 || credential.ends_with("===")) return std::nullopt;
    if (credential.find_first_of("-_") != std::string_view::npos) return std::nullopt;
    std::string text{credential};
    while (!text.empty() && text.back() == '=') text.pop_back();
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    const auto decoded = base64url::decode(text);
    if (!decoded) return std::nullopt;
    return std::string{decoded->begin(), decoded->end()};
}

}  // namespace cardea::http
