#include <cardea/inject/parameters.hpp>

#include <cardea/http/cookie.hpp>
#include <cardea/http/form.hpp>
#include <cardea/inject/errc.hpp>

namespace cardea::inject {

Result<std::vector<std::string>> query_values(const Request& request, std::string_view name) {
    auto pairs = http::parse_pairs(request.query());
    if (!pairs) return Errc::malformed_query;
    std::vector<std::string> values;
    for (auto& [key, value] : *pairs) {
        if (key == name) values.push_back(std::move(value));
    }
    return values;
}

std::vector<std::string_view> header_values(const Request& request, std::string_view name) {
    std::vector<std::string_view> values;
    for (const auto& field : request.fields()) {
        if (same_name(field.name, name)) values.push_back(field.value);
    }
    return values;
}

Result<std::vector<std::string_view>> cookie_values(const Request& request, std::string_view name) {
    const auto value = http::find_cookie(request, name);
    if (!value && value.error() == http::CookieErrc::too_many) return value.error();
    if (!value) {
        const auto* const msg = value.error() == http::CookieErrc::ambiguous
                                    ? "Input should be given once"
                                    : "Input should be a cookie's value (RFC 6265 section 4.1.1)";
        return Error{Errc::missing_values}.with_fields(
            {FieldFault{.loc = {"cookie", std::string{name}}, .msg = msg, .type = "value_error"}});
    }
    std::vector<std::string_view> values;
    if (*value) values.push_back(**value);
    return values;
}

Error refused_default(std::string_view name, const schema::Flaw& flaw) {
    return {cardea::Errc::internal,
            "the default of \"" + std::string{name} + "\" is refused by its type: " + flaw.msg};
}

}  // namespace cardea::inject
