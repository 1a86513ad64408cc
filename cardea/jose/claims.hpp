// What a token says. Claims are what somebody wants to say; VerifiedClaims are what somebody whom
// we trust has said, and only a Verifier makes them.
// Spec: RFC 7519 section 4.1; RFC 9068 section 2.2.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/base/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::jose {

/// Empty texts and lists stand for claims that are not there.
struct Claims {
    std::string issuer{};                 ///< `iss`
    std::string subject;                  ///< `sub`: whom the token is about.
    std::vector<std::string> audience;    ///< `aud`: for whom it is meant.
    std::optional<TimePoint> expires_at;  ///< `exp`
    std::optional<TimePoint> not_before;  ///< `nbf`
    std::optional<TimePoint> issued_at;   ///< `iat`
    std::string id;                       ///< `jti`
    std::string client_id;                ///< `client_id`
    std::optional<std::string> scope;     ///< `scope`, space-separated; may be there and empty.
    std::string session;                  ///< `sid`
    std::optional<TimePoint> auth_time;   ///< `auth_time`: when the user last signed in.
    std::vector<std::string> methods;     ///< `amr`: how.
};

/// Reads a payload whose signature has held. Claims that it does not know are ignored; a known one
/// of the wrong type or out of range is a refusal, never taken as absent.
/// Semantics: a fraction of a second is rounded to the stricter side: `exp` down, others up.
/// Errors:    `Errc::malformed` where it is no strict JSON object; `Errc::claims`.
[[nodiscard]] Result<Claims> parse_claims(std::string_view payload);

/// Appends the payload that says `claims`.
void write_claims(const Claims& claims, std::string& json);

/// Held by nobody but whom a Verifier gave it to.
class VerifiedClaims {
public:
    /// Empty where the token has no `sub`.
    [[nodiscard]] std::string_view subject() const { return claims_.subject; }
    [[nodiscard]] std::string_view issuer() const { return claims_.issuer; }
    [[nodiscard]] const std::vector<std::string>& audience() const { return claims_.audience; }
    [[nodiscard]] TimePoint expires_at() const { return *claims_.expires_at; }
    [[nodiscard]] std::optional<TimePoint> issued_at() const { return claims_.issued_at; }
    [[nodiscard]] std::string_view id() const { return claims_.id; }
    [[nodiscard]] std::string_view client_id() const { return claims_.client_id; }
    [[nodiscard]] std::string_view scope() const {
        return claims_.scope ? std::string_view{*claims_.scope} : std::string_view{};
    }
    [[nodiscard]] std::string_view session() const { return claims_.session; }
    [[nodiscard]] std::optional<TimePoint> auth_time() const { return claims_.auth_time; }
    [[nodiscard]] const std::vector<std::string>& methods() const { return claims_.methods; }

private:
    friend class Verifier;
    explicit VerifiedClaims(Claims claims) : claims_{std::move(claims)} {}

    Claims claims_;
};

}  // namespace cardea::jose
