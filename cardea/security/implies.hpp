// Whether one policy is a proof of another, as far as their types and values tell. So a guard
// converts to a guard of what its own policy implies.
#pragma once

#include <cardea/security/policy.hpp>

#include <concepts>
#include <type_traits>

namespace cardea::security {

/// Whether a policy is a choice of scopes.
template <class P>
inline constexpr bool is_any_scope = false;
template <FixedString... names>
inline constexpr bool is_any_scope<AnyScope<names...>> = true;

/// Of policies that are not made of others: the same, a scope among several, a younger sign-in.
template <class Held, class Wanted>
constexpr bool entails_plainly(const Held& held, const Wanted& wanted) {
    if constexpr (!std::same_as<Held, Wanted>) {
        return false;
    } else if constexpr (std::same_as<Held, SignedInWithin>) {
        return held.seconds <= wanted.seconds;
    } else if constexpr (std::is_empty_v<Held>) {
        return true;
    } else if constexpr (std::equality_comparable<Held>) {
        return held == wanted;
    } else {
        return false;
    }
}
template <FixedString name, FixedString... names>
constexpr bool entails_plainly(const Scope<name>&, const AnyScope<names...>&) {
    return ((name.view() == names.view()) || ...);
}

/// Whether `wanted` holds where `held` does, of callers of whom it is known whether they are live.
template <class Held, class Wanted>
constexpr bool entails(const Held& held, const Wanted& wanted);
/// Each of the scopes must do, since it may be that one alone that the caller has.
template <FixedString... names, class Wanted>
constexpr bool each_entails(const AnyScope<names...>&, const Wanted& wanted) {
    return (entails(Scope<names>{}, wanted) && ...);
}

template <class Held, class Wanted>
constexpr bool entails(const Held& held, const Wanted& wanted) {
    if constexpr (std::same_as<Wanted, Authenticated> || std::same_as<Wanted, LiveUser>) {
        return true;
    } else if constexpr (is_both<Wanted>) {
        return entails(held, wanted.one) && entails(held, wanted.other);
    } else if constexpr (is_either<Held>) {
        return entails(held.one, wanted) && entails(held.other, wanted);
    } else if constexpr (is_any_scope<Held>) {
        return each_entails(held, wanted);
    } else if constexpr (is_both<Held> && is_either<Wanted>) {
        return entails(held.one, wanted) || entails(held.other, wanted) ||
               entails(held, wanted.one) || entails(held, wanted.other);
    } else if constexpr (is_both<Held>) {
        return entails(held.one, wanted) || entails(held.other, wanted);
    } else if constexpr (is_either<Wanted>) {
        return entails(held, wanted.one) || entails(held, wanted.other);
    } else {
        return entails_plainly(held, wanted);
    }
}

/// Whether everybody who fulfils `held` fulfils `wanted` too, as far as their types and values
/// tell: a part of a conjunction, one of several alternatives, a scope among several, a younger
/// sign-in. What cannot be told is no.
template <class Held, class Wanted>
constexpr bool implies(const Held& held, const Wanted& wanted) {
    // A policy with live_user anywhere in it lets in nobody of whom that was not asked.
    if constexpr (Wanted::needs_live_user && !Held::needs_live_user) {
        return false;
    } else {
        return entails(held, wanted);
    }
}

}  // namespace cardea::security
