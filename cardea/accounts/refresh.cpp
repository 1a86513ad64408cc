#include <cardea/accounts/refresh.hpp>

#include <cardea/accounts/change.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/crypto/aead.hpp>

#include <algorithm>

namespace cardea::accounts {
namespace {

/// The row of a refresh token, with its session and user.
struct Row {
    Uuid session;
    std::optional<TimePoint> used_at;
    std::optional<std::vector<std::uint8_t>> successor_sealed;
    Uuid user;
    std::string client_id;
    std::optional<std::string> granted_scope;
    std::string amr;
    Timestamp auth_time;
    TimePoint ends_by;
    bool disabled;
    std::string user_scope;
};

constexpr std::int64_t used_tokens_max = 64;  // of a session

constexpr std::string_view row_sql =
    "SELECT t.session_id, t.used_at, t.successor_sealed, s.user_id, s.client_id, s.scope, s.amr, "
    "s.created_at, s.ends_by,"
    " u.disabled, u.scope FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id"
    " JOIN users u ON u.id = s.user_id WHERE t.hash = ?";

/// All that the transaction needs; it owns it, since it may outlive the request.
struct Rotation {
    crypto::Sha256 hash;  ///< Of the token that is presented.
    crypto::Sha256 successor_hash;
    std::vector<std::uint8_t> sealed;  ///< The successor, under a key from that token.
    TimePoint now;
    std::chrono::seconds access_ttl;
    std::chrono::seconds idle_ttl;
    std::chrono::seconds grace;
};

struct Rotated {
    Row row;
    bool is_first = false;  ///< The successor is the one that this request made.
};

/// The key that seals a successor: whoever has the database alone cannot open it.
crypto::Key256 key_from(std::string_view refresh_token) {
    return crypto::hkdf_sha256(refresh_token, {}, "cardea refresh successor");
}

Async<Result<Rotated>> rotate(const Rotation& rotation, Change& change) {
    auto& transaction = *change;
    auto row = co_await transaction.one<Row>(row_sql, rotation.hash);
    if (!row) co_return refused_token("unknown refresh token");
    // Every refresh begins here, a retry too: an ended session has no more tokens.
    const auto alive = co_await transaction.run(
        "UPDATE sessions SET last_used_at = ?, access_until = max(access_until, min(?, ends_by)),"
        " expires_at = min(?, ends_by) WHERE id = ? AND ended_at IS NULL AND expires_at > ?",
        rotation.now, rotation.now + rotation.access_ttl, rotation.now + rotation.idle_ttl,
        row->session, rotation.now);
    if (alive == 0) co_return refused_token("the session has ended");
    if (row->disabled) co_return refused_token("the user is disabled");

    const auto first = co_await transaction.run(
        "UPDATE refresh_tokens SET used_at = ?, successor_sealed = ?"
        " WHERE hash = ? AND used_at IS NULL",
        rotation.now, rotation.sealed, rotation.hash);
    if (first == 1) {
        co_await transaction.run("INSERT INTO refresh_tokens (hash, session_id) VALUES (?, ?)",
                                 rotation.successor_hash, row->session);
        // Of tokens used long ago the latest are remembered, so that a stolen one ends the session;
        // one older than those is unknown. A session that refreshes without end stays small.
        co_await transaction.run(
            "DELETE FROM refresh_tokens WHERE session_id = ? AND used_at < ? AND hash NOT IN"
            " (SELECT hash FROM refresh_tokens WHERE session_id = ? AND used_at IS NOT NULL"
            " ORDER BY used_at DESC LIMIT ?)",
            row->session, rotation.now - rotation.grace, row->session, used_tokens_max);
        // What was kept for retries of earlier tokens is of no more use.
        co_await transaction.run(
            "UPDATE refresh_tokens SET successor_sealed = NULL WHERE session_id = ? AND used_at < ?"
            " AND successor_sealed IS NOT NULL",
            row->session, rotation.now - rotation.grace);
        co_return Rotated{.row = *std::move(row), .is_first = true};
    }
    if (!row->used_at) row = co_await transaction.one<Row>(row_sql, rotation.hash);  // lost a race
    // Whole seconds: the grace time is at least what was set, and a second more at most.
    const bool is_retry = row && row->used_at && rotation.grace.count() > 0 &&
                          row->successor_sealed && rotation.now - *row->used_at <= rotation.grace;
    if (is_retry) co_return Rotated{.row = *std::move(row)};
    // Returned, not thrown: the end of the session is committed.
    co_await change.end_sessions(journal::Reason::refresh_token_reused,
                                 "id = (SELECT session_id FROM refresh_tokens WHERE hash = ?2)",
                                 rotation.hash);
    co_return refused_token("reused after the grace time: the session is ended");
}

}  // namespace

Async<Result<Session>> refresh(const Accounts& accounts, Secret<std::string> refresh_token) {
    if (!is_refresh_token(refresh_token.reveal())) co_return refused_token("no refresh token");
    const auto& options = accounts.options();
    const auto hash = hash_of(refresh_token.reveal());
    const auto hash_text = std::string(hash.begin(), hash.end());
    auto key = key_from(refresh_token.reveal());
    auto successor = make_refresh_token();
    Rotation rotation{.hash = hash,
                      .successor_hash = hash_of(successor.reveal()),
                      .sealed = crypto::seal(key, successor.reveal(), hash_text),
                      .now = accounts.now(),
                      .access_ttl = std::min(options.access_ttl, options.refresh_idle_ttl),
                      .idle_ttl = options.refresh_idle_ttl,
                      .grace = options.refresh_grace};
    const auto now = rotation.now;
    const auto access_ttl = rotation.access_ttl;
    auto rotate_token = [rotation = std::move(rotation)](Change& change) {
        return rotate(rotation, change);
    };
    auto rotated = co_await write_change(accounts, {}, std::move(rotate_token));
    if (rotated && !rotated->is_first) {
        auto opened = crypto::open(key, *rotated->row.successor_sealed, hash_text);
        wipe(key.data(), key.size());
        if (!opened) co_return refused_token("the successor cannot be opened");
        successor = *std::move(opened);
    }
    wipe(key.data(), key.size());
    if (!rotated) co_return rotated.error();
    auto& row = rotated->row;
    co_return Session{.id = row.session,
                      .user_id = row.user,
                      .client_id = std::move(row.client_id),
                      .scope = narrowed_scope(row.granted_scope, row.user_scope),
                      .amr = std::move(row.amr),
                      .auth_time = row.auth_time,
                      .issued_at = now,
                      .access_until = std::min(now + access_ttl, row.ends_by),
                      .refresh_token = std::move(successor)};
}

}  // namespace cardea::accounts
