// Whom a policy is asked about: what of a caller has been verified, and what is asked for. Beside
// it, scopes as the texts that tokens have.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/http/request.hpp>
#include <cardea/jose/claims.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cardea::security {

/// What a policy is asked about. All of it but the request has been verified.
/// Owns: nothing; good while the policy is being asked.
struct Caller {
    std::string_view
        scope;  ///< Space-separated; what the token grants and, for a live user, may still grant.
    std::optional<TimePoint> auth_time;  ///< When the user last signed in.
    TimePoint now;
    std::string_view subject{};                   ///< `sub`: the user's (or client's) id.
    std::string_view session{};                   ///< `sid`; empty where the token has none.
    std::string_view client_id{};                 ///< `client_id`; the same.
    std::span<const std::string_view> methods{};  ///< `amr`: how the user signed in.
    /// All that the token says, for `jose::private_claims`. A guard's caller has it, and a request;
    /// a test that makes a caller by hand may leave both out.
    const jose::VerifiedClaims* claims = nullptr;
    const Request* request = nullptr;

    /// What stands in the path for `{name}`, decoded: `path_parameter("id") == subject`.
    [[nodiscard]] std::optional<std::string_view> path_parameter(std::string_view name) const {
        return request == nullptr ? std::nullopt : request->path_parameter(name);
    }
};

/// Takes the next word off `words`, which spaces divide; empty at the end.
std::string_view next_word(std::string_view& words);
/// Adds one behind others; an empty one changes nothing.
void append_word(std::string_view word, std::string& words);
/// Whether `scopes` (space-separated) has `name` as one whole word.
[[nodiscard]] bool has_scope(std::string_view scopes, std::string_view name);
/// The words of `granted` that `present` still has.
[[nodiscard]] std::string narrowed(std::string_view granted, std::string_view present);
/// The words in their order, each once.
[[nodiscard]] std::string each_once(std::string_view words);

/// A scope's name as tokens and challenges may have it: one word of visible ASCII without `"` and
/// `\`. Spec: RFC 6749 section 3.3.
[[nodiscard]] constexpr bool is_scope_token(std::string_view name) {
    for (const char c : name) {
        if (c <= ' ' || c > '~' || c == '"' || c == '\\') return false;
    }
    return !name.empty();
}

}  // namespace cardea::security
