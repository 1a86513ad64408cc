#include <cardea/accounts/errc.hpp>

#include <array>

namespace cardea::accounts {

const Cause& cause_of(Errc errc) {
    static constexpr std::array causes{
        Cause{"accounts.invalid_login", Fault::unauthenticated, "Invalid email or password"},
        Cause{"accounts.invalid_token", Fault::unauthenticated, "Invalid token"},
        Cause{"accounts.user_not_found", Fault::not_found, "User not found"},
        Cause{"accounts.email_taken", Fault::conflict, "This e-mail address is taken"},
        Cause{"accounts.registration_disabled", Fault::forbidden, "Registration is switched off"},
        Cause{"accounts.weak_password", Fault::invalid, "Values are missing or invalid"},
        Cause{"accounts.throttled", Fault::throttled, "Too many attempts; try again later"},
        Cause{"accounts.scope_not_held", Fault::forbidden, "Not enough permissions"},
        Cause{"accounts.session_not_found", Fault::not_found, "Session not found"},
        Cause{"accounts.wrong_password", Fault::invalid, "Values are missing or invalid"},
    };
    return causes.at(static_cast<std::size_t>(errc));
}

Error refused_token(std::string why) {
    return Error{Errc::invalid_token, std::move(why)}.challenge_with(
        R"(Bearer realm="cardea", error="invalid_token")");
}

Error scope_not_held(std::string_view missing) {
    return Error{Errc::scope_not_held}.challenge_with(
        R"(Bearer realm="cardea", error="insufficient_scope", scope=")" + std::string{missing} +
        '"');
}

}  // namespace cardea::accounts
