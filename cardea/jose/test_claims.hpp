// Claims that are good at noon: for tests of this room alone.
#pragma once

#include <cardea/jose/claims.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace cardea::jose {

inline constexpr TimePoint noon{TimePoint::duration{1'800'000'000}};

/// What a token says about somebody from noon on, for a minute.
inline Claims claims_of(std::string subject) {
    Claims claims;
    claims.issuer = "https://id.test";
    claims.subject = std::move(subject);
    claims.audience = {"orders", "invoices"};
    claims.expires_at = noon + std::chrono::seconds{60};
    claims.issued_at = noon;
    claims.methods = {"pwd", "otp"};
    return claims;
}

}  // namespace cardea::jose
