// Checks run outside in: form, header, key, signature, claims. No byte of the payload is
// interpreted before the signature over it has held.
#include <cardea/jose/verifier.hpp>

#include <cardea/jose/compact.hpp>
#include <cardea/jose/errc.hpp>

#include <algorithm>
#include <stdexcept>

namespace cardea::jose {
namespace {

constexpr std::chrono::minutes tolerance_max{5};

Result<> check(const Claims& claims, const Expectation& expected, TimePoint now) {
    if (!claims.expires_at) return Error{Errc::claims, "exp is missing"};
    if (now >= *claims.expires_at + expected.leeway) return Errc::expired;
    if (claims.not_before && now + expected.skew < *claims.not_before) return Errc::not_yet_valid;
    if (claims.issued_at && now + expected.skew < *claims.issued_at) return Errc::not_yet_valid;
    if (expected.issuer && claims.issuer != *expected.issuer) return Errc::issuer;
    if (expected.audience && std::find(claims.audience.begin(), claims.audience.end(),
                                       *expected.audience) == claims.audience.end()) {
        return Errc::audience;
    }
    return {};
}

bool is_tolerable(std::chrono::seconds tolerance) {
    return tolerance >= std::chrono::seconds{0} && tolerance <= tolerance_max;
}

}  // namespace

Verifier::Verifier(KeySet keys, Expectation expected, const Clock& clock)
    : keys_{std::move(keys)}, expected_{std::move(expected)}, clock_{&clock} {
    for (const auto* demand : {&expected_.issuer, &expected_.audience, &expected_.type}) {
        if (*demand && (*demand)->empty()) {
            throw std::invalid_argument{
                "an expected issuer, audience or type is empty: leave it out, or name it"};
        }
    }
    if (!is_tolerable(expected_.leeway) || !is_tolerable(expected_.skew)) {
        throw std::invalid_argument{"leeway and skew are from 0 to 5 minutes"};
    }
}

Result<VerifiedClaims> Verifier::verify(std::string_view compact) const {
    const auto token = split_compact(compact, expected_.token_bytes_max);
    if (!token) return token.error();
    if (expected_.type &&
        !(token->header.type && is_same_type(*token->header.type, *expected_.type))) {
        return Errc::type;
    }
    const auto key = keys_.find(token->header.algorithm, token->header.kid);
    if (!key) return key.error();
    if (!(*key)->verifies(token->header.algorithm, token->signing_input, token->signature)) return Errc::signature;

    auto claims = parse_claims(token->payload);
    if (!claims) return claims.error();
    if (auto held = check(*claims, expected_, clock_->now()); !held) return held.error();
    return VerifiedClaims{*std::move(claims)};
}

}  // namespace cardea::jose
