#include <cardea/server/signed_in.hpp>

#include <cardea/accounts/profile.hpp>
#include <cardea/security/errc.hpp>

namespace cardea::server {
namespace {

using security::Errc;
using security::refused;

/// What is wrong with a user and session; nothing where both stand. A user who is gone is told
/// before a session that has ended.
Result<> check_standing(const std::optional<accounts::SignedIn>& found) {
    if (!found) return refused(Errc::user_not_found, "gone");
    if (found->user.disabled) return refused(Errc::user_not_found, "disabled");
    if (!found->session_lives) return refused(Errc::invalid_token, "the session has ended");
    return {};
}

Async<Result<>> check_session(const accounts::Accounts& accounts,
                              const jose::VerifiedClaims& claims) {
    co_return check_standing(
        co_await accounts::find_signed_in(accounts.database(), claims.subject(), claims.session()));
}

Async<Result<std::optional<UserState>>> find_live_user(const accounts::Accounts& accounts,
                                                       std::string_view subject) {
    auto user = co_await accounts::find_user(accounts.database(), subject);
    if (!user || user->disabled) co_return std::optional<UserState>{};
    co_return UserState{.scope = std::move(user->scope)};
}

}  // namespace

Authority make_authority(const accounts::Accounts& accounts, const jose::Verifier& verifier) {
    Authority authority;
    authority.verify = [&verifier](std::string_view token) { return verifier.verify(token); };
    authority.check_revoked = [&accounts](const jose::VerifiedClaims& claims) {
        return check_session(accounts, claims);
    };
    authority.find_user = [&accounts](std::string_view subject) {
        return find_live_user(accounts, subject);
    };
    return authority;
}

Async<Result<accounts::User>> signed_in_user(Bearer bearer, State<Authority> authority,
                                             State<accounts::Accounts> accounts) {
    const auto claims = authority->verify(bearer.token());
    if (!claims) co_return refused(Errc::invalid_token, std::string{claims.error().code()});
    if (claims->subject().empty())
        co_return refused(Errc::invalid_credentials, "the token has no sub");
    auto found = co_await accounts::find_signed_in(accounts->database(), claims->subject(),
                                                   claims->session());
    if (auto stands = check_standing(found); !stands) co_return stands.error();
    co_return std::move(found->user);
}

}  // namespace cardea::server
