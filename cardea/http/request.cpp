#include <cardea/http/request.hpp>

#include <algorithm>

namespace cardea {

std::optional<std::string_view> Request::field(std::string_view name) const {
    for (const auto& field : head_.fields) {
        if (same_name(field.name, name)) return field.value;
    }
    return std::nullopt;
}

std::size_t Request::count(std::string_view name) const {
    return static_cast<std::size_t>(
        std::count_if(head_.fields.begin(), head_.fields.end(),
                      [&](const Field& field) { return same_name(field.name, name); }));
}

Result<std::string_view> Request::ready_body() const {
    if (body_ == nullptr) return std::string_view{};
    return body_->ready();
}

std::optional<std::string_view> Request::path_parameter(std::string_view name) const {
    for (std::size_t at = 0; at < path_names_.size() && at < path_values_.size(); ++at) {
        if (path_names_[at] == name) return path_values_[at];
    }
    return std::nullopt;
}

}  // namespace cardea
