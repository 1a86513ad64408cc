// Why a text could not be read into a type.
#pragma once

#include <cardea/base/result.hpp>

namespace cardea::schema {

enum class Errc {
    malformed_json,  ///< 400: not well-formed, a duplicate member, too deep, trailing bytes.
    invalid_values,  ///< 422: well-formed, and values are missing or wrong; `fields` says which.
};
const Cause& cause_of(Errc errc);

}  // namespace cardea::schema
