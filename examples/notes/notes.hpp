// The app of notes, apart from `main`, so that notes_test.cpp can call it without a socket: what a
// note is, who may do what, and the door to the stored ones.
#pragma once

#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/storage/database.hpp>
#include <cardea/storage/transaction.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace notes {

using namespace cardea;

inline constexpr auto notes_read = scope<"notes:read">;
inline constexpr auto notes_write = scope<"notes:write"> && live_user;
inline constexpr auto notes_purge = notes_write && signed_in_within(std::chrono::minutes{5});

struct NewNote {
    Text<1, 200> title;
    Text<0, 10'000> text;
};

struct Note {
    Uuid id;
    std::string title;
    std::string text;
    std::int64_t version;
    Timestamp changed_at;
};

struct Version {
    std::int64_t version;
    std::string title;
    std::string text;
    Timestamp changed_at;
};

struct Page {
    std::vector<Note> items;
    std::optional<Uuid> next;  ///< To be given as `after`; null on the last page.
};

struct Count {
    std::int64_t notes;
};

/// The changes of one request. Each demands the guard that allows it, as a proof: code that was not
/// let in cannot call it. A note and its first or next version are written together or not at all.
class Notes {
public:
    Notes(db::Transaction& changes, TimePoint now) : changes_{&changes}, now_{now} {}

    Async<Note> add(const Guard<notes_write>& who, const NewNote& note);
    /// Throws `NotFound` where the caller has no such note, as does `remove`.
    Async<Note> replace(const Guard<notes_write>& who, Uuid id, const NewNote& note);
    Async<> remove(const Guard<notes_write>& who, Uuid id);
    Async<> remove_all(const Guard<notes_purge>& who);

private:
    Async<> keep_version(Uuid id);

    db::Transaction* changes_;
    TimePoint now_;
};

/// Dependencies: the time, which a test may replace, and the changes of this request.
TimePoint now();
Notes changes(Depends<transaction> transaction, Depends<now> time);

/// How the app describes itself.
[[nodiscard]] AppOptions app_options();

/// Gives `app` its routes, with accounts and notes in `database`, a file.
void declare(App& app, const std::string& database);

}  // namespace notes
