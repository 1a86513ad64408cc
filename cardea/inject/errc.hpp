// Why a request could not be turned into the parameters of a handler.
#pragma once

#include <cardea/base/result.hpp>

namespace cardea::inject {

enum class Errc {
    missing_values,          ///< 422: one or more inputs are missing or wrong.
    malformed_query,         ///< 400: the query string is not well-formed.
    malformed_form,          ///< 400: the form is not well-formed.
    unsupported_media_type,  ///< 415.
};
const Cause& cause_of(Errc errc);

}  // namespace cardea::inject
