// Guard<policy>: the parameter by which an endpoint says who may call it, and its proof that the
// caller may.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/result.hpp>
#include <cardea/inject/node.hpp>
#include <cardea/jose/claims.hpp>
#include <cardea/security/authority.hpp>
#include <cardea/security/bearer.hpp>
#include <cardea/security/errc.hpp>
#include <cardea/security/policy.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace cardea {
namespace security {

/// A caller whose token was believed, with the scope that counts for this request.
struct Admission {
    jose::VerifiedClaims claims;
    std::string scope;
};

/// Believes the token, and asks for revocation and, where `needs_live_user`, for the user.
/// Errors: `invalid_token`, `invalid_credentials`, `user_not_found`; never which check it was.
Async<Result<Admission>> admit(Bearer bearer, const Authority& authority, bool needs_live_user);

template <auto policy>
Result<> check(const Admission& admission, TimePoint now) {
    auto held = policy.check(
        Caller{.scope = admission.scope, .auth_time = admission.claims.auth_time(), .now = now});
    if (!held && held.error() == Errc::insufficient_scope) {
        // The client hears of all the scopes that the endpoint needs (RFC 6750 section 3).
        std::string needed;
        policy.append_scopes(needed);
        return lacks_scope(needed);
    }
    return held;
}

/// What a guard of this policy says in the document. `scopes` is space-separated.
void describe_guard(openapi::Operation& operation, std::string_view scopes, std::string_view text);

}  // namespace security

/// Held by nobody but a caller who fulfils the policy, since only the guard itself can make one.
/// So it is a proof: domain code that takes a `const Guard<scope<"notes:write">>&` cannot be called
/// without one, and a guard whose policy demands more converts to it.
template <auto policy>
class Guard {
    static_assert(security::Policy<decltype(policy)>,
                  "Cardea: Guard takes a policy, such as scope<\"notes:read\">, live_user, or "
                  "several joined by &&.");

public:
    /// From a guard that proves at least as much.
    template <auto held>
    requires(security::implies(held, policy))
    Guard(Guard<held> guard) : admission_{std::move(guard.admission_)} {}

    /// The user's (or client's) id, `sub` of the token.
    [[nodiscard]] std::string_view subject() const { return admission_.claims.subject(); }
    [[nodiscard]] const jose::VerifiedClaims& claims() const { return admission_.claims; }
    /// The scopes that count for this request, space-separated.
    [[nodiscard]] std::string_view scope() const { return admission_.scope; }
    [[nodiscard]] bool may(std::string_view scope) const {
        return security::has_scope(admission_.scope, scope);
    }

    static Async<Result<Guard>> from_request(Bearer bearer, State<Authority> authority) {
        auto admission = co_await security::admit(bearer, *authority, policy.needs_live_user);
        if (!admission) co_return admission.error();
        if (auto held = security::check<policy>(*admission, authority->clock->now()); !held)
            co_return held.error();
        co_return Guard{*std::move(admission)};
    }
    static bool is_absent(const Request& request) { return Bearer::is_absent(request); }
    static constexpr bool describes_needs = true;
    static void describe(openapi::Operation& operation) {
        std::string scopes;
        std::string text;
        policy.append_scopes(scopes);
        policy.append_text(text);
        security::describe_guard(operation, scopes, text);
    }

private:
    template <auto>
    friend class Guard;
    explicit Guard(security::Admission admission) : admission_{std::move(admission)} {}
    security::Admission admission_;
};

namespace inject {
template <auto policy>
inline constexpr bool declares_access<Guard<policy>> = true;
template <auto held, auto wanted>
inline constexpr bool proves<Guard<held>, Guard<wanted>> = security::implies(held, wanted);
}  // namespace inject

}  // namespace cardea
