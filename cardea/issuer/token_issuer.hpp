// Access tokens of a session, by RFC 9068, and the pair that a client gets.
#pragma once

#include <cardea/accounts/session.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>

#include <chrono>
#include <string>

namespace cardea::issuer {

/// What login, refresh and the token endpoint answer.
struct TokenPair {
    std::string access_token;
    std::string token_type = "Bearer";
    std::int64_t expires_in = 0;  ///< Seconds.
    std::string refresh_token;
    std::string scope;
};

struct IssuerOptions {
    std::string issuer;    ///< `iss`
    std::string audience;  ///< `aud`
    std::chrono::seconds access_ttl = std::chrono::minutes{15};
    std::size_t token_bytes_max = 8 * 1024;
};

/// The `typ` of access tokens (RFC 9068 section 2.1).
inline constexpr std::string_view access_token_type = "at+jwt";

/// Immutable: one serves all threads.
class TokenIssuer {
public:
    TokenIssuer(jose::Key key, IssuerOptions options);

    /// A new access token for this session, and the refresh token that came with it. It lives as
    /// long as the session says, which the database knows too: no token outlives its revocation.
    [[nodiscard]] TokenPair issue(const accounts::Session& session) const;

private:
    jose::Signer signer_;
    IssuerOptions options_;
};

/// Believes what such an issuer signs with one of `keys`: no leeway on `exp`, 5 s on `nbf`, `iat`.
[[nodiscard]] jose::Verifier make_verifier(jose::KeySet keys, const IssuerOptions& options,
                                           const Clock& clock = system_clock());

}  // namespace cardea::issuer
