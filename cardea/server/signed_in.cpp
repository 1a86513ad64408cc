#include <cardea/server/signed_in.hpp>

#include <cardea/accounts/profile.hpp>
#include <cardea/security/errc.hpp>

namespace cardea::server {
namespace {

using security::Errc;
using security::refused;

Error stale() { return Error{Errc::stale_revocations}.retry_in(std::chrono::seconds{1}); }

Result<> check_revocations(const revocation::Index& revocations, const jose::VerifiedClaims& claims,
                           std::chrono::milliseconds staleness_max) {
    const auto age = revocations.age();  // before the look: what is found is no older than this
    switch (revocations.check(claims.id(), claims.session(), claims.subject())) {
        case revocation::Verdict::stands: break;
        case revocation::Verdict::user_gone: return refused(Errc::user_not_found, "revoked");
        case revocation::Verdict::session_ended:
            return refused(Errc::invalid_token, "the session has ended");
        case revocation::Verdict::token_revoked: return refused(Errc::invalid_token, "revoked");
    }
    if (age > staleness_max) return stale();
    return {};
}

Async<Result<std::optional<UserState>>> find_live_user(const accounts::Accounts& accounts,
                                                       std::string_view subject) {
    auto user = co_await accounts::find_user(accounts.database(), subject);
    if (!user || user->disabled) co_return std::optional<UserState>{};
    co_return UserState{.scope = std::move(user->scope)};
}

}  // namespace

Authority make_authority(const accounts::Accounts& accounts, const jose::Verifier& verifier,
                         std::chrono::milliseconds reads_staleness_max) {
    Authority authority;
    authority.verify = [&verifier](std::string_view token) { return verifier.verify(token); };
    authority.check_known_revocations = [&accounts, reads_staleness_max](
                                            const jose::VerifiedClaims& claims, Certainty needed) {
        const auto staleness_max =
            needed == Certainty::current ? writes_staleness_max : reads_staleness_max;
        return check_revocations(accounts.revocations(), claims, staleness_max);
    };
    authority.find_user = [&accounts](std::string_view subject) {
        return find_live_user(accounts, subject);
    };
    return authority;
}

std::optional<Uuid> uuid_of(std::string_view text) {
    const auto reading = Uuid::read(text);
    const auto* uuid = std::get_if<Uuid>(&reading);
    return uuid == nullptr ? std::nullopt : std::optional{*uuid};
}

std::optional<Uuid> user_of(const jose::VerifiedClaims& claims) {
    return uuid_of(claims.subject());
}
std::optional<Uuid> session_of(const jose::VerifiedClaims& claims) {
    return uuid_of(claims.session());
}

Async<Result<accounts::User>> signed_in_user(const Guard<authenticated>& who,
                                             State<accounts::Accounts> accounts) {
    auto user = co_await accounts::find_user(accounts->database(), who.subject());
    if (!user) co_return refused(Errc::user_not_found, "gone");
    if (user->disabled) co_return refused(Errc::user_not_found, "disabled");
    co_return *std::move(user);
}

}  // namespace cardea::server
