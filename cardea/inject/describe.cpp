#include <cardea/inject/describe.hpp>

#include <algorithm>

namespace cardea::inject {

void add_access(openapi::Operation& operation, std::string access) {
    auto& all = operation.access;
    if (std::find(all.begin(), all.end(), access) == all.end()) all.push_back(std::move(access));
}

void add_optional(openapi::Operation& operation, openapi::Operation part) {
    for (auto& parameter : part.parameters) {
        parameter.is_required = false;
        operation.add_parameter(std::move(parameter));
    }
    if (part.body) {
        for (auto& content : part.body->contents) operation.add_body(std::move(content), false);
    }
    for (auto& answer : part.answers) operation.add_answer(std::move(answer));
    if (!part.security.empty()) {
        part.security.emplace_back();  // or nobody at all
        operation.require_any(part.security, part.schemes);
    }
    operation.add_further_scopes(part.further_scopes);
    for (const auto& access : part.access) add_access(operation, "optional " + access);
}

void name_dependency(openapi::Operation& operation, std::size_t said, std::string_view name) {
    for (auto at = said; at < operation.access.size(); ++at) {
        auto& access = operation.access[at];
        if (access.find(" via ") == std::string::npos)
            access.append(" via ").append(name.empty() ? "a dependency" : name);
    }
}

void add_success(openapi::Operation& operation, Status status, std::string_view media_type,
                 std::optional<schema::Shape> shape) {
    openapi::Answer answer{.status = static_cast<unsigned>(status)};
    if (!media_type.empty())
        answer.contents.push_back(
            {.media_type = std::string{media_type}, .shape = std::move(shape)});
    if (status == Status::see_other || status == Status::created)
        answer.headers.push_back({.name = "Location", .description = "Where it is"});
    operation.add_answer(std::move(answer));
}

}  // namespace cardea::inject
