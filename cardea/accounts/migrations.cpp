#include <cardea/accounts/migrations.hpp>

#include <cardea/db/migration.hpp>
#include <cardea/journal/migrations.hpp>

#include <array>

namespace cardea::accounts {
namespace {

constexpr std::array migrations{db::Migration{1, "users_and_sessions", R"sql(
        CREATE TABLE users (
            id             TEXT PRIMARY KEY,
            email          TEXT NOT NULL,
            email_folded   TEXT NOT NULL UNIQUE,
            name           TEXT,
            password_hash  TEXT NOT NULL,
            email_verified INTEGER NOT NULL CHECK (email_verified IN (0, 1)),
            disabled       INTEGER NOT NULL CHECK (disabled IN (0, 1)),
            scope          TEXT NOT NULL,
            created_at     INTEGER NOT NULL,
            updated_at     INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE sessions (
            id           TEXT PRIMARY KEY,
            user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            client_id    TEXT NOT NULL,
            scope        TEXT,              -- NULL: all that the user may do
            amr          TEXT NOT NULL,
            user_agent   TEXT NOT NULL,
            address      TEXT NOT NULL,
            created_at   INTEGER NOT NULL,  -- the sign-in: auth_time
            last_used_at INTEGER NOT NULL,
            expires_at   INTEGER NOT NULL,  -- idle or absolute, whichever comes first
            ends_by      INTEGER NOT NULL,  -- absolute
            access_until INTEGER NOT NULL,  -- the latest exp of an access token handed out
            ended_at     INTEGER
        ) STRICT;
        CREATE INDEX sessions_of_user ON sessions (user_id, created_at);

        CREATE TABLE refresh_tokens (
            hash             BLOB PRIMARY KEY,
            session_id       TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            used_at          INTEGER,       -- of the first use
            successor_sealed BLOB           -- for the grace time, under a key from this token
        ) STRICT;
        CREATE INDEX refresh_tokens_of_session ON refresh_tokens (session_id);
    )sql"},
                                // What had ended before there was a journal stays revoked.
                                db::Migration{2, "ended_sessions", R"sql(
        CREATE INDEX sessions_ended ON sessions (access_until) WHERE ended_at IS NOT NULL;
        CREATE INDEX sessions_expiry ON sessions (expires_at);
        CREATE INDEX sessions_live ON sessions (user_id, created_at, id, expires_at)
            WHERE ended_at IS NULL;
        INSERT INTO journal (at, event, user_id, session_id, until)
            SELECT ended_at, 'session_ended', user_id, id, access_until + 60
            FROM sessions WHERE ended_at IS NOT NULL;
    )sql"},
                                db::Migration{3, "known_networks", R"sql(
        CREATE TABLE known_networks (    -- from where users have signed in
            user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            network      TEXT NOT NULL,
            last_used_at INTEGER NOT NULL,  -- to a day
            PRIMARY KEY (user_id, network)
        ) STRICT, WITHOUT ROWID;
    )sql"}};

}  // namespace

void migrate(const db::Database& database) {
    journal::migrate(database);
    db::migrate(database, "accounts", migrations);
}

}  // namespace cardea::accounts
