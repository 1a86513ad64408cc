// The door for tokens that may live for ever, apart from the others on purpose: such a token is
// good until its key goes. For test vectors and foreign tokens; not for an API of yours.
#pragma once

#include <cardea/jose/verifier.hpp>

namespace cardea::jose {

/// A verifier that believes a token without `exp` too; one that has it must still keep it. All else
/// is as with `Verifier`, but that leeway and skew may be of any length, and that a set of no
/// algorithms refuses every token instead of the verifier.
[[nodiscard]] Verifier verifier_without_expiry(KeySet keys, Expectation expected,
                                               const Clock& clock = system_clock());

}  // namespace cardea::jose
