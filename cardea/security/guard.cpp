#include <cardea/security/guard.hpp>

#include <cardea/inject/describe.hpp>
#include <cardea/jose/errc.hpp>

#include <set>

namespace cardea::security {

Async<Result<Admission>> admit(Bearer bearer, const Authority& authority, bool needs_live_user) {
    auto claims = authority.verify(bearer.token());
    if (!claims && claims.error() == jose::Errc::key && authority.renew_keys) {
        const bool have_changed = co_await authority.renew_keys();
        if (have_changed) claims = authority.verify(bearer.token());
    }
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

void describe_guard(openapi::Operation& operation, std::string_view scopes, std::string_view text) {
    std::set<std::string> words;
    for (auto word = next_word(scopes); !word.empty(); word = next_word(scopes))
        words.emplace(word);
    operation.require(bearer_scheme(), words);
    inject::add_access(operation, "Guard<" + std::string{text} + ">");
}

}  // namespace cardea::security
