#include <cardea/inject/body.hpp>

#include <cardea/http/form.hpp>
#include <cardea/http/media_type.hpp>
#include <cardea/inject/errc.hpp>

namespace cardea::inject {
namespace {

/// The body, once its type has been found right: a body of another type is not even read.
Async<Result<std::string_view>> body_of_type(Request& request, bool (*is_wanted)(std::string_view),
                                             std::string_view wanted) {
    if (!request.has_body()) {
        co_return Error{Errc::missing_values}.with_fields(
            {FieldFault{.loc = {"body"}, .msg = "Field required", .type = "missing"}});
    }
    // Of two types, a filter on the way may have believed the other.
    if (request.count("Content-Type") > 1 ||
        !is_wanted(request.field("Content-Type").value_or(""))) {
        co_return Error{Errc::unsupported_media_type}.say(
            "Send the body as " + std::string{wanted} + " and say so in one Content-Type");
    }
    if (request.is_body_ready()) co_return request.ready_body();
    co_return co_await request.body();
}

}  // namespace

Async<Result<std::string_view>> json_body(Request& request) {
    return body_of_type(request, http::is_json, "application/json");
}

Async<Result<Pairs>> form_body(Request& request) {
    const auto text =
        co_await body_of_type(request, http::is_form, "application/x-www-form-urlencoded");
    if (!text) co_return text.error();
    auto pairs = http::parse_pairs(*text);
    if (!pairs) co_return Error{Errc::malformed_form};
    co_return *std::move(pairs);
}

Async<Result<std::vector<http::Part>>> multipart_body(Request& request,
                                                      const http::MultipartLimits& limits) {
    const auto body =
        co_await body_of_type(request, http::is_multipart_form, "multipart/form-data");
    if (!body) co_return body.error();
    const auto boundary = http::boundary_of(request.field("Content-Type").value_or(""));
    if (!boundary) co_return boundary.error();
    co_return http::parse_multipart(*body, *boundary, limits);
}

}  // namespace cardea::inject
