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

/// How much a view of revocations that is in memory, and so may lag behind, has to be worth.
enum class Certainty {
    bounded,  ///< For what only reads: as old as whoever keeps the view allows.
    current,  ///< For what changes anything, and for a live user: as good as the present state.
};

/// Threads: the functions are called by all workers at once.
struct Authority {
    /// Believes a token, or says why not (which only the log hears). Required.
    std::function<Result<jose::VerifiedClaims>(std::string_view token)> verify;

    /// Refuses a token that was revoked since, or whose user is gone: with
    /// `security::Errc::invalid_token` or `user_not_found`. For whoever must ask somebody: a query
    /// for every request. Where this and the next are empty, nothing is revoked.
    std::function<Async<Result<>>(const jose::VerifiedClaims& claims)> check_revoked{};

    /// Refuses a token of whose revocation this process knows, as above, at once and without asking
    /// anybody. Where it knows of none, but its view is too old for what is `needed`, it fails with
    /// `security::Errc::stale_revocations` (503), so that a token that was revoked elsewhere is not
    /// believed. Asked of every request, after the user and before `check_revoked`.
    std::function<Result<>(const jose::VerifiedClaims& claims, Certainty needed)>
        check_known_revocations{};

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
