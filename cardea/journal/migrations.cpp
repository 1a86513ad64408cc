#include <cardea/journal/migrations.hpp>

#include <cardea/db/migration.hpp>

#include <array>

namespace cardea::journal {
namespace {

// AUTOINCREMENT: a position is never given twice, whatever happens to the row that had it.
constexpr std::array migrations{db::Migration{1, "journal", R"sql(
        CREATE TABLE journal (
            position   INTEGER PRIMARY KEY AUTOINCREMENT,
            at         INTEGER NOT NULL,
            event      TEXT NOT NULL,
            reason     TEXT,
            actor_id   TEXT,              -- who did it; NULL: the user, or an operator
            user_id    TEXT,
            session_id TEXT,
            token_id   TEXT,
            until      INTEGER            -- of a revocation: no token that it hits lives longer
        ) STRICT;
        -- All that a start reads of it stands in the index itself.
        CREATE INDEX journal_revocations ON journal (until, position, session_id, token_id, user_id)
            WHERE until IS NOT NULL;

        CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;
        CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the journal'); END;
    )sql"}};

}  // namespace

void migrate(const db::Database& database) { db::migrate(database, "journal", migrations); }

}  // namespace cardea::journal
