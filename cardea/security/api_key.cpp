#include <cardea/security/api_key.hpp>

#include <cardea/http/cookie.hpp>
#include <cardea/http/form.hpp>
#include <cardea/inject/describe.hpp>
#include <cardea/inject/errc.hpp>
#include <cardea/security/errc.hpp>

#include <algorithm>
#include <cctype>

namespace cardea::security {
namespace {

using FoundKey = Result<std::optional<std::string>>;

Error given_twice(std::string_view name) {
    return Error{Errc::ambiguous_credential}.say("Give " + std::string{name} + " once");
}

FoundKey key_in_header(const Request& request, std::string_view name) {
    if (request.count(name) > 1) return given_twice(name);
    const auto field = request.field(name);
    return field && !field->empty() ? std::optional{std::string{*field}} : std::nullopt;
}

FoundKey key_in_query(const Request& request, std::string_view name) {
    auto pairs = http::parse_pairs(request.query());
    if (!pairs) return inject::Errc::malformed_query;
    std::optional<std::string> found;
    for (auto& [key, value] : *pairs) {
        if (key != name) continue;
        if (found) return given_twice(name);  // an empty one too: a filter may have read that
        found = std::move(value);
    }
    return found && !found->empty() ? std::move(found) : std::nullopt;
}

FoundKey key_in_cookie(const Request& request, std::string_view name) {
    const auto cookie = http::find_cookie(request, name);
    if (!cookie) return cookie.error();
    return *cookie && !(*cookie)->empty() ? std::optional{std::string{**cookie}} : std::nullopt;
}

/// There is no registered scheme for it; the name says what is asked for.
std::string key_challenge(openapi::Place place, std::string_view name) {
    std::string challenge = R"(ApiKey realm="cardea", in=")";
    challenge.append(openapi::name_of(place)).append(R"(", name=")").append(name).append("\"");
    return challenge;
}

}  // namespace

Result<std::optional<std::string>> find_api_key(const Request& request, openapi::Place place,
                                                std::string_view name) {
    switch (place) {
        case openapi::Place::query: return key_in_query(request, name);
        case openapi::Place::cookie: return key_in_cookie(request, name);
        default: return key_in_header(request, name);
    }
}

Error lacks_api_key(openapi::Place place, std::string_view name) {
    return Error{Errc::not_authenticated}.challenge_with(key_challenge(place, name));
}

Error refused_api_key(openapi::Place place, std::string_view name) {
    return Error{Errc::invalid_credentials}.challenge_with(key_challenge(place, name));
}

void describe_api_key(openapi::Operation& operation, openapi::Place place, std::string_view name) {
    std::string key{name};  // of the component: letters, digits, `.`, `-` and `_`
    std::replace_if(
        key.begin(), key.end(),
        [](unsigned char c) { return std::isalnum(c) == 0 && c != '-' && c != '_' && c != '.'; },
        '_');
    const std::string_view kind = place == openapi::Place::query    ? "apiKeyQuery_"
                                  : place == openapi::Place::cookie ? "apiKeyCookie_"
                                                                    : "apiKey_";
    operation.require({.name = std::string{kind} + key,
                       .kind = openapi::SchemeKind::api_key,
                       .description = "An API key",
                       .place = place,
                       .parameter = std::string{name}});
    inject::add_access(operation, "ApiKey<\"" + std::string{name} + "\">");
}

}  // namespace cardea::security
