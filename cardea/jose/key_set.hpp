// The keys that are trusted together, and which of them a token's header names.
// Spec: RFC 7517 section 5.
#pragma once

#include <cardea/jose/key.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::jose {

/// Immutable once made.
class KeySet {
public:
    KeySet() = default;
    explicit KeySet(std::vector<Key> keys);
    explicit KeySet(Key key) : KeySet{std::vector{std::move(key)}} {}

    /// The key that `kid` names, which must be one alone; without a `kid`, the only key that
    /// verifies by this algorithm.
    /// Errors: `Errc::key`, also for a set that mixes symmetric and asymmetric keys;
    ///         `Errc::algorithm` where the named key has another.
    [[nodiscard]] Result<const Key*> find(Algorithm algorithm,
                                          std::optional<std::string_view> kid) const;

    /// Whether some key has this name.
    [[nodiscard]] bool has(std::string_view kid) const;

    [[nodiscard]] const std::vector<Key>& keys() const { return keys_; }

private:
    std::vector<Key> keys_;
    bool is_mixed_ = false;
};

/// More keys than this no JWK Set may have.
inline constexpr std::size_t jwk_set_keys_max = 64;

/// Reads a JWK Set as issuers publish it. A key that is of no use here (another algorithm, meant
/// for encryption, malformed, weak) is left out, so that a set may have keys for others; so is a
/// symmetric or a private one, which no published set may have.
/// Errors: `Errc::invalid_key` where it is no JWK Set, has more than `jwk_set_keys_max` keys, or
///         none that is left; the detail says why the first was left out.
/// Spec:   RFC 7517 section 5.
[[nodiscard]] Result<KeySet> read_jwk_set(std::string_view json);

/// What was read of a file of keys.
struct OwnKeys {
    KeySet keys;
    std::vector<std::string> left_out;  ///< A sentence for each key that is of no use here.
};

/// Reads keys that are nobody else's to write, such as a file of the operator's: a JWK Set, a
/// single JWK, or a PEM; symmetric keys too.
/// Errors: as above; of a single key those of `Key::from_jwk` and `Key::from_pem`.
[[nodiscard]] Result<OwnKeys> read_own_keys(std::string_view text);

/// The public keys as a JWK Set; symmetric keys are left out.
[[nodiscard]] std::string public_jwk_set(const KeySet& keys);

}  // namespace cardea::jose
