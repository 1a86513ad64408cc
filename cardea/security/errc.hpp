// Why a caller was turned away. The sentences are the contract's, word for word; why a token was
// refused stands in the detail, which only the log sees.
#pragma once

#include <cardea/base/result.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cardea::security {

enum class Errc {
    not_authenticated,    ///< No credential was presented.
    invalid_credentials,  ///< What was presented is no bearer credential, or names no subject.
    invalid_token,        ///< The token does not verify, or was revoked.
    user_not_found,       ///< The token is good; its user is gone or disabled.
    insufficient_scope,
    stale_sign_in,         ///< The sign-in is too old for this endpoint.
    ambiguous_credential,  ///< 400: an API key was given twice.
    missing_factor,        ///< The sign-in lacks a factor that this endpoint demands.
    forbidden,             ///< A predicate says no; neither a scope nor a sign-in would mend it.
    stale_revocations,     ///< 503: what is known of revocations is too old to rely on.
};
const Cause& cause_of(Errc errc);

/// The error with the challenge that belongs to it (RFC 6750 section 3.1): `error="invalid_token"`
/// where a token was presented and refused. `why` goes to the log.
Error refused(Errc errc, std::string why = {});
/// 403 that names the scopes the endpoint needs, where there are any to name.
Error lacks_scope(std::string_view needed);
/// 401 that asks for a new sign-in (RFC 9470 section 3).
Error sign_in_again(std::chrono::seconds max_age);

/// What a new sign-in has to be, as far as the present one is not.
struct StepUp {
    std::optional<std::chrono::seconds> max_age{};  ///< How old it may be.
    std::string_view factors{};                     ///< Space-separated, named as in `amr`.
    std::string_view scope{};                       ///< What the token lacks besides.
};
/// The same with all that is wanted of it; `errc` is `stale_sign_in` or `missing_factor`. RFC 9470
/// has no parameter for factors (`acr_values` names levels), so they stand in the description.
Error sign_in_again(Errc errc, const StepUp& wanted);

}  // namespace cardea::security
