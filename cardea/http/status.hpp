// Status codes that Cardea answers with, and their reason phrases (RFC 9110 section 15).
#pragma once

#include <cstdint>
#include <string_view>

namespace cardea {

enum class Status : std::uint16_t {
    continue_ = 100,
    ok = 200,
    created = 201,
    accepted = 202,
    no_content = 204,
    moved_permanently = 301,
    found = 302,
    see_other = 303,
    not_modified = 304,
    temporary_redirect = 307,
    bad_request = 400,
    unauthorized = 401,
    forbidden = 403,
    not_found = 404,
    method_not_allowed = 405,
    not_acceptable = 406,
    request_timeout = 408,
    conflict = 409,
    content_too_large = 413,
    uri_too_long = 414,
    unsupported_media_type = 415,
    expectation_failed = 417,
    unprocessable_content = 422,
    too_many_requests = 429,
    header_fields_too_large = 431,
    internal_server_error = 500,
    not_implemented = 501,
    service_unavailable = 503,
    http_version_not_supported = 505,
};

/// The reason phrase; for a code that has no name here, that of its class.
[[nodiscard]] std::string_view reason_of(Status status);

}  // namespace cardea
