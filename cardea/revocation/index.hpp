// What has been revoked and could still be presented, in memory, so that each request can ask for
// a few nanoseconds and no query. Whoever knows of revocations (a journal, a feed) tells it; a
// thread in the background keeps it small.
#pragma once

#include <cardea/base/clock.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cardea::revocation {

class Fingerprints;
class Readers;
class Table;
class TableStack;

/// What an id names: a token by its `jti`, a session by its `sid`, a user by its `sub`.
enum class Kind : std::uint8_t { token, session, user };

/// Nothing is revoked; or what is, the user before all else and the session before the token.
enum class Verdict : std::uint8_t { stands, token_revoked, session_ended, user_gone };

/// Where in the source's order something was said, such as a row's number in a journal. 0: of no
/// order, and newer than all that was said before.
using Position = std::uint64_t;

/// Time that nobody can set.
using SteadyTime = std::chrono::steady_clock::time_point;

/// `steady_clock`'s time at the system's last tick, at most 10 ms old; five times as cheap.
[[nodiscard]] SteadyTime time_of_last_tick() noexcept;

/// Ids are kept as hashes of 64 bits under a secret of this process. Among 10 million of them an
/// id that was never revoked is taken for one of them in one question of 2 · 10¹².
///
/// Threads: any, all members. `check` and `age` take no lock and wait for nobody.
class Index {
public:
    /// `clock` tells what has expired, and must outlive the index; `steady` the time of `age`.
    explicit Index(const Clock& clock = system_clock(),
                   std::function<SteadyTime()> steady = time_of_last_tick);
    ~Index();

    /// From the return on, `check` refuses what this id names: until `until` at least, from which
    /// on nothing that names it may be good, and until `maintain` drops it. It may be told many
    /// times and in any order; the latest `until` holds. An empty id names nothing. `position`
    /// counts for users alone.
    /// Throws `std::bad_alloc` where there is no memory for it: nothing has changed then, and the
    /// caller must not go on as if it were revoked.
    void revoke(Kind kind, std::string_view id, TimePoint until, Position position = 0);

    /// Takes a user back in, who is enabled again. Sessions and tokens never come back. Of a user
    /// what has the later position is right: a change of this process may be told at once, though
    /// older ones of the same user are still on their way from the source.
    /// Throws `std::bad_alloc`, as above.
    void restore_user(std::string_view id, Position position = 0);

    /// What of a token is revoked: its `jti`, its `sid`, its `sub`. One that is empty isn't asked.
    [[nodiscard]] Verdict check(std::string_view token, std::string_view session,
                                std::string_view user) const noexcept;

    /// All that the source had committed by `as_of` has been told: take the time before you look
    /// at the source. Earlier times than were confirmed already change nothing. So has been all
    /// with a position up to `told`; if it is told again, it is ignored.
    void confirm(SteadyTime as_of, Position told = 0);

    /// How long ago that was, 0 at least; a hundred years if it was never confirmed. To be asked
    /// before `check`, which then knows at least as much.
    [[nodiscard]] std::chrono::milliseconds age() const;

    /// Drops what has expired, puts tables together, and frees what nobody reads any more. To be
    /// called each second or so by a thread that may work for a while: at 10 million entries a
    /// few milliseconds as a rule, some hundred once a minute, and two seconds after a load.
    /// Throws `std::bad_alloc` where there is no memory: nothing is lost then, only kept too long.
    void maintain();

    /// How many revocations it holds. One that was told again between two calls of `maintain` may
    /// count twice.
    [[nodiscard]] std::size_t size() const;

    /// The memory that it has claimed.
    [[nodiscard]] std::size_t bytes() const;

private:
    [[nodiscard]] std::uint64_t asked(Kind kind, std::string_view id) const noexcept;
    [[nodiscard]] bool is_news(std::uint64_t user, Position position);
    void free_retired();

    // What readers read, apart from what writers write.
    std::unique_ptr<const Fingerprints> fingerprints_;
    std::unique_ptr<Readers> readers_;
    std::unique_ptr<TableStack[]> stacks_;  // one a kind
    const Clock* clock_;
    std::function<SteadyTime()> steady_;
    std::atomic<SteadyTime::rep> confirmed_;

    alignas(64) mutable std::mutex mutex_;  // held by whoever writes to a stack
    std::size_t retired_bytes_ = 0;
    std::unordered_map<std::uint64_t, Position> users_told_;  // where the last word of each stood
    std::atomic<Position> told_{0};

    std::mutex maintenance_;                       // held by the one thread that maintains
    std::vector<std::unique_ptr<Table>> retired_;  // unpublished, but somebody may still read them
};

}  // namespace cardea::revocation
