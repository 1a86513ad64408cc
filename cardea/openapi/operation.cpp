#include <cardea/openapi/operation.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace cardea::openapi {
namespace {

bool is_same_field(std::string_view one, std::string_view other) {
    const auto folded = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [&](char a, char b) { return folded(a) == folded(b); });
}

bool is_same_parameter(const Parameter& one, const Parameter& other) {
    if (one.place != other.place) return false;
    return one.place == Place::header ? is_same_field(one.name, other.name)
                                      : one.name == other.name;
}

bool is_described_elsewhere(const Parameter& parameter) {
    constexpr std::array<std::string_view, 3> fields{"Accept", "Content-Type", "Authorization"};
    return parameter.place == Place::header &&
           std::any_of(fields.begin(), fields.end(),
                       [&](auto field) { return is_same_field(field, parameter.name); });
}

void merge_content(std::vector<Content>& contents, Content content) {
    const auto same = std::find_if(contents.begin(), contents.end(), [&](const Content& known) {
        return known.media_type == content.media_type;
    });
    if (same == contents.end()) {
        contents.push_back(std::move(content));
        return;
    }
    if (!same->shape) same->shape = std::move(content.shape);
    if (same->example.empty()) same->example = std::move(content.example);
}

}  // namespace

Answer problem(unsigned status, std::string why) {
    Answer answer;
    answer.status = status;
    answer.description = std::move(why);
    answer.is_problem = true;
    return answer;
}

void Operation::add_parameter(Parameter parameter) {
    if (parameter.place == Place::path) parameter.is_required = true;
    if (is_described_elsewhere(parameter)) return;
    for (auto& known : parameters) {
        if (!is_same_parameter(known, parameter)) continue;
        known.is_required = known.is_required || parameter.is_required;
        if (known.description.empty()) known.description = std::move(parameter.description);
        return;
    }
    parameters.push_back(std::move(parameter));
}

void Operation::add_body(Content content, bool is_required) {
    if (!body) body.emplace().is_required = false;
    body->is_required = body->is_required || is_required;
    merge_content(body->contents, std::move(content));
}

void Operation::add_answer(Answer answer) {
    const auto known = std::find_if(answers.begin(), answers.end(), [&](const Answer& earlier) {
        return earlier.status == answer.status;
    });
    if (known == answers.end()) {
        answers.push_back(std::move(answer));
        return;
    }
    if (known->description.empty()) known->description = std::move(answer.description);
    known->is_problem = known->is_problem || answer.is_problem;
    for (auto& content : answer.contents) merge_content(known->contents, std::move(content));
    for (auto& header : answer.headers) {
        const bool is_known = std::any_of(
            known->headers.begin(), known->headers.end(),
            [&](const auto& earlier) { return is_same_field(earlier.name, header.name); });
        if (!is_known) known->headers.push_back(std::move(header));
    }
}

void Operation::add_problem(unsigned status, std::string why) {
    add_answer(problem(status, std::move(why)));
}

void Operation::require(const SecurityScheme& scheme, const std::set<std::string>& scopes) {
    require_any({{{scheme.name, scopes}}}, {scheme});
}

void Operation::require_any(const Alternatives& alternatives,
                            const std::vector<SecurityScheme>& mentioned) {
    for (const auto& scheme : mentioned) {
        if (std::find(schemes.begin(), schemes.end(), scheme) == schemes.end()) {
            schemes.push_back(scheme);
        }
    }
    security = both(security, alternatives);
}

void Operation::add_further_scopes(const Requirement& scopes) {
    for (const auto& [scheme, names] : scopes)
        further_scopes[scheme].insert(names.begin(), names.end());
}

std::string_view meaning_of(unsigned status) {
    switch (status) {
        case 0: return "Any other answer";
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 500: return "Internal Server Error";
        case 503: return "Service Unavailable";
        default: break;
    }
    if (status < 300) return "Success";
    if (status < 400) return "Redirection";
    return status < 500 ? "Refused" : "Failure";
}

}  // namespace cardea::openapi
