// Claims of an app's own, as plain structs: `struct Tenant { std::string tenant; int plan; };` says
// and reads the claims `tenant` and `plan`.
// Spec: RFC 7519 section 4.3.
#pragma once

#include <cardea/base/result.hpp>
#include <cardea/jose/claims.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/schema/read_json.hpp>
#include <cardea/schema/write_json.hpp>

#include <string>
#include <string_view>

namespace cardea::jose {

/// The claims that `T` has members for; others in the token are ignored. A member that may be
/// absent, such as an optional, may be so.
/// Errors: `Errc::claims` where one is missing or wrong; nothing of it is handed over.
template <schema::PlainStruct T>
[[nodiscard]] Result<T> private_claims(const VerifiedClaims& claims) {
    const auto payload = schema::parse_json(claims.payload());
    if (!payload) return Errc::malformed;  // cannot be: it was read before
    T out{};
    schema::FaultList faults{"claims"};
    schema::for_each_field(out, [&](std::string_view name, auto& target) {
        using Field = std::remove_cvref_t<decltype(target)>;
        if (const auto member = payload->member(name)) {
            faults.enter(name);
            schema::read_value(*member, target, faults);
            faults.leave();
        } else if (!schema::may_be_absent<Field>) {
            faults.add_missing(name);
        }
    });
    if (!faults.is_empty())
        return Error{Errc::claims, std::string{std::move(faults).take_error().message()}};
    return out;
}

/// A token that says `claims` and, as claims of their own, the members of `more`. Throws
/// `std::invalid_argument` where one has the name of a claim that stands in `claims`.
template <schema::PlainStruct T>
[[nodiscard]] std::string sign_with(const Signer& signer, const Claims& claims, const T& more) {
    std::string json;
    schema::write_json(more, json);
    return signer.sign(claims, json);
}

}  // namespace cardea::jose
