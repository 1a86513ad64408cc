#include <cardea/issuer/keyring.hpp>

#include <cardea/base/block_on.hpp>
#include <cardea/crypto/aead.hpp>
#include <cardea/db/migration.hpp>
#include <cardea/jose/private_key.hpp>

#include <array>
#include <stdexcept>

namespace cardea::issuer {
namespace {

constexpr std::array migrations{db::Migration{1, "signing_keys", R"sql(
    CREATE TABLE signing_keys (
        kid        TEXT PRIMARY KEY,
        algorithm  TEXT NOT NULL,
        sealed     BLOB NOT NULL,     -- the private JWK, under the master key
        created_at INTEGER NOT NULL,
        retired_at INTEGER
    ) STRICT;
)sql"}};

struct StoredKey {
    std::string kid;
    std::vector<std::uint8_t> sealed;
};

jose::Key open_key(const StoredKey& stored, const crypto::Key256& master_key) {
    const auto jwk = crypto::open(master_key, stored.sealed, stored.kid);
    if (!jwk) {
        throw std::runtime_error{
            "the signing keys in the database were sealed with another master key: give the one "
            "that the database was first served with (cardea.key, CARDEA_MASTER_KEY)"};
    }
    return jose::Key::from_jwk(jwk->reveal()).value();
}

Async<bool> has_active(const db::Database& database, std::string name) {
    const auto active = co_await database.one<std::string>(
        "SELECT kid FROM signing_keys WHERE retired_at IS NULL AND algorithm = ?", name);
    co_return active.has_value();
}

/// Sees to it that one key of this algorithm is active; two processes that start at once agree.
/// True where it made one.
Async<bool> ensure_active(const db::Database& database, const crypto::Key256& master_key,
                          jose::Algorithm algorithm, TimePoint now) {
    const std::string name{jose::name_of(algorithm)};
    const bool is_there = co_await has_active(database, name);
    if (is_there) co_return false;
    // Made outside of the transaction, which asks again: of an RSA key others would have to wait
    // for a tenth of a second.
    const auto key = jose::Key::generate(algorithm);
    auto sealed = crypto::seal(master_key, jose::private_jwk(key).reveal(), key.kid());
    auto insert = [kid = key.kid(), sealed = std::move(sealed), name,
                   now](db::Transaction& transaction) -> Async<bool> {
        const auto active = co_await transaction.one<std::string>(
            "SELECT kid FROM signing_keys WHERE retired_at IS NULL AND algorithm = ?", name);
        if (active) co_return false;
        co_await transaction.run("UPDATE signing_keys SET retired_at = ? WHERE retired_at IS NULL",
                                 now);
        co_await transaction.run(
            "INSERT INTO signing_keys (kid, algorithm, sealed, created_at) VALUES (?, ?, ?, ?)",
            kid, name, sealed, now);
        co_return true;
    };
    co_return co_await database.write(std::move(insert));
}

Async<std::vector<StoredKey>> read_keys(const db::Database& database, TimePoint retired_after) {
    co_return co_await database.all<StoredKey>(
        "SELECT kid, sealed FROM signing_keys WHERE retired_at IS NULL OR retired_at > ?"
        " ORDER BY retired_at IS NOT NULL, created_at DESC",
        retired_after);
}

Async<std::vector<KeyEntry>> read_entries(const db::Database& database) {
    co_return co_await database.all<KeyEntry>(
        "SELECT kid, algorithm, created_at, retired_at FROM signing_keys ORDER BY created_at DESC, "
        "kid");
}

}  // namespace

void migrate(const db::Database& database) { db::migrate(database, "issuer", migrations); }

std::vector<jose::Key> stored_keys(const db::Database& database, const crypto::Key256& master_key,
                                   std::chrono::seconds access_ttl, const Clock& clock) {
    std::vector<jose::Key> keys;
    for (const auto& stored : block_on(read_keys(database, clock.now() - access_ttl))) {
        auto key = open_key(stored, master_key);
        const auto& first = keys.empty() ? key : keys.front();
        const bool is_of_the_kind =
            jose::is_symmetric(key.algorithm()) == jose::is_symmetric(first.algorithm());
        if (is_of_the_kind) keys.push_back(std::move(key));
    }
    return keys;
}

Keyring load_keyring(const db::Database& database, const crypto::Key256& master_key,
                     jose::Algorithm algorithm, std::chrono::seconds access_ttl,
                     const Clock& clock) {
    // Opened first: with a wrong master key nothing may be added.
    for (const auto& stored : block_on(read_keys(database, {}))) open_key(stored, master_key);
    const bool is_new = block_on(ensure_active(database, master_key, algorithm, clock.now()));
    auto keys = stored_keys(database, master_key, access_ttl, clock);
    auto active = keys.at(0);
    return Keyring{
        .active = std::move(active), .keys = jose::KeySet{std::move(keys)}, .is_new = is_new};
}

std::vector<KeyEntry> list_keys(const db::Database& database) {
    return block_on(read_entries(database));
}

}  // namespace cardea::issuer
