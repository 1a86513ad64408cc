// Policies joined to others by `&&` and `||`.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/security/demand.hpp>

#include <string>
#include <utility>

namespace cardea::security {

/// Adds the scopes of a policy behind others: one that users wrote need not mind the space between.
template <class P>
void append_words(const P& policy, std::string& scopes) {
    std::string own;
    policy.append_scopes(own);
    append_word(own, scopes);
}

/// Adds the text of a part of another policy.
template <class P>
void append_part(const P& policy, bool in_parentheses, std::string& text) {
    if (in_parentheses) text += '(';
    policy.append_text(text);
    if (in_parentheses) text += ')';
}

template <class One, class Other>
struct Both;
template <class One, class Other>
struct Either;

/// Whether a policy is a conjunction.
template <class P>
inline constexpr bool is_both = false;
template <class One, class Other>
inline constexpr bool is_both<Both<One, Other>> = true;
/// Whether it is a choice.
template <class P>
inline constexpr bool is_either = false;
template <class One, class Other>
inline constexpr bool is_either<Either<One, Other>> = true;

template <class One, class Other>
inline constexpr bool is_all_ours<Both<One, Other>> = is_all_ours<One> && is_all_ours<Other>;
template <class One, class Other>
inline constexpr bool is_all_ours<Either<One, Other>> = is_all_ours<One> && is_all_ours<Other>;

/// Both of them, asked from left to right.
template <class One, class Other>
struct Both {
    One one;
    Other other;
    // What any policy tells: see demand.hpp.
    static constexpr bool needs_live_user = One::needs_live_user || Other::needs_live_user;
    [[nodiscard]] Shortfall shortfall(const Caller& caller) const {
        auto lack = shortfall_of(one, caller);
        if (lack.is_empty()) return shortfall_of(other, caller);
        // The first that fails is the answer; what else is lacking may stand beside it.
        if constexpr (is_all_ours<Other>)
            return both_lacking(std::move(lack), shortfall_of(other, caller));
        return lack;
    }
    [[nodiscard]] Result<> check(const Caller& caller) const { return ask(*this, caller); }
    void append_scopes(std::string& scopes) const {
        append_words(one, scopes);
        append_words(other, scopes);
    }
    void append_text(std::string& text) const {
        append_part(one, is_either<One>, text);
        text += " && ";
        append_part(other, is_either<Other>, text);
    }
};

/// One of them: the other is asked where the one does not hold. A live user anywhere in it is
/// wanted for all of it: who is asked about has been found, or was refused before.
template <class One, class Other>
struct Either {
    One one;
    Other other;
    // What any policy tells: see demand.hpp.
    static constexpr bool needs_live_user = One::needs_live_user || Other::needs_live_user;
    [[nodiscard]] Shortfall shortfall(const Caller& caller) const {
        auto lack = shortfall_of(one, caller);
        if (lack.is_empty()) return lack;
        auto others = shortfall_of(other, caller);
        if (others.is_empty()) return others;
        return easier_of(std::move(lack), std::move(others));
    }
    [[nodiscard]] Result<> check(const Caller& caller) const { return ask(*this, caller); }
    void append_scopes(std::string& scopes) const {
        append_words(one, scopes);
        append_words(other, scopes);
    }
    void append_text(std::string& text) const {
        append_part(one, is_both<One>, text);
        text += " || ";
        append_part(other, is_both<Other>, text);
    }
};

template <Policy One, Policy Other>
constexpr Both<One, Other> operator&&(One one, Other other) {
    return {one, other};
}
template <Policy One, Policy Other>
constexpr Either<One, Other> operator||(One one, Other other) {
    return {one, other};
}

}  // namespace cardea::security
