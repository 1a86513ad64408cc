// The public keys of another service, fetched over the network and kept fresh in the background,
// so that its tokens are verified here without asking it. Whatever goes wrong there, the last good
// set stays for a while, and no token of a stranger makes us fetch often.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/clock.hpp>
#include <cardea/base/result.hpp>
#include <cardea/jose/live_key_set.hpp>
#include <cardea/remote/key_source.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cardea::remote {

struct RemoteKeySetOptions {
    /// How long a set is used before it is fetched anew, unless its Cache-Control says `max-age`:
    /// then that long, within these bounds.
    std::chrono::milliseconds refresh_every{std::chrono::minutes{10}};
    std::chrono::milliseconds refresh_min{std::chrono::minutes{1}};
    std::chrono::milliseconds refresh_max{std::chrono::hours{1}};
    /// After a failure: the first wait, which doubles up to the longest; half of it is random.
    std::chrono::milliseconds retry_first{std::chrono::seconds{1}};
    std::chrono::milliseconds retry_max{std::chrono::minutes{1}};
    /// How long the last good set is used while no other can be fetched. After that there are no
    /// keys, and no token is believed.
    std::chrono::milliseconds stale_max{std::chrono::hours{24}};
    /// Tokens with unknown keys make us fetch at most this often, however many there are.
    std::chrono::milliseconds unknown_kid_every{std::chrono::seconds{30}};
    /// How long a request with such a token waits for that at most.
    std::chrono::milliseconds renewal_wait_max{std::chrono::seconds{5}};

    std::chrono::milliseconds connect_timeout{std::chrono::seconds{3}};
    std::chrono::milliseconds total_timeout{std::chrono::seconds{10}};  ///< Of discovery and set.
    std::size_t body_bytes_max = 256 * 1024;                            ///< Of each answer.

    std::string ca_file{};  ///< PEM: the authorities to trust instead of the system's.
    bool use_proxy_of_environment = false;  ///< `https_proxy` and the like; never for the loopback.
    /// Plain `http` is taken from this machine's own loopback. Set this to take it from anywhere:
    /// then whoever sits on the way can put keys of his own in, and sign in as anybody.
    bool allow_insecure_http = false;

    /// Hears a sentence where keys have changed and where a fetch has failed. Called on the thread
    /// that fetches; what it throws is lost.
    std::function<void(std::string_view sentence)> log{};
};

/// How a remote set is, for logs, metrics and readiness.
struct RemoteKeyStatus {
    std::size_t keys = 0;                     ///< None: no token is believed.
    std::optional<TimePoint> last_success{};  ///< When a set last arrived, changed or not.
    std::string last_error{};                 ///< Empty where the last fetch went well.
    std::uint64_t fetches = 0;                ///< Begun since the start.
};

/// Fetches from its construction to its end, one fetch at a time, on a thread of its own.
/// Semantics: `https` with a verified certificate is demanded, but for the loopback. Redirects are
///            not followed: a set that has moved is named anew by whoever trusts it, and an open
///            redirect at the issuer must not name one. A set without a usable key counts as a
///            failure. A new set replaces the old one whole.
/// Threads:   any, all members.
class RemoteKeySet {
public:
    /// More requests than this do not wait for keys at once; further ones are refused right away.
    static constexpr std::size_t waiters_max = 1024;

    /// Begins to fetch, and does not wait for it. Throws `std::invalid_argument`, with a sentence,
    /// on a URL that may not be fetched and on options that make no sense. `clock` tells the time
    /// of `RemoteKeyStatus` alone, and must outlive this.
    explicit RemoteKeySet(KeySource source, RemoteKeySetOptions options = {},
                          const Clock& clock = system_clock());

    /// Does not wait for the network. Whoever still verifies with these keys has none from then on.
    ~RemoteKeySet();
    RemoteKeySet(const RemoteKeySet&) = delete;
    RemoteKeySet& operator=(const RemoteKeySet&) = delete;

    /// What a `jose::Verifier` takes; empty until the first set has arrived.
    [[nodiscard]] std::shared_ptr<const jose::LiveKeySet> keys() const;

    /// Where the keys are published.
    [[nodiscard]] const KeySource& source() const { return source_; }

    /// Blocks until there are keys, for a program's start.
    /// Errors: why the last fetch failed, any `remote::Errc`, where there are none in time. Its
    ///         message and detail are one sentence that begins with the URL: not for strangers.
    [[nodiscard]] Result<> wait_until_ready(std::chrono::milliseconds timeout) const;

    [[nodiscard]] RemoteKeyStatus status() const;

    /// For a token whose key is unknown: fetches now, or joins the fetch that is under way, and
    /// completes on the caller's own loop.
    /// Semantics: true where the keys have changed, or did so within the last second, so that the
    ///            token deserves a second look. False at once where another fetch is not due
    ///            (`unknown_kid_every`) or too many wait; false after `renewal_wait_max`.
    Async<bool> renew() const;

    /// The same as a function that may outlive this, for `Authority::renew_keys`.
    [[nodiscard]] std::function<Async<bool>()> renewal() const;

private:
    class Fetcher;
    KeySource source_;
    std::shared_ptr<Fetcher> fetcher_;
};

}  // namespace cardea::remote
