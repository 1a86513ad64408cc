// A session: one sign-in of a user, and what its refresh token carries on.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/accounts/scope_text.hpp>
#include <cardea/accounts/user.hpp>
#include <cardea/base/secret.hpp>
#include <cardea/crypto/digest.hpp>
#include <cardea/db/transaction.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace cardea::accounts {

/// What an access token says of a session.
struct Session {
    Uuid id;
    Uuid user_id;
    std::string client_id;
    std::string scope;  ///< What counts now: the user's, narrowed to what was asked for.
    std::string amr;    ///< How the user signed in: `pwd`.
    Timestamp auth_time;
    TimePoint issued_at{};     ///< When the tokens that this is about were decided on.
    TimePoint access_until{};  ///< The end of the access token: no later than the session's.
    Secret<std::string> refresh_token{};
};

/// Where a sign-in comes from, for the user to recognise it.
struct Origin {
    std::string address;
    std::string network{};  ///< What counts as one stranger; the address, where it is empty.
    std::string user_agent{};

    [[nodiscard]] const std::string& stranger() const {
        return network.empty() ? address : network;
    }
};

/// A new refresh token: `cdr_` and 256 random bits.
[[nodiscard]] Secret<std::string> make_refresh_token();

/// What is stored of a refresh token.
[[nodiscard]] crypto::Sha256 hash_of(std::string_view refresh_token);

/// Whether a text has the form of a refresh token: what has not is not looked up.
[[nodiscard]] bool is_refresh_token(std::string_view text);

}  // namespace cardea::accounts
