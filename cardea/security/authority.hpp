// What a guard asks about a caller, as functions: so that it works over anybody's tokens,
// revocations and users. An app provides one Authority; guards find it as state.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/clock.hpp>
#include <cardea/base/result.hpp>
#include <cardea/jose/claims.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cardea {

/// The present state of a user, as a guard needs to know it.
struct UserState {
    std::string scope;  ///< What the user may do now, space-separated.
};

/// Threads: the functions are called by all workers at once.
struct Authority {
    /// Believes a token, or says why not (which only the log hears). Required.
    std::function<Result<jose::VerifiedClaims>(std::string_view token)> verify;

    /// Refuses a token that was revoked since, or whose user is gone: with
    /// `security::Errc::invalid_token` or `user_not_found`. Where it is empty, nothing is revoked.
    std::function<Async<Result<>>(const jose::VerifiedClaims& claims)> check_revoked{};

    /// The user of a subject; nullopt if gone or disabled. Where it is empty, no policy with
    /// `live_user` can hold.
    std::function<Async<Result<std::optional<UserState>>>(std::string_view subject)> find_user{};

    /// Called where the token names a key that is not known; true where the keys have changed, and
    /// the token deserves a second look. Asked once a request. Where it is empty, keys that come
    /// later are met by later requests.
    std::function<Async<bool>()> renew_keys{};

    const Clock* clock = &system_clock();
};

}  // namespace cardea
