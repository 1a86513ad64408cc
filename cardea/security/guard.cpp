#include <cardea/security/guard.hpp>

#include <cardea/inject/describe.hpp>
#include <cardea/jose/errc.hpp>

#include <set>

namespace cardea::security {
namespace {

Result<Admission> believed(Result<jose::VerifiedClaims> claims) {
    if (!claims) return refused(Errc::invalid_token, std::string{claims.error().code()});
    if (claims->subject().empty())
        return refused(Errc::invalid_credentials, "the token has no sub");
    return Admission{.claims = *std::move(claims)};
}

Result<> check_memory(const Admission& admission, const Authority& authority, Certainty needed) {
    if (!authority.check_known_revocations) return {};
    return authority.check_known_revocations(admission.claims, needed);
}

openapi::Alternatives if_few(openapi::Alternatives all) {
    return all.size() > alternatives_max ? openapi::Alternatives{} : std::move(all);
}

}  // namespace

Certainty certainty_for(const Request& request, bool needs_live_user) {
    const bool only_reads = is_safe(request.method()) && !needs_live_user;
    return only_reads ? Certainty::bounded : Certainty::current;
}

bool asks_somebody(const Authority& authority, bool needs_live_user) {
    return needs_live_user || authority.check_revoked || authority.renew_keys;
}

Result<Admission> admit_at_once(Bearer bearer, const Authority& authority, const Request& request) {
    auto admission = believed(authority.verify(bearer.token()));
    if (!admission) return admission;
    const auto stands = check_memory(*admission, authority, certainty_for(request, false));
    if (!stands) return stands.error();
    return admission;
}

Async<Result<Admission>> admit(Bearer bearer, const Authority& authority, const Request& request,
                               bool needs_live_user) {
    auto claims = authority.verify(bearer.token());
    if (!claims && claims.error() == jose::Errc::key && authority.renew_keys) {
        const bool have_changed = co_await authority.renew_keys();
        if (have_changed) claims = authority.verify(bearer.token());
    }
    auto admission = believed(std::move(claims));
    if (!admission) co_return admission.error();
    if (needs_live_user) {
        if (!authority.find_user)
            co_return refused(Errc::user_not_found, "no find_user in the Authority");
        const auto user = co_await authority.find_user(admission->claims.subject());
        if (!user) co_return user.error();
        if (!*user) co_return refused(Errc::user_not_found);
        admission->narrowed_scope = narrowed(admission->claims.scope(), (*user)->scope);
    }
    const auto known = check_memory(*admission, authority, certainty_for(request, needs_live_user));
    if (!known) co_return known.error();
    if (authority.check_revoked) {
        const auto stands = co_await authority.check_revoked(admission->claims);
        if (!stands) co_return stands.error();
    }
    co_return *std::move(admission);
}

Caller caller_of(const Admission& admission, const Request& request, TimePoint now) {
    const auto& claims = admission.claims;
    return {.scope = admission.scope(),
            .auth_time = claims.auth_time(),
            .now = now,
            .subject = claims.subject(),
            .session = claims.session(),
            .client_id = claims.client_id(),
            .methods = claims.methods(),
            .claims = &claims,
            .request = &request};
}

openapi::Alternatives all_of_scopes(std::string_view scopes) {
    std::set<std::string> words;
    for (auto word = next_word(scopes); !word.empty(); word = next_word(scopes))
        words.emplace(word);
    return {{{bearer_scheme().name, std::move(words)}}};
}

openapi::Alternatives one_of_scopes(std::string_view scopes) {
    openapi::Alternatives any;
    for (auto word = next_word(scopes); !word.empty(); word = next_word(scopes)) {
        const auto one = all_of_scopes(word);
        any = any.empty() ? one : openapi::either(any, one);
    }
    return if_few(std::move(any));
}

openapi::Alternatives both_if_few(const openapi::Alternatives& one,
                                  const openapi::Alternatives& other) {
    if (one.empty() || other.empty()) return {};
    return if_few(openapi::both(one, other));
}

openapi::Alternatives either_if_few(const openapi::Alternatives& one,
                                    const openapi::Alternatives& other) {
    return if_few(openapi::either(one, other));
}

void describe_guard(openapi::Operation& operation, const GuardDescription& guard) {
    const bool are_too_many = guard.alternatives.empty();
    operation.require_any(are_too_many ? all_of_scopes("") : guard.alternatives, {bearer_scheme()});
    if (are_too_many) operation.add_further_scopes(all_of_scopes(guard.scopes).front());
    if (guard.asks_for_sign_in)
        operation.add_problem(401,
                              "There is no credential, or it is not believed, or the sign-in is "
                              "not as demanded: " +
                                  guard.policy);
    if (guard.asks_users_code || are_too_many)
        operation.add_problem(403,
                              "The credential is good, and does not allow this: " + guard.policy);
    inject::add_access(operation, "Guard<" + guard.policy + ">");
}

}  // namespace cardea::security
