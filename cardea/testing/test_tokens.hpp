// Tokens of a test client's own: signed with a key that nobody else has, believed by the guards of
// this client's requests beside those of the app.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/authority.hpp>
#include <cardea/testing/principal.hpp>

#include <map>
#include <memory>
#include <string>

namespace cardea {

class TestTokens {
public:
    /// `clock` must outlive it; `app_authority` may be null.
    TestTokens(const ManualClock& clock, const Authority* app_authority);

    /// A token for `principal`, who counts from now on as it says.
    [[nodiscard]] std::string issue(const Principal& principal);

    /// Answers for these tokens itself, for all others as the app does. Must not outlive this.
    [[nodiscard]] Authority authority() const;

private:
    const ManualClock* clock_;
    const Authority* app_authority_;
    jose::Signer signer_;
    jose::Verifier verifier_;
    std::map<std::string, Principal, std::less<>> principals_;
};

}  // namespace cardea
