// Keys that change while the program runs: an issuer rotates, a remote set is fetched anew. Readers
// never wait: they see that the set is another by its generation, and only then fetch it.
#pragma once

#include <cardea/jose/key_set.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>

namespace cardea::jose {

/// Owns:    its keys, and hands them out shared: a set stays good for whoever still uses it.
/// Threads: any, all members.
class LiveKeySet {
public:
    /// Called by a verifier where a token names a key that is not in the set. It must not block,
    /// must not throw and must not ask a verifier itself; it is called on the thread that verifies,
    /// as often as a stranger likes. `kid` may be as long as a token, and is good for the call.
    using UnknownKid = std::function<void(std::string_view kid)>;

    explicit LiveKeySet(KeySet keys = {}, UnknownKid on_unknown_kid = {});

    /// From now on these are the keys: what others signed is believed by no verifier any more.
    void replace(KeySet keys);

    /// The keys as they are now. Takes a lock; verifiers call it once a generation and thread.
    [[nodiscard]] std::shared_ptr<const KeySet> keys() const;

    /// Another number for each set; cheap to read.
    [[nodiscard]] std::uint64_t generation() const {
        return generation_.load(std::memory_order_acquire);
    }

    /// Tells whoever fetches the keys that a token named one that is not here.
    void miss(std::string_view kid) const;

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const KeySet> keys_;
    std::atomic<std::uint64_t> generation_{1};
    UnknownKid on_unknown_kid_;
};

}  // namespace cardea::jose
