#include <cardea/inject/parameters.hpp>

#include <cardea/http/form.hpp>
#include <cardea/inject/errc.hpp>

namespace cardea::inject {

Result<std::optional<std::string>> query_value(const Request& request, std::string_view name) {
    const auto pairs = http::parse_pairs(request.query());
    if (!pairs) return Errc::malformed_query;
    for (const auto& [key, value] : *pairs) {
        if (key == name) return std::optional{value};
    }
    return std::optional<std::string>{};
}

Error missing(std::string_view place, std::string_view name) {
    return Error{Errc::missing_values}.with_fields(
        {FieldFault{.loc = {std::string{place}, std::string{name}},
                    .msg = "Field required",
                    .type = "missing"}});
}

Error located(const Error& error, std::string_view place, std::string_view name) {
    auto faults = error.fields();
    for (auto& fault : faults) fault.loc = {std::string{place}, std::string{name}};
    return Error{error}.with_fields(std::move(faults));
}

}  // namespace cardea::inject
