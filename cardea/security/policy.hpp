// Policies: what an endpoint demands of its caller, as values that the compiler knows and that are
// combined by `&&`: `scope<"notes:write"> && live_user && signed_in_within(5min)`.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/base/fixed_string.hpp>
#include <cardea/base/result.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace cardea {
namespace security {

/// What a policy is asked about. All of it has been verified.
struct Caller {
    std::string_view
        scope;  ///< Space-separated; what the token grants and, for a live user, may still grant.
    std::optional<TimePoint> auth_time;  ///< When the user last signed in.
    TimePoint now;
};

/// Takes the next word off `words`, which spaces divide; empty at the end.
std::string_view next_word(std::string_view& words);
/// Whether `scopes` (space-separated) has `name` as one whole word.
[[nodiscard]] bool has_scope(std::string_view scopes, std::string_view name);
/// The words of `granted` that `present` still has.
[[nodiscard]] std::string narrowed(std::string_view granted, std::string_view present);

/// A policy is a structural type, so that it can be a template argument.
template <class P>
concept Policy = requires(const P& policy, const Caller& caller, std::string& text) {
    { P::needs_live_user } -> std::convertible_to<bool>;
    { policy.check(caller) } -> std::same_as<Result<>>;
    policy.append_scopes(text);  ///< The scopes that it demands, space-separated.
    policy.append_text(text);    ///< Itself, as it is written in the code.
};

Result<> check_scope(const Caller& caller, std::string_view name);
Result<> check_sign_in(const Caller& caller, std::chrono::seconds max_age);

struct Authenticated {
    static constexpr bool needs_live_user = false;
    [[nodiscard]] Result<> check(const Caller&) const { return {}; }
    void append_scopes(std::string&) const {}
    void append_text(std::string& text) const { text += "authenticated"; }
};

struct LiveUser {
    static constexpr bool needs_live_user = true;
    [[nodiscard]] Result<> check(const Caller&) const { return {}; }
    void append_scopes(std::string&) const {}
    void append_text(std::string& text) const { text += "live_user"; }
};

template <FixedString name>
struct Scope {
    static constexpr bool needs_live_user = false;
    [[nodiscard]] Result<> check(const Caller& caller) const {
        return check_scope(caller, name.view());
    }
    void append_scopes(std::string& scopes) const {
        if (!scopes.empty()) scopes += ' ';
        scopes += name.view();
    }
    void append_text(std::string& text) const {
        text.append("scope<\"").append(name.view()).append("\">");
    }
};

struct SignedInWithin {
    std::int64_t seconds;  // an integer, since durations of std::chrono are not structural
    static constexpr bool needs_live_user = false;
    [[nodiscard]] Result<> check(const Caller& caller) const {
        return check_sign_in(caller, std::chrono::seconds{seconds});
    }
    void append_scopes(std::string&) const {}
    void append_text(std::string& text) const {
        text.append("signed_in_within(").append(std::to_string(seconds)).append("s)");
    }
};

/// Adds the scopes of a policy behind others: one that users wrote need not mind the space between.
template <class P>
void append_words(const P& policy, std::string& scopes) {
    std::string own;
    policy.append_scopes(own);
    if (!own.empty()) scopes.append(scopes.empty() ? "" : " ").append(own);
}

/// Both of them, asked from left to right.
template <class One, class Other>
struct Both {
    One one;
    Other other;
    static constexpr bool needs_live_user = One::needs_live_user || Other::needs_live_user;
    [[nodiscard]] Result<> check(const Caller& caller) const {
        if (auto held = one.check(caller); !held) return held;
        return other.check(caller);
    }
    void append_scopes(std::string& scopes) const {
        append_words(one, scopes);
        append_words(other, scopes);
    }
    void append_text(std::string& text) const {
        one.append_text(text);
        text += " && ";
        other.append_text(text);
    }
};
/// Whether a policy is a conjunction.
template <class P>
inline constexpr bool is_both = false;
template <class One, class Other>
inline constexpr bool is_both<Both<One, Other>> = true;

/// Whether everybody who fulfils `held` fulfils `wanted` too, as far as their types and values
/// tell: a part of a conjunction, or a younger sign-in. What cannot be told is no.
template <class Held, class Wanted>
constexpr bool implies(const Held& held, const Wanted& wanted) {
    if constexpr (is_both<Wanted>) {
        return implies(held, wanted.one) && implies(held, wanted.other);
    } else if constexpr (is_both<Held>) {
        return implies(held.one, wanted) || implies(held.other, wanted);
    } else if constexpr (std::same_as<Wanted, Authenticated>) {
        return true;
    } else if constexpr (std::same_as<Held, SignedInWithin> && std::same_as<Held, Wanted>) {
        return held.seconds <= wanted.seconds;
    } else if constexpr (std::same_as<Held, Wanted>) {
        if constexpr (std::is_empty_v<Held>) {
            return true;
        } else if constexpr (std::equality_comparable<Held>) {
            return held == wanted;
        } else {
            return false;
        }
    } else {
        return false;
    }
}

template <Policy One, Policy Other>
constexpr Both<One, Other> operator&&(One one, Other other) {
    return {one, other};
}

}  // namespace security

/// A good token, and nothing else.
inline constexpr security::Authenticated authenticated{};
/// The user is there and not disabled at this moment, and the token's scopes count only as far as
/// the user still has them.
inline constexpr security::LiveUser live_user{};
/// The token grants this scope (403 where it does not).
template <FixedString name>
inline constexpr security::Scope<name> scope{};
/// The user signed in at most this long ago (401 that asks for a new sign-in; RFC 9470).
constexpr security::SignedInWithin signed_in_within(std::chrono::seconds max_age) {
    return {max_age.count()};
}

}  // namespace cardea
