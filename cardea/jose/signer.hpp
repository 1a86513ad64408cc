// Claims into a signed token.
#pragma once

#include <cardea/jose/claims.hpp>
#include <cardea/jose/key.hpp>

#include <string>
#include <string_view>

namespace cardea::jose {

/// Signs with one key. Immutable, so one instance serves all threads.
class Signer {
public:
    /// `type` becomes `typ`, such as `at+jwt`; empty leaves it out. Throws `std::invalid_argument`
    /// where the key may not sign.
    explicit Signer(Key key, std::string_view type = "JWT");

    /// The compact form, by the key's first algorithm.
    /// Spec: RFC 7515 section 5.1.
    /// See:  private_claims.hpp for claims of an app's own.
    [[nodiscard]] std::string sign(const Claims& claims) const;

    /// As above, with the members of `more`, one JSON object, behind the claims. Throws
    /// `std::invalid_argument` where it is none, or has a member that is among the claims.
    [[nodiscard]] std::string sign(const Claims& claims, std::string_view more) const;

    [[nodiscard]] const Key& key() const { return key_; }

private:
    Key key_;
    std::string header_;  // encoded, with its dot
};

}  // namespace cardea::jose
