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
    /// where the key has no private part.
    explicit Signer(Key key, std::string_view type = "JWT");

    /// The compact form.
    /// Spec: RFC 7515 section 5.1.
    [[nodiscard]] std::string sign(const Claims& claims) const;

    [[nodiscard]] const Key& key() const { return key_; }

private:
    Key key_;
    std::string header_;  // encoded, with its dot
};

}  // namespace cardea::jose
