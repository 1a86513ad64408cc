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
    };
    return causes.at(static_cast<std::size_t>(errc));
}

Error refused_token(std::string why) {
    return Error{Errc::invalid_token, std::move(why)}.challenge_with(
        R"(Bearer realm="cardea", error="invalid_token")");
}

}  // namespace cardea::accounts
