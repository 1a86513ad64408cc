// What a caller lacks of a policy, gathered part by part, so that one refusal names all that a
// client can mend by it.
#pragma once

#include <cardea/base/result.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cardea::security {

/// Empty where the policy holds; then it has allocated nothing.
struct Shortfall {
    /// Of the part that failed first: it decides which refusal it is.
    std::optional<Error> cause{};
    bool lacks_scope = false;
    /// Where the sign-in is too old: how old it may be.
    std::optional<std::chrono::seconds> max_age{};
    std::string factors{};  ///< That the sign-in lacks, space-separated.

    [[nodiscard]] bool is_empty() const { return !cause; }
};

/// What is lacking where a policy of a user's own answers this.
[[nodiscard]] Shortfall shortfall_of_answer(const Result<>& held);
/// What is lacking of two that must both hold: the cause is the first's, a sign-in must be as young
/// as the stricter one says.
[[nodiscard]] Shortfall both_lacking(Shortfall one, Shortfall other);
/// Of two alternatives that both fail, the one that tells the client most. First what cannot be
/// told (as when something is away: another attempt may do), then what another sign-in mends, then
/// a scope, then what nothing mends. Of two for another sign-in the one that demands less of it, of
/// other equals the first.
[[nodiscard]] Shortfall easier_of(Shortfall one, Shortfall other);

/// The refusal of what is lacking, which must not be empty. `scopes` are those that the policy
/// names, held or not, those of alternatives too; a client cannot tell which of them would do, but
/// may ask for them (RFC 6750 section 3). They stand beside a demand for another sign-in, too,
/// where one is lacking as well (RFC 9470 section 3).
[[nodiscard]] Error refusal_of(const Shortfall& lack, std::string_view scopes);

}  // namespace cardea::security
