// The Authority of a service that has neither users nor keys of its own: it believes what another
// service signs.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/remote/remote_key_set.hpp>
#include <cardea/security/authority.hpp>

namespace cardea::remote {

/// Believes tokens that these keys have signed and that are as `expected`. A token whose key is
/// not known yet waits for it (`RemoteKeySet::renew`), so that no request fails when the issuer
/// takes new keys. Nobody is asked for users or revocations.
/// Semantics: where the keys are those of an `Issuer`, its tokens alone are believed: it need not
///            be named in `expected`. With a `JwksUri`, name it there.
/// Errors:    throws `std::invalid_argument` where `expected` names another issuer, or is one that
///            no `jose::Verifier` takes.
/// Owns:      what it needs. Once `keys` is gone, it believes no token.
[[nodiscard]] Authority authority_of(const RemoteKeySet& keys, jose::Expectation expected,
                                     const Clock& clock = system_clock());

}  // namespace cardea::remote
