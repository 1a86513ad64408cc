// What can be wrong with the form of a request, and with its arrival.
#pragma once

#include <cardea/base/result.hpp>

namespace cardea::http {

enum class Errc {
    malformed_request,   ///< 400: the bytes are no request, or an ambiguous one.
    malformed_encoding,  ///< 400: a percent-encoding is malformed, or is no UTF-8.
    too_many_pairs,      ///< 400: a query or form has more pairs than anybody needs.
    malformed_body,      ///< 400: the framing of the body is broken.
    body_too_large,      ///< 413.
    body_timeout,        ///< 408.
    client_gone,         ///< The connection ended before the body did; nobody hears the answer.
};
const Cause& cause_of(Errc errc);

}  // namespace cardea::http
