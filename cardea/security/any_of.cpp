#include <cardea/security/any_of.hpp>

#include <cardea/http/problem.hpp>
#include <cardea/security/errc.hpp>

#include <algorithm>
#include <string>

namespace cardea::security {
namespace {

/// How much a failure says about the caller.
int weight_of(const Error& error) {
    if (error == Errc::not_authenticated) return 0;
    if (error == Errc::invalid_credentials) return 1;  // it may be another scheme's
    if (error.fault() == Fault::unauthenticated) return 2;
    if (error.fault() == Fault::forbidden) return 3;  // known, and may not
    return 4;  // not to be told: with a 401 a client would throw its good credential away
}

std::string_view challenge_of(const Error& error) {
    return error.challenge().empty() ? http::bearer_challenge : error.challenge();
}

}  // namespace

Error refuse_all(std::span<const Error> errors) {
    const auto heaviest = std::max_element(
        errors.begin(), errors.end(),
        [](const Error& one, const Error& other) { return weight_of(one) < weight_of(other); });
    if (heaviest->fault() != Fault::unauthenticated) return *heaviest;
    // A client hears of every way to authenticate (RFC 9110 section 11.6.1), its own first.
    std::string challenges{challenge_of(*heaviest)};
    for (const auto& error : errors) {
        if (error.fault() != Fault::unauthenticated || &error == &*heaviest) continue;
        const auto challenge = challenge_of(error);
        if (challenges.find(challenge) == std::string::npos)
            challenges.append(", ").append(challenge);
    }
    return Error{*heaviest}.challenge_with(std::move(challenges));
}

void add_alternative(openapi::Operation& any, openapi::Operation part) {
    if (part.security.empty()) part.security.emplace_back();  // it asks nobody who calls
    any.security.insert(any.security.end(), part.security.begin(), part.security.end());
    any.schemes.insert(any.schemes.end(), part.schemes.begin(), part.schemes.end());
    std::string access;
    for (const auto& one : part.access) access += (access.empty() ? "" : " and ") + one;
    any.access.push_back(access.empty() ? "anybody" : std::move(access));
    part.security.clear();
    part.access.clear();
    inject::add_optional(any, std::move(part));
}

void require_alternatives(openapi::Operation& operation, openapi::Operation any) {
    operation.require_any(any.security, any.schemes);
    operation.add_further_scopes(any.further_scopes);
    for (auto& parameter : any.parameters) operation.add_parameter(std::move(parameter));
    if (any.body) {
        for (auto& content : any.body->contents) operation.add_body(std::move(content), false);
    }
    for (auto& answer : any.answers) operation.add_answer(std::move(answer));
    std::string access;
    for (const auto& one : any.access) access += (access.empty() ? "" : " or ") + one;
    inject::add_access(operation, std::move(access));
}

}  // namespace cardea::security
