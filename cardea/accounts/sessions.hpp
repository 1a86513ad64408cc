// The sessions of a user, as the user sees them: which live, and how one of them is ended.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/accounts/page.hpp>
#include <cardea/schema/timestamp.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cardea::accounts {

/// A session that lives.
struct SessionEntry {
    Uuid id;  ///< `sid`
    Timestamp created_at;
    Timestamp last_used_at;
    Timestamp expires_at;
    std::string user_agent;
    std::string address;
    bool current = false;  ///< The one that asks.
};

/// A page of a list, and where the next one begins.
struct SessionPage {
    std::vector<SessionEntry> items;
    std::optional<std::string> next_cursor;  ///< Of the next page; null: there is none.
};

/// Some of the live sessions of `user`, the newest first. `current`: the one that asks.
Async<SessionPage> list_sessions(const Accounts& accounts, Uuid user, std::optional<Uuid> current,
                                 PageRequest request);

/// Ends a live session of this user. False where none is: not there, over, or somebody else's.
Async<bool> end_session(const Accounts& accounts, Uuid user, Uuid session);

}  // namespace cardea::accounts
