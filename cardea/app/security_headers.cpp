#include <cardea/app/security_headers.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace cardea {
namespace {

using HeaderList = std::vector<std::pair<std::string_view, std::string>>;

Async<> add_headers(std::shared_ptr<const HeaderList> headers, Request& request, Response& response,
                    const Next& next) {
    co_await next(request, response);
    for (const auto& [name, value] : *headers) {
        if (!response.fields.has(name)) response.fields.set(name, value);
    }
}

}  // namespace

Middleware security_headers(SecurityHeaders headers) {
    auto list = std::make_shared<HeaderList>();
    const auto add = [&](std::string_view name, std::string& value) {
        if (!value.empty()) list->emplace_back(name, std::move(value));
    };
    add("Content-Security-Policy", headers.content_security_policy);
    add("Referrer-Policy", headers.referrer_policy);
    add("Cross-Origin-Resource-Policy", headers.cross_origin_resource_policy);
    add("Strict-Transport-Security", headers.strict_transport_security);
    return [list = std::shared_ptr<const HeaderList>{std::move(list)}](
               Request& request, Response& response, const Next& next) {
        return add_headers(list, request, response, next);
    };
}

}  // namespace cardea
