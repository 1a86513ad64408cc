#include <cardea/security/errc.hpp>

#include <cardea/http/problem.hpp>

#include <array>

namespace cardea::security {
namespace {

/// An empty value leaves the parameter out.
void append_parameter(std::string_view name, std::string_view value, std::string& challenge) {
    if (value.empty()) return;
    challenge.append(", ").append(name).append("=\"").append(value).append("\"");
}

/// `A sign-in with otp and hwk is needed`.
std::string description_of(std::string_view factors) {
    if (factors.empty()) return {};
    std::string text{"A sign-in with "};
    for (const char c : factors)
        text += c == ' ' ? std::string_view{" and "} : std::string_view{&c, 1};
    return text + " is needed";
}

}  // namespace

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
        Cause{"security.missing_factor", Fault::unauthenticated, "Sign in with a further factor"},
        Cause{"security.forbidden", Fault::forbidden, "Not enough permissions"},
        Cause{"security.stale_revocations", Fault::unavailable,
              "Revocations cannot be checked now; try again"},
    };
    return causes.at(static_cast<std::size_t>(errc));
}

Error refused(Errc errc, std::string why) {
    std::string challenge{http::bearer_challenge};
    if (errc != Errc::not_authenticated) challenge += R"(, error="invalid_token")";
    return Error{errc, std::move(why)}.challenge_with(std::move(challenge));
}

Error lacks_scope(std::string_view needed) {
    std::string challenge{http::bearer_challenge};
    challenge += R"(, error="insufficient_scope")";
    append_parameter("scope", needed, challenge);
    return Error{Errc::insufficient_scope}.challenge_with(std::move(challenge));
}

Error sign_in_again(std::chrono::seconds max_age) {
    return sign_in_again(Errc::stale_sign_in, StepUp{.max_age = max_age});
}

Error sign_in_again(Errc errc, const StepUp& wanted) {
    std::string challenge{http::bearer_challenge};
    challenge += R"(, error="insufficient_user_authentication")";
    append_parameter("error_description", description_of(wanted.factors), challenge);
    if (wanted.max_age)
        append_parameter("max_age", std::to_string(wanted.max_age->count()), challenge);
    append_parameter("scope", wanted.scope, challenge);
    return Error{errc}.challenge_with(std::move(challenge));
}

}  // namespace cardea::security
