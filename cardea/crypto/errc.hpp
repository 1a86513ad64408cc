// What can be wrong with what is given to crypto.
#pragma once

#include <cardea/base/result.hpp>

namespace cardea::crypto {

enum class Errc {
    not_sealed_with_this_key,  ///< The sealed bytes were changed, or another key sealed them.
    invalid_key,               ///< Malformed, weak, or of numbers that do not make one key.
};
const Cause& cause_of(Errc errc);

}  // namespace cardea::crypto
