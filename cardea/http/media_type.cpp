#include <cardea/http/media_type.hpp>

#include <cardea/base/ascii.hpp>
#include <cardea/http/fields.hpp>

namespace cardea::http {
namespace {

bool are_in_utf8(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto parameter = trimmed(parameters.substr(0, parameters.find(';')));
        const auto end = parameters.find(';');
        parameters =
            end == std::string_view::npos ? std::string_view{} : parameters.substr(end + 1);
        const auto equals = parameter.find('=');
        if (equals == std::string_view::npos || !same_name(parameter.substr(0, equals), "charset"))
            continue;
        auto charset = parameter.substr(equals + 1);
        if (charset.size() >= 2 && charset.starts_with('"') && charset.ends_with('"')) {
            charset = charset.substr(1, charset.size() - 2);
        }
        if (!same_name(charset, "utf-8")) return false;
    }
    return true;
}

/// The type without its parameters, if these leave it in UTF-8; else nothing.
std::string_view essence(std::string_view content_type) {
    const auto end = content_type.find(';');
    if (end != std::string_view::npos && !are_in_utf8(content_type.substr(end + 1))) return {};
    return trimmed(content_type.substr(0, end));
}

}  // namespace

bool is_json(std::string_view content_type) {
    const auto type = essence(content_type);
    constexpr std::string_view prefix = "application/";
    if (same_name(type, "application/json")) return true;
    return type.size() > prefix.size() + 5 && same_name(type.substr(0, prefix.size()), prefix) &&
           same_name(type.substr(type.size() - 5), "+json");
}

bool is_form(std::string_view content_type) {
    return same_name(essence(content_type), "application/x-www-form-urlencoded");
}

bool is_multipart_form(std::string_view content_type) {
    return same_name(essence(content_type), "multipart/form-data");
}

bool is_in_utf8(std::string_view content_type) {
    const auto end = content_type.find(';');
    return end == std::string_view::npos || are_in_utf8(content_type.substr(end + 1));
}

}  // namespace cardea::http
