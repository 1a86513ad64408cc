// Where a request comes from, as a session remembers it.
#pragma once

#include <cardea/accounts/session.hpp>
#include <cardea/http/request.hpp>

namespace cardea::server {

/// The address and what the client says it is; printable ASCII, cut to a sane length.
[[nodiscard]] accounts::Origin origin_of(const Request& request);

}  // namespace cardea::server
