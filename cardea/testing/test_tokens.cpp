#include <cardea/testing/test_tokens.hpp>

#include <cardea/security/errc.hpp>

namespace cardea {
namespace {

constexpr auto test_issuer = "https://test-client.invalid";

}  // namespace

TestTokens::TestTokens(const ManualClock& clock, const Authority* app_authority)
    : clock_{&clock},
      app_authority_{app_authority},
      signer_{jose::Key::generate(jose::Algorithm::hs256)},
      verifier_{jose::KeySet{signer_.key()}, {.issuer = test_issuer}, clock} {}

std::string TestTokens::issue(const Principal& principal) {
    jose::Claims claims;
    claims.issuer = test_issuer;
    claims.subject = principal.subject;
    claims.scope = principal.scope;
    claims.issued_at = clock_->now();
    claims.expires_at = clock_->now() + principal.lifetime;
    if (principal.signed_in_ago) claims.auth_time = clock_->now() - *principal.signed_in_ago;
    claims.id = "test";
    claims.methods = principal.methods;
    claims.session = principal.session;
    claims.client_id = principal.client_id;
    principals_[principal.subject] = principal;
    if (principal.private_claims.empty()) return signer_.sign(claims);
    return signer_.sign(claims, principal.private_claims);
}

Authority TestTokens::authority() const {
    Authority authority;
    if (app_authority_ != nullptr) authority = *app_authority_;
    authority.clock = clock_;
    authority.verify = [this, others = authority.verify](std::string_view token) {
        auto own = verifier_.verify(token);
        return own || !others ? own : others(token);
    };
    // Only where the app asks at all, so that its guards go the same way as without the client.
    if (authority.check_revoked) {
        authority.check_revoked = [others = authority.check_revoked](
                                      const jose::VerifiedClaims& claims) -> Async<Result<>> {
            if (claims.issuer() == test_issuer) co_return Result<>{};
            co_return co_await others(claims);
        };
    }
    if (authority.check_known_revocations) {
        authority.check_known_revocations = [others = authority.check_known_revocations](
                                                const jose::VerifiedClaims& claims,
                                                Certainty needed) -> Result<> {
            if (claims.issuer() == test_issuer) return {};
            return others(claims, needed);
        };
    }
    authority.find_user = [this, others = authority.find_user](
                              std::string_view subject) -> Async<Result<std::optional<UserState>>> {
        const auto found = principals_.find(subject);
        if (found == principals_.end() && others) co_return co_await others(subject);
        if (found == principals_.end() || !found->second.is_live)
            co_return std::optional<UserState>{};
        const auto& principal = found->second;
        co_return UserState{.scope = principal.user_scope.value_or(principal.scope)};
    };
    return authority;
}

}  // namespace cardea
