// Why accounts refuses. Sentences are the contract's, word for word.
#pragma once

#include <cardea/base/result.hpp>

#include <string>
#include <string_view>

namespace cardea::accounts {

enum class Errc {
    invalid_login,  ///< Wrong address, wrong password, disabled user: told apart by nobody.
    invalid_token,  ///< A refresh token that is unknown, used up, or of an ended session.
    user_not_found,
    email_taken,
    registration_disabled,
    weak_password,  ///< Or one of a length that is not allowed; the faults say which.
    throttled,
    scope_not_held,  ///< Somebody would grant what is not their own.
    session_not_found,
    wrong_password,  ///< The present one, where it is asked for once more.
};

/// See `ErrorEnum`.
const Cause& cause_of(Errc errc);

/// `Errc::invalid_token`, with the challenge that belongs to it; `why` goes to the log.
Error refused_token(std::string why);

/// `Errc::scope_not_held`, with the challenge that names the scopes (RFC 6750 section 3.1).
Error scope_not_held(std::string_view missing);

}  // namespace cardea::accounts
