// What a policy is, and how it is asked: those of this room tell what is lacking in parts, those of
// users answer yes or with a failure.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/security/caller.hpp>
#include <cardea/security/shortfall.hpp>

#include <concepts>
#include <string>

namespace cardea::security {

/// A policy is a structural type, so that it can be a template argument. One of a user's own is as
/// good as ours; `check` is asked at most once a request, and only where what stands before it in
/// the policy leaves it open.
template <class P>
concept Policy = requires(const P& policy, const Caller& caller, std::string& text) {
    { P::needs_live_user } -> std::convertible_to<bool>;
    { policy.check(caller) } -> std::same_as<Result<>>;
    policy.append_scopes(text);  ///< The scopes that it names, space-separated.
    policy.append_text(text);    ///< Itself, as it is written in the code.
};

/// A policy of ours, which tells what is lacking in parts.
template <class P>
concept TellsShortfall = requires(const P& policy, const Caller& caller) {
    { policy.shortfall(caller) } -> std::same_as<Shortfall>;
};

/// Whether asking P runs no code of a user's, so that it may be asked for the refusal's sake alone.
template <class P>
inline constexpr bool is_all_ours = TellsShortfall<P>;

/// What the caller lacks of the policy, whoever wrote it.
template <class P>
[[nodiscard]] Shortfall shortfall_of(const P& policy, const Caller& caller) {
    if constexpr (TellsShortfall<P>) {
        return policy.shortfall(caller);
    } else {
        return shortfall_of_answer(policy.check(caller));
    }
}

/// Whether the policy holds, or the refusal. Allocates nothing where it holds.
template <class P>
[[nodiscard]] Result<> ask(const P& policy, const Caller& caller) {
    const auto lack = shortfall_of(policy, caller);
    if (lack.is_empty()) return {};
    std::string scopes;
    policy.append_scopes(scopes);
    return refusal_of(lack, scopes);
}

}  // namespace cardea::security
