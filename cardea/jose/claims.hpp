// What a token says. Claims are what somebody wants to say; VerifiedClaims are what somebody whom
// we trust has said, and only a Verifier makes them. Claims of an app's own: private_claims.hpp.
// Spec: RFC 7519 section 4.1; RFC 9068 section 2.2.
#pragma once

#include <cardea/base/clock.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea::jose {

/// The last second that a token may name: of the year 9999.
inline constexpr std::int64_t numeric_date_max = 253402300799;

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

/// Appends the payload that says `claims`.
void write_claims(const Claims& claims, std::string& json);

struct ClaimsRecord;

/// Held by nobody but whom a Verifier gave it to. Copies share one block of memory, in which all
/// texts lie: they are good as long as one copy lives. Fractions of a second have been rounded to
/// the stricter side: `exp` down, the other times up.
/// Threads: any; one object at a time.
class VerifiedClaims {
public:
    VerifiedClaims(const VerifiedClaims& other) noexcept;
    VerifiedClaims(VerifiedClaims&& other) noexcept
        : record_{std::exchange(other.record_, nullptr)} {}
    VerifiedClaims& operator=(VerifiedClaims other) noexcept {
        std::swap(record_, other.record_);
        return *this;
    }
    ~VerifiedClaims();

    // Not to be asked of an object that was moved from.

    /// Empty where the token has no `sub`; so are the other texts.
    [[nodiscard]] std::string_view subject() const;
    [[nodiscard]] std::string_view issuer() const;
    [[nodiscard]] std::span<const std::string_view> audience() const;
    /// `numeric_date_max` where there is no `exp` and none was demanded (without_expiry.hpp).
    [[nodiscard]] TimePoint expires_at() const;
    [[nodiscard]] std::optional<TimePoint> not_before() const;
    [[nodiscard]] std::optional<TimePoint> issued_at() const;
    [[nodiscard]] std::string_view id() const;
    [[nodiscard]] std::string_view client_id() const;
    [[nodiscard]] std::string_view scope() const;
    [[nodiscard]] std::string_view session() const;
    [[nodiscard]] std::optional<TimePoint> auth_time() const;
    [[nodiscard]] std::span<const std::string_view> methods() const;

    /// The whole payload as it was signed: one JSON object.
    [[nodiscard]] std::string_view payload() const;

private:
    friend class Verifier;
    friend class TokenCache;
    /// Takes over one reference.
    explicit VerifiedClaims(const ClaimsRecord* record) : record_{record} {}

    const ClaimsRecord* record_;
};

}  // namespace cardea::jose
