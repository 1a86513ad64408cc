#include <cardea/issuer/token_issuer.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/random.hpp>

namespace cardea::issuer {
namespace {

constexpr std::chrono::seconds skew{5};

}  // namespace

TokenIssuer::TokenIssuer(jose::Key key, IssuerOptions options)
    : signer_{std::move(key), access_token_type}, options_{std::move(options)} {}

TokenPair TokenIssuer::issue(const accounts::Session& session) const {
    jose::Claims claims;
    claims.issuer = options_.issuer;
    claims.subject = session.user_id.text();
    claims.audience = {options_.audience};
    claims.expires_at = session.access_until;
    claims.issued_at = session.issued_at;
    claims.id = base64url::encode(std::span<const std::uint8_t>{crypto::random_bytes<16>()});
    claims.client_id = session.client_id;
    claims.scope = session.scope;
    claims.session = session.id.text();
    claims.auth_time = session.auth_time.time();
    claims.methods = {session.amr};
    return TokenPair{.access_token = signer_.sign(claims),
                     .expires_in = (session.access_until - session.issued_at).count(),
                     .refresh_token = session.refresh_token.reveal(),
                     .scope = session.scope};
}

jose::Verifier make_verifier(jose::KeySet keys, const IssuerOptions& options, const Clock& clock) {
    jose::Expectation expected{.issuer = options.issuer, .audience = options.audience};
    expected.type = access_token_type;
    expected.skew = skew;
    expected.token_bytes_max = options.token_bytes_max;
    return jose::Verifier{std::move(keys), std::move(expected), clock};
}

}  // namespace cardea::issuer
