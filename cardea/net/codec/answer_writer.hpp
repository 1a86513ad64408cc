// An answer as bytes.
// Spec: RFC 9112 sections 4 to 6; RFC 9110 section 8.6.
#pragma once

#include <cardea/http/response.hpp>

#include <string>
#include <string_view>

namespace cardea::net {

/// What an answer needs to know beside the response itself.
struct Framework {
    std::string_view date;  ///< As `Date` says it.
    std::string_view request_id;
    bool to_head = false;  ///< Answers a HEAD: the length is told, the body is not sent.
    bool closes = false;   ///< The connection ends after it.
};

/// Appends the whole answer to `out`.
void write_answer(const Response& response, const Framework& framework, std::string& out);

}  // namespace cardea::net
