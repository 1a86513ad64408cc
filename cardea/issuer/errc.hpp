// Why the issuer refuses a grant.
#pragma once

#include <cardea/base/result.hpp>

namespace cardea::issuer {

/// The codes of RFC 6749 section 5.2 are the last part of each cause's code.
enum class Errc {
    invalid_request,
    invalid_client,
    invalid_grant,
    unsupported_grant_type,
    invalid_scope,
};

/// See `ErrorEnum`.
const Cause& cause_of(Errc errc);

}  // namespace cardea::issuer
