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
#include <cardea/security/implies.hpp>
#include <cardea/security/policy.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cardea {
namespace security {

/// A caller whose token was believed.
struct Admission {
    jose::VerifiedClaims claims;
    /// Of the token's scopes those that the user still has, where that was asked.
    std::optional<std::string> narrowed_scope{};

    /// The scopes that count for this request, space-separated.
    [[nodiscard]] std::string_view scope() const {
        return narrowed_scope ? std::string_view{*narrowed_scope} : claims.scope();
    }
};

/// How certain it must be, for this request, that the token has not been revoked.
[[nodiscard]] Certainty certainty_for(const Request& request, bool needs_live_user);

/// Believes the token, and asks, in this order, for the user where `needs_live_user`, and for
/// revocation: what is known here, then `check_revoked`.
/// Errors: `invalid_token`, `invalid_credentials`, `user_not_found`; never which check it was.
///         `stale_revocations`, and whatever keeps the functions of `authority` from answering.
Async<Result<Admission>> admit(Bearer bearer, const Authority& authority, const Request& request,
                               bool needs_live_user);
/// Whether `admit` may have to wait for somebody; where it need not, `admit_at_once` is the same.
[[nodiscard]] bool asks_somebody(const Authority& authority, bool needs_live_user);
Result<Admission> admit_at_once(Bearer bearer, const Authority& authority, const Request& request);

/// Whom a policy is asked about.
[[nodiscard]] Caller caller_of(const Admission& admission, const Request& request, TimePoint now);

/// Beyond as many the document says none of a policy's alternatives, but the policy itself.
inline constexpr std::size_t alternatives_max = 16;

/// A bearer token with these scopes, space-separated: with any of them, or with all. Empty, as what
/// is made of it, where there are more than `alternatives_max`.
openapi::Alternatives one_of_scopes(std::string_view scopes);
openapi::Alternatives all_of_scopes(std::string_view scopes);
openapi::Alternatives both_if_few(const openapi::Alternatives& one,
                                  const openapi::Alternatives& other);
openapi::Alternatives either_if_few(const openapi::Alternatives& one,
                                    const openapi::Alternatives& other);
/// The ways to fulfil a policy, each with the scopes that it takes, as the document says them.
/// Empty where there are too many.
template <class P>
openapi::Alternatives alternatives_of(const P& policy) {
    if constexpr (is_both<P>) {
        return both_if_few(alternatives_of(policy.one), alternatives_of(policy.other));
    } else if constexpr (is_either<P>) {
        return either_if_few(alternatives_of(policy.one), alternatives_of(policy.other));
    } else {
        std::string scopes;
        policy.append_scopes(scopes);
        return is_any_scope<P> ? one_of_scopes(scopes) : all_of_scopes(scopes);
    }
}

/// Whether a policy asks how or when the user signed in.
template <class P>
inline constexpr bool asks_for_sign_in = false;
template <>
inline constexpr bool asks_for_sign_in<SignedInWithin> = true;
template <std::size_t N>
inline constexpr bool asks_for_sign_in<WithFactor<N>> = true;
template <class One, class Other>
inline constexpr bool asks_for_sign_in<Both<One, Other>> =
    asks_for_sign_in<One> || asks_for_sign_in<Other>;
template <class One, class Other>
inline constexpr bool asks_for_sign_in<Either<One, Other>> =
    asks_for_sign_in<One> || asks_for_sign_in<Other>;

/// What a guard says in the document.
struct GuardDescription {
    openapi::Alternatives alternatives;  ///< Empty: too many.
    std::string scopes;                  ///< All that the policy names, space-separated.
    std::string policy;                  ///< As it is written in the code.
    bool asks_for_sign_in;               ///< Its 401 may be one that signing in mends.
    bool asks_users_code;                ///< It may say 403 for other reasons than scopes.
};
void describe_guard(openapi::Operation& operation, const GuardDescription& guard);

}  // namespace security

/// Held by nobody but a caller who fulfils the policy, since only the guard itself can make one.
/// So it is a proof: domain code that takes a `const Guard<scope<"notes:write">>&` cannot be called
/// without one, and a guard whose policy demands more converts to it.
template <auto policy>
class Guard {
    static_assert(security::Policy<decltype(policy)>,
                  "Cardea: Guard takes a policy, such as scope<\"notes:read\">, live_user, or "
                  "several joined by && and ||.");

public:
    /// From a guard that proves at least as much.
    template <auto held>
    requires(security::implies(held, policy))
    Guard(Guard<held> guard) : admission_{std::move(guard.admission_)} {}

    /// The user's (or client's) id, `sub` of the token.
    [[nodiscard]] std::string_view subject() const { return admission_.claims.subject(); }
    [[nodiscard]] const jose::VerifiedClaims& claims() const { return admission_.claims; }
    /// The scopes that count for this request, space-separated.
    [[nodiscard]] std::string_view scope() const { return admission_.scope(); }
    [[nodiscard]] bool may(std::string_view scope) const {
        return security::has_scope(admission_.scope(), scope);
    }

    static Async<Result<Guard>> from_request(Bearer bearer, State<Authority> authority,
                                             const Request& request) {
        if (!security::asks_somebody(*authority, policy.needs_live_user)) {
            auto admission = security::admit_at_once(bearer, *authority, request);
            co_return decided(std::move(admission), *authority, request);
        }
        auto admission =
            co_await security::admit(bearer, *authority, request, policy.needs_live_user);
        co_return decided(std::move(admission), *authority, request);
    }
    static bool is_absent(const Request& request) { return Bearer::is_absent(request); }
    static constexpr bool describes_needs = true;
    static void describe(openapi::Operation& operation) {
        using P = std::remove_const_t<decltype(policy)>;
        std::string scopes;
        policy.append_scopes(scopes);
        std::string text;
        policy.append_text(text);
        security::describe_guard(operation, {.alternatives = security::alternatives_of(policy),
                                             .scopes = std::move(scopes),
                                             .policy = std::move(text),
                                             .asks_for_sign_in = security::asks_for_sign_in<P>,
                                             .asks_users_code = !security::is_all_ours<P>});
    }

private:
    template <auto>
    friend class Guard;
    static Result<Guard> decided(Result<security::Admission> admission, const Authority& authority,
                                 const Request& request) {
        if (!admission) return admission.error();
        const auto caller = security::caller_of(*admission, request, authority.clock->now());
        if (auto held = security::ask(policy, caller); !held) return held.error();
        return Guard{*std::move(admission)};
    }
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
