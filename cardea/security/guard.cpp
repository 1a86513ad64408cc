#include <cardea/security/guard.hpp>

namespace cardea::security {

Async<Result<Admission>> admit(Bearer bearer, const Authority& authority, bool needs_live_user) {
    auto claims = authority.verify(bearer.token());
    if (!claims) co_return refused(Errc::invalid_token, std::string{claims.error().code()});
    if (claims->subject().empty())
        co_return refused(Errc::invalid_credentials, "the token has no sub");

    Admission admission{*std::move(claims), {}};
    admission.scope = admission.claims.scope();
    if (needs_live_user) {
        if (!authority.find_user)
            co_return refused(Errc::user_not_found, "no find_user in the Authority");
        const auto user = co_await authority.find_user(admission.claims.subject());
        if (!user) co_return user.error();
        if (!*user) co_return refused(Errc::user_not_found);
        admission.scope = narrowed(admission.scope, (*user)->scope);
    }
    if (authority.check_revoked) {
        if (const auto stands = co_await authority.check_revoked(admission.claims); !stands) {
            co_return stands.error();
        }
    }
    co_return admission;
}

}  // namespace cardea::security
