// The server's own signing keys: the active one signs, retired ones verify until the last token
// that they signed has expired. Stored sealed under the master key; made at first start.
#pragma once

#include <cardea/base/clock.hpp>
#include <cardea/crypto/hkdf.hpp>
#include <cardea/db/database.hpp>
#include <cardea/jose/key_set.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace cardea::issuer {

/// What an operator sees of a key.
struct KeyEntry {
    std::string kid;
    std::string algorithm;
    Timestamp created_at;
    std::optional<Timestamp> retired_at;
};

/// Immutable once loaded.
struct Keyring {
    jose::Key active;
    jose::KeySet keys;    ///< The active one first, then those that still verify.
    bool is_new = false;  ///< The active one has just been made; the one before it is retired.
};

/// Brings the table up to date. Blocks. Throws `std::runtime_error` as `db::migrate` does.
void migrate(const db::Database& database);

/// The keys that are stored and verify, the active one first, as `load_keyring` has them; makes
/// none and retires none. Throws as it does. Blocks.
[[nodiscard]] std::vector<jose::Key> stored_keys(const db::Database& database,
                                                 const crypto::Key256& master_key,
                                                 std::chrono::seconds access_ttl,
                                                 const Clock& clock = system_clock());

/// Loads the keys; makes one where none of `algorithm` is active, and retires what was. Retired
/// keys verify for `access_ttl` more. Keys of the other kind (symmetric or not) do not verify
/// beside the active one: a switch between the kinds ends all access tokens.
/// Throws `std::runtime_error` with a sentence where another master key sealed them. Blocks.
[[nodiscard]] Keyring load_keyring(const db::Database& database, const crypto::Key256& master_key,
                                   jose::Algorithm algorithm, std::chrono::seconds access_ttl,
                                   const Clock& clock = system_clock());

/// All keys that are stored, the newest first. Blocks.
[[nodiscard]] std::vector<KeyEntry> list_keys(const db::Database& database);

}  // namespace cardea::issuer
