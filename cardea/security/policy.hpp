// Policies: what an endpoint demands of its caller, as values that the compiler knows and that are
// combined by `&&` and `||`: `(scope<"notes:write"> || satisfies<is_editor>) && live_user`.
#pragma once

#include <cardea/base/fixed_string.hpp>
#include <cardea/base/result.hpp>
#include <cardea/security/caller.hpp>
#include <cardea/security/demand.hpp>
#include <cardea/security/errc.hpp>
#include <cardea/security/joined.hpp>
#include <cardea/security/shortfall.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace cardea {
namespace security {

[[nodiscard]] Shortfall lack_of_scope();
/// Empty where the sign-in is younger than `max_age`.
[[nodiscard]] Shortfall lack_of_sign_in(const Caller& caller, std::chrono::seconds max_age);
/// Empty where the caller signed in with this factor.
[[nodiscard]] Shortfall lack_of_factor(const Caller& caller, std::string_view factor);

struct Authenticated {
    static constexpr bool needs_live_user = false;
    [[nodiscard]] Shortfall shortfall(const Caller&) const { return {}; }
    [[nodiscard]] Result<> check(const Caller&) const { return {}; }
    void append_scopes(std::string&) const {}
    void append_text(std::string& text) const { text += "authenticated"; }
};

/// Holds for every caller that it is asked about: whoever asks has found the user.
struct LiveUser {
    static constexpr bool needs_live_user = true;
    [[nodiscard]] Shortfall shortfall(const Caller&) const { return {}; }
    [[nodiscard]] Result<> check(const Caller&) const { return {}; }
    void append_scopes(std::string&) const {}
    void append_text(std::string& text) const { text += "live_user"; }
};

/// One of these scopes.
template <FixedString... names>
struct AnyScope {
    static_assert(sizeof...(names) > 0, "Cardea: any_scope takes one scope or more.");
    static_assert((is_scope_token(names.view()) && ...),
                  "Cardea: a scope is one word, without a space, a quote or a backslash (RFC 6749 "
                  "section 3.3).");
    static constexpr bool needs_live_user = false;
    [[nodiscard]] Shortfall shortfall(const Caller& caller) const {
        return (has_scope(caller.scope, names.view()) || ...) ? Shortfall{} : lack_of_scope();
    }
    [[nodiscard]] Result<> check(const Caller& caller) const { return ask(*this, caller); }
    void append_scopes(std::string& scopes) const { (append_word(names.view(), scopes), ...); }
    void append_text(std::string& text) const {
        std::string all;
        ((all.append(all.empty() ? "\"" : ", \"").append(names.view()).append("\"")), ...);
        text.append("any_scope<").append(all).append(">");
    }
};

template <FixedString name>
struct Scope {
    static constexpr bool needs_live_user = false;
    [[nodiscard]] Shortfall shortfall(const Caller& caller) const {
        return AnyScope<name>{}.shortfall(caller);
    }
    [[nodiscard]] Result<> check(const Caller& caller) const { return ask(*this, caller); }
    void append_scopes(std::string& scopes) const { append_word(name.view(), scopes); }
    void append_text(std::string& text) const {
        text.append("scope<\"").append(name.view()).append("\">");
    }
};

struct SignedInWithin {
    std::int64_t seconds;  // an integer, since durations of std::chrono are not structural
    static constexpr bool needs_live_user = false;
    [[nodiscard]] Shortfall shortfall(const Caller& caller) const {
        return lack_of_sign_in(caller, std::chrono::seconds{seconds});
    }
    [[nodiscard]] Result<> check(const Caller& caller) const { return ask(*this, caller); }
    void append_scopes(std::string&) const {}
    void append_text(std::string& text) const {
        text.append("signed_in_within(").append(std::to_string(seconds)).append("s)");
    }
};

template <std::size_t N>
struct WithFactor {
    FixedString<N> name;
    static constexpr bool needs_live_user = false;
    [[nodiscard]] Shortfall shortfall(const Caller& caller) const {
        return lack_of_factor(caller, name.view());
    }
    [[nodiscard]] Result<> check(const Caller& caller) const { return ask(*this, caller); }
    void append_scopes(std::string&) const {}
    void append_text(std::string& text) const {
        text.append("with_factor(\"").append(name.view()).append("\")");
    }
    bool operator==(const WithFactor&) const = default;
};

/// `name`, which must be one word, since it stands in a list of words and in a challenge.
template <std::size_t N>
consteval WithFactor<N> make_with_factor(const char (&name)[N]) {
    if (!is_scope_token(FixedString{name}.view()))
        throw "Cardea: a factor is one word as `amr` has it, such as otp (RFC 8176).";
    return {FixedString{name}};
}

/// The function's name in the compiler's text about a type that has it as its argument `fn`.
[[nodiscard]] std::string_view name_of_predicate(std::string_view pretty);

/// A question of the user's own.
template <auto fn>
struct Satisfies {
    template <class Answer>
    static constexpr bool is_answer = std::same_as<Answer, bool> || std::same_as<Answer, Result<>>;
    static constexpr bool is_predicate = [] {
        if constexpr (std::is_invocable_v<decltype(fn), const Caller&>)
            return is_answer<std::invoke_result_t<decltype(fn), const Caller&>>;
        return false;
    }();
    static_assert(is_predicate,
                  "Cardea: satisfies takes a function that answers at once: "
                  "bool(const security::Caller&) or Result<>(const security::Caller&).");

    static constexpr bool needs_live_user = false;
    [[nodiscard]] Result<> check(const Caller& caller) const {
        if constexpr (!is_predicate) {
            return {};
        } else if constexpr (std::same_as<decltype(fn(caller)), bool>) {
            if (!fn(caller)) return Errc::forbidden;
            return {};
        } else {
            return fn(caller);
        }
    }
    void append_scopes(std::string&) const {}
    void append_text(std::string& text) const {
        text.append("satisfies<").append(name_of_predicate(__PRETTY_FUNCTION__)).append(">");
    }
};

}  // namespace security

/// A good token, and nothing else.
inline constexpr security::Authenticated authenticated{};
/// The user is there and not disabled at this moment, and the token's scopes count only as far as
/// the user still has them. Anywhere in a policy it holds for all of it, alternatives too: a user
/// who is gone is let in by none of them.
inline constexpr security::LiveUser live_user{};
/// The token grants this scope (403 where it does not).
template <FixedString name>
inline constexpr security::Scope<name> scope{};
/// The token grants one of these scopes (403 where it grants none).
template <FixedString... names>
inline constexpr security::AnyScope<names...> any_scope{};
/// The user signed in at most this long ago (401 that asks for a new sign-in; RFC 9470).
/// Throws `std::invalid_argument` (and so does not compile) on less than a second.
constexpr security::SignedInWithin signed_in_within(std::chrono::seconds max_age) {
    if (max_age.count() < 1)
        throw std::invalid_argument{"Cardea: no sign-in is younger than a second."};
    return {max_age.count()};
}
/// The user signed in with this factor, as `amr` names it: `with_factor("otp")` (401 that asks for
/// another sign-in). Spec: RFC 8176.
template <std::size_t N>
consteval security::WithFactor<N> with_factor(const char (&name)[N]) {
    return security::make_with_factor(name);
}
/// The function says so: `bool(const security::Caller&)` (403 where it is false), or
/// `Result<>(const security::Caller&)` (what it fails with). It is asked at most once a request,
/// and only if what stands before it in the policy does not settle it; it must not wait.
template <auto fn>
inline constexpr security::Satisfies<fn> satisfies{};

}  // namespace cardea
