// The one door through which a token becomes trusted: compact text in, VerifiedClaims out.
// Everything behind it must survive hostile input.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/base/result.hpp>
#include <cardea/jose/claims.hpp>
#include <cardea/jose/live_key_set.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::jose {

/// What a token has to prove beside its signature and its expiry. Each field is a demand; one that
/// is left out demands nothing.
struct Expectation {
    std::optional<std::string> issuer{};         ///< Must equal `iss`.
    std::optional<std::string> audience{};       ///< Must be among `aud`.
    std::optional<std::string> type{};           ///< Must equal `typ` as a media type: `at+jwt`.
    std::optional<AlgorithmSet> algorithms{};    ///< Must have `alg`, beside the key's own bounds.
    std::vector<std::string> required_claims{};  ///< Must be there, and not null.
    std::chrono::seconds leeway{0};              ///< Granted on `exp`; at most five minutes.
    std::chrono::seconds skew{0};            ///< Granted on `nbf` and `iat`; at most five minutes.
    std::size_t token_bytes_max = 8 * 1024;  ///< At most 64 KiB.
};

/// How a verifier goes about it; it changes no verdict.
struct VerifierOptions {
    /// How many verified tokens each thread keeps, so that a token which comes again costs no
    /// signature: expiry is checked each time. 0 keeps none. Tokens under a symmetric key are never
    /// kept, since that would save half a microsecond at most. At most 1,048,576.
    std::size_t cached_tokens = 1024;
};

/// How often a token was found among those that a thread keeps, and how often looked for in vain.
struct CacheCounts {
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
};

/// Verifies the tokens of one issuer. Immutable and cheap to copy: copies share everything. One
/// serves all threads: what is prepared or kept lives with the thread that calls, and so no
/// destructor of a `thread_local` or static object may ask it.
class Verifier {
public:
    /// Throws `std::invalid_argument` on an empty or out-of-range expectation: bad configuration
    /// stops the program at start, never a request. `clock` must outlive the verifier.
    explicit Verifier(KeySet keys, Expectation expected = {}, const Clock& clock = system_clock(),
                      VerifierOptions options = {});

    /// As above, by keys that may change: a token is believed by those of the moment alone, even
    /// one that was verified before. A `kid` that they do not have is told to `keys`. Throws also
    /// where there is no `keys`.
    explicit Verifier(std::shared_ptr<const LiveKeySet> keys, Expectation expected = {},
                      const Clock& clock = system_clock(), VerifierOptions options = {});

    /// Returns the claims of `compact` once signature, type, times, issuer, audience and whatever
    /// else is demanded hold.
    ///
    /// The algorithm belongs to the key that `kid` names; the token has no say in it. A token
    /// without `exp` is refused.
    /// Spec:   RFC 7515 section 5.2; RFC 7519 section 7.2; RFC 8725 sections 3.1, 3.8, 3.9.
    /// Errors: any `jose::Errc` up to `claims`; toward the network they must all look alike.
    /// Owns:   the result holds copies; `compact` need not outlive the call. A token that is
    ///         believed costs one allocation, which is what the result holds.
    /// See:    docs/jwt.md, examples/tokens/main.cpp
    [[nodiscard]] Result<VerifiedClaims> verify(std::string_view compact) const;

    /// Of all threads together, since the verifier was made.
    [[nodiscard]] CacheCounts cache_counts() const;

private:
    friend Verifier verifier_without_expiry(KeySet keys, Expectation expected, const Clock& clock);
    struct Parts;
    struct Memory;

    Memory& this_threads_memory() const;

    std::shared_ptr<Parts> parts_;
};

}  // namespace cardea::jose
