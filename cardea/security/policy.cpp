#include <cardea/security/policy.hpp>

#include <cardea/inject/depends.hpp>

#include <algorithm>

namespace cardea::security {

Shortfall lack_of_scope() { return {.cause = Errc::insufficient_scope, .lacks_scope = true}; }

Shortfall lack_of_sign_in(const Caller& caller, std::chrono::seconds max_age) {
    // The second in which it grows too old is too old.
    if (caller.auth_time && caller.now < *caller.auth_time + max_age) return {};
    return {.cause = Errc::stale_sign_in, .max_age = max_age};
}

Shortfall lack_of_factor(const Caller& caller, std::string_view factor) {
    if (std::find(caller.methods.begin(), caller.methods.end(), factor) != caller.methods.end())
        return {};
    return {.cause = Errc::missing_factor, .factors = std::string{factor}};
}

std::string_view name_of_predicate(std::string_view pretty) {
    const auto name = inject::name_of_function(pretty);
    return name.empty() ? "a predicate" : name;
}

}  // namespace cardea::security
