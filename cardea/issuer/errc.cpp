#include <cardea/issuer/errc.hpp>

#include <array>

namespace cardea::issuer {

const Cause& cause_of(Errc errc) {
    static constexpr std::array causes{
        Cause{"oauth.invalid_request", Fault::malformed,
              "The request is missing a parameter or repeats one"},
        Cause{"oauth.invalid_client", Fault::unauthenticated,
              "The client is unknown or its credential is wrong"},
        Cause{"oauth.invalid_grant", Fault::malformed, "The grant is invalid, expired or revoked"},
        Cause{"oauth.unsupported_grant_type", Fault::malformed,
              "This grant type is not served here"},
        Cause{"oauth.invalid_scope", Fault::malformed, "The parameter scope is malformed"},
    };
    return causes.at(static_cast<std::size_t>(errc));
}

}  // namespace cardea::issuer
