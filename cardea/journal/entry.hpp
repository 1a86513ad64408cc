// One line of the journal: what happened, to whom, and why. Ids only, never a name or an address:
// what is never changed must not hold what somebody may ask to have erased.
#pragma once

#include <cardea/base/clock.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace cardea::journal {

/// The names are stored: add to them, and rename none.
enum class Event {
    user_registered,
    signed_in,
    session_ended,
    token_revoked,
    password_changed,
    scope_changed,
    user_disabled,
    user_enabled,
    user_deleted,
};

/// Why a session ended. The names are stored too.
enum class Reason {
    logout,
    logout_everywhere,
    ended_by_user,
    ended_by_administrator,
    password_changed,
    user_disabled,
    user_deleted,
    too_many_sessions,
    refresh_token_reused,
};

/// What is written down. What does not apply is nothing.
struct Entry {
    TimePoint at;
    std::optional<Event> event;  ///< Nothing: a word that a newer program has written.
    std::optional<Reason> reason{};
    std::optional<std::string> actor{};  ///< Who did it; nothing: the user, or an operator.
    std::optional<std::string> user{};
    std::optional<std::string> session{};  ///< `sid`
    std::optional<std::string> token{};    ///< `jti`
    /// Where it revokes what it names: the end of the last token that it hits.
    std::optional<TimePoint> until{};
};

/// Of an entry that revokes something, what it revokes.
struct Revocation {
    TimePoint until;
    std::int64_t position;
    std::optional<std::string> session;
    std::optional<std::string> token;
    std::optional<std::string> user;
};

/// An entry as it is read back.
struct Record {
    std::int64_t position = 0;
    Entry entry;
};

}  // namespace cardea::journal
