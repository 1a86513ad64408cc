// What can be wrong with what is given to crypto.
#pragma once

#include <cardea/base/result.hpp>

namespace cardea::crypto {

enum class Errc {
    not_sealed_with_this_key,  ///< The sealed bytes were changed, or another key sealed them.
    invalid_key,               ///< Not a point on the curve, or not of the size that it must have.
};
const Cause& cause_of(Errc errc);

}  // namespace cardea::crypto
