#include <cardea/security/shortfall.hpp>

#include <cardea/security/caller.hpp>
#include <cardea/security/errc.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace cardea::security {
namespace {

/// How much it helps a client to hear of this lack rather than of another.
int rank_of(const Shortfall& lack) {
    const auto fault = lack.cause->fault();
    if (fault == Fault::unauthenticated) return 2;
    if (fault != Fault::forbidden) return 3;  // it could not be told, or is not to be
    return lack.cause == Errc::insufficient_scope ? 1 : 0;
}

/// Whether it is for another sign-in, and says what that has to be.
bool tells_of_sign_in(const Shortfall& lack) { return lack.max_age || !lack.factors.empty(); }

/// In the order of which another sign-in mends more easily.
auto ease_of(const Shortfall& lack) {
    constexpr auto any_age = std::chrono::seconds::max();
    return std::tuple{!lack.lacks_scope, lack.factors.empty(), lack.max_age.value_or(any_age)};
}

}  // namespace

Shortfall shortfall_of_answer(const Result<>& held) {
    if (held) return {};
    return {.cause = held.error(), .lacks_scope = held.error() == Errc::insufficient_scope};
}

Shortfall both_lacking(Shortfall one, Shortfall other) {
    if (one.is_empty()) return other;
    one.lacks_scope = one.lacks_scope || other.lacks_scope;
    if (one.max_age && other.max_age) {
        one.max_age = std::min(*one.max_age, *other.max_age);
    } else if (other.max_age) {
        one.max_age = other.max_age;
    }
    append_word(other.factors, one.factors);
    return one;
}

Shortfall easier_of(Shortfall one, Shortfall other) {
    const auto first = rank_of(one);
    const auto second = rank_of(other);
    if (first != second) return first > second ? std::move(one) : std::move(other);
    const bool is_easier = first == 2 && tells_of_sign_in(one) && tells_of_sign_in(other) &&
                           ease_of(other) > ease_of(one);
    return is_easier ? std::move(other) : std::move(one);
}

Error refusal_of(const Shortfall& lack, std::string_view scopes) {
    const auto& cause = *lack.cause;
    if (cause == Errc::insufficient_scope) {
        const auto refusal = lacks_scope(each_once(scopes));
        return Error{cause}.challenge_with(std::string{refusal.challenge()});
    }
    const bool asks_to_sign_in = cause == Errc::stale_sign_in || cause == Errc::missing_factor;
    if (!asks_to_sign_in || !cause.challenge().empty()) return cause;  // it has said all itself
    const auto needed = lack.lacks_scope ? each_once(scopes) : std::string{};
    const auto factors = each_once(lack.factors);
    const StepUp step_up{.max_age = lack.max_age, .factors = factors, .scope = needed};
    return sign_in_again(cause == Errc::stale_sign_in ? Errc::stale_sign_in : Errc::missing_factor,
                         step_up);
}

}  // namespace cardea::security
