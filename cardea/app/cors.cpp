#include <cardea/app/cors.hpp>

#include <cardea/base/character_set.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace cardea {
namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string list;
    for (const auto& word : words) list.append(list.empty() ? "" : ", ").append(word);
    return list;
}

/// What may stand in a list of methods or field names. Spec: RFC 9110 section 5.6.2.
void check_tokens(const std::vector<std::string>& words) {
    constexpr CharacterSet token{"azAZ09", "!#$%&'*+-.^_`|~"};
    for (const auto& word : words) {
        if (word.empty() || !std::all_of(word.begin(), word.end(),
                                         [&](char character) { return token.has(character); }))
            throw std::invalid_argument{"CORS: \"" + word +
                                        "\" is no method and no name of a header field"};
    }
}

/// The options, made into what leaves.
class CorsRule {
public:
    explicit CorsRule(CorsOptions options)
        : options_{std::move(options)},
          methods_{joined(options_.methods)},
          headers_{joined(options_.headers)},
          exposed_{joined(options_.exposed_headers)},
          max_age_{std::to_string(options_.max_age.count())},
          allows_all_{options_.origins == std::vector<std::string>{"*"}} {
        if (allows_all_ && options_.with_credentials)
            throw std::invalid_argument{
                "CORS: `*` with credentials lets every page act as the user"};
        check_tokens(options_.methods);
        check_tokens(options_.headers);
        check_tokens(options_.exposed_headers);
        for (const auto& origin : options_.origins) {
            if (!allows_all_ && !is_origin(origin))
                throw std::invalid_argument{"CORS: \"" + origin +
                                            "\" is no origin such as https://app.example.com"};
        }
    }

    [[nodiscard]] bool allows(std::string_view origin) const {
        return allows_all_ || std::find(options_.origins.begin(), options_.origins.end(), origin) !=
                                  options_.origins.end();
    }

    void mark(std::string_view origin, Response& response) const {
        response.fields.set("Access-Control-Allow-Origin", allows_all_ ? "*" : origin);
        if (options_.with_credentials)
            response.fields.set("Access-Control-Allow-Credentials", "true");
    }
    /// A cache must not give one origin's answer to another.
    void note_dependence(Response& response) const {
        if (!allows_all_) response.fields.add("Vary", "Origin");
    }
    void expose(Response& response) const {
        if (!exposed_.empty()) response.fields.set("Access-Control-Expose-Headers", exposed_);
    }
    void answer_preflight(std::string_view origin, Response& response) const {
        response.status = Status::no_content;
        mark(origin, response);
        response.fields.set("Access-Control-Allow-Methods", methods_);
        response.fields.set("Access-Control-Allow-Headers", headers_);
        response.fields.set("Access-Control-Max-Age", max_age_);
    }

private:
    CorsOptions options_;
    std::string methods_;
    std::string headers_;
    std::string exposed_;
    std::string max_age_;
    bool allows_all_;
};

Async<> apply_cors(std::shared_ptr<const CorsRule> rule, Request& request, Response& response,
                   const Next& next) {
    const auto origin = request.field("Origin");
    const bool is_allowed = origin && request.count("Origin") == 1 && rule->allows(*origin);
    if (is_allowed && request.method() == Method::options &&
        request.field("Access-Control-Request-Method")) {
        rule->answer_preflight(*origin, response);
    } else {
        co_await next(request, response);
        if (is_allowed) {
            rule->mark(*origin, response);
            rule->expose(response);
        }
    }
    rule->note_dependence(response);
}

}  // namespace

bool is_origin(std::string_view text) {
    const auto scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos) return false;
    const auto scheme = text.substr(0, scheme_end);
    const auto host = text.substr(scheme_end + 3);
    constexpr CharacterSet in_scheme{"az09", "+-."};
    constexpr CharacterSet in_host{"az09", "-._:[]"};
    const auto all = [](std::string_view part, const CharacterSet& set) {
        return !part.empty() && std::all_of(part.begin(), part.end(),
                                            [&](char character) { return set.has(character); });
    };
    if (!all(scheme, in_scheme) || !all(host, in_host)) return false;
    return !(scheme == "https" && host.ends_with(":443")) &&
           !(scheme == "http" && host.ends_with(":80"));
}

Middleware cors(CorsOptions options) {
    return [rule = std::make_shared<const CorsRule>(std::move(options))](
               Request& request, Response& response, const Next& next) {
        return apply_cors(rule, request, response, next);
    };
}

}  // namespace cardea
