// Login: an address and a password become a session.
#pragma once

#include <cardea/accounts/session.hpp>

namespace cardea::accounts {

struct Credentials {
    std::string email;
    Secret<std::string> password;
    std::string client_id = "cardea";
    std::optional<std::string> scope{};  ///< Narrows what the session may do; all, if not given.
};

/// Opens a session. An unknown address, a wrong password and a disabled user are told apart by
/// nothing, the time it takes included; the session is written only if the hash and the state that
/// were checked are still the user's when it is. A hash at yesterday's cost is made anew.
/// Errors: `Errc::invalid_login`; `Errc::throttled`; `cardea::Errc::exhausted`.
Async<Result<Session>> sign_in(const Accounts& accounts, Credentials credentials, Origin origin);

}  // namespace cardea::accounts
