// The one door through which a token becomes trusted: compact text in, VerifiedClaims out.
// Everything behind it must survive hostile input.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/base/result.hpp>
#include <cardea/jose/claims.hpp>
#include <cardea/jose/key_set.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cardea::jose {

/// What a token has to prove beside its signature and its expiry. Each field is a demand; one that
/// is left out demands nothing.
struct Expectation {
    std::optional<std::string> issuer{};    ///< Must equal `iss`.
    std::optional<std::string> audience{};  ///< Must be among `aud`.
    std::optional<std::string> type{};      ///< Must equal `typ` as a media type: `at+jwt`.
    std::chrono::seconds leeway{0};         ///< Granted on `exp`; at most five minutes.
    std::chrono::seconds skew{0};           ///< Granted on `nbf` and `iat`; at most five minutes.
    std::size_t token_bytes_max = 8 * 1024;
};

/// Verifies the tokens of one issuer. Immutable, so one instance serves all threads; prepared
/// crypto contexts live with the thread that calls.
class Verifier {
public:
    /// Throws `std::invalid_argument` on an empty or out-of-range expectation: bad configuration
    /// stops the program at start, never a request. `clock` must outlive the verifier.
    Verifier(KeySet keys, Expectation expected, const Clock& clock = system_clock());

    /// Returns the claims of `compact` once signature, type, times, issuer and audience all hold.
    ///
    /// The algorithm belongs to the key that `kid` names; the token has no say in it. A token
    /// without `exp` is refused.
    /// Spec:   RFC 7515 section 5.2; RFC 7519 section 7.2; RFC 8725 sections 3.1, 3.8, 3.9.
    /// Errors: any `jose::Errc`; toward the network they must all look alike.
    /// Owns:   the result holds copies; `compact` need not outlive the call.
    [[nodiscard]] Result<VerifiedClaims> verify(std::string_view compact) const;

private:
    KeySet keys_;
    Expectation expected_;
    const Clock* clock_;
};

}  // namespace cardea::jose
