#include <cardea/security/errc.hpp>

#include <cardea/http/problem.hpp>

#include <array>

namespace cardea::security {
const Cause& cause_of(Errc errc) {
    static constexpr std::array causes{
        Cause{"security.not_authenticated", Fault::unauthenticated, "Not authenticated"},
        Cause{"security.invalid_credentials", Fault::unauthenticated,
              "Invalid authentication credentials"},
        Cause{"security.invalid_token", Fault::unauthenticated, "Invalid token"},
        Cause{"security.user_not_found", Fault::unauthenticated, "User not found"},
        Cause{"security.insufficient_scope", Fault::forbidden, "Not enough permissions"},
        Cause{"security.stale_sign_in", Fault::unauthenticated, "Sign in again"},
        Cause{"security.ambiguous_credential", Fault::malformed, "Give each credential once"},
    };
    return causes.at(static_cast<std::size_t>(errc));
}

Error refused(Errc errc, std::string why) {
    std::string challenge{http::bearer_challenge};
    if (errc != Errc::not_authenticated) challenge += R"(, error="invalid_token")";
    return Error{errc, std::move(why)}.challenge_with(std::move(challenge));
}

Error lacks_scope(std::string_view needed) {
    return Error{Errc::insufficient_scope}.challenge_with(
        std::string{http::bearer_challenge} + R"(, error="insufficient_scope", scope=")" +
        std::string{needed} + '"');
}

Error sign_in_again(std::chrono::seconds max_age) {
    return Error{Errc::stale_sign_in}.challenge_with(
        std::string{http::bearer_challenge} +
        R"(, error="insufficient_user_authentication", max_age=")" +
        std::to_string(max_age.count()) + '"');
}

}  // namespace cardea::security
