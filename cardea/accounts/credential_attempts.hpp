// The one door before every path that tries a user's password: how often anybody may.
//
// Of the rate R, three limits hold at once: R for one account from one network; 10 R for one
// account from all networks together but those from which its user has signed in before; 10 R from
// one network for all accounts together. So a stranger can guess neither at one account from many
// addresses nor at many accounts from one, and cannot keep a user out who comes from where that
// user came from before.
#pragma once

#include <cardea/accounts/rate_table.hpp>
#include <cardea/base/async.hpp>
#include <cardea/base/result.hpp>
#include <cardea/db/database.hpp>

#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace cardea::accounts {

/// Threads: any.
class CredentialAttempts {
public:
    class Attempt;

    /// Without a rate nothing is refused. `database` and `clock` must outlive it.
    CredentialAttempts(const db::Database& database, std::optional<Rate> rate, const Clock& clock);

    /// Counts an attempt at the account of a folded e-mail address from a network; to be called
    /// before the password is looked at, so that attempts made at once are all counted. An account
    /// that there is not is counted as one that there is, with the same work.
    /// Errors: `Errc::throttled`, of which nothing is counted. Its answer is the same whichever of
    ///         the limits it was: the rate R, and the time in which R has room for one more, which
    ///         is enough for each of them. So a stranger does not learn that others try this
    ///         account too, nor which of more addresses and more accounts would help.
    Async<Result<Attempt>> begin(std::string email, std::string network);

private:
    /// What is counted where.
    struct Keys {
        RateTable::Key pair;
        RateTable::Key account;
        RateTable::Key network;
    };
    struct Tables {
        explicit Tables(Rate rate);

        RateTable pair;
        RateTable account;
        RateTable network;
    };
    enum class Verdict { counted, refused, refused_for_account };

    /// Counts in all tables or in none; a known network is neither asked nor counted for the
    /// account.
    Verdict count(const Keys& keys, bool is_known);
    void forgive(const Keys& keys, bool is_known);

    const db::Database* database_;
    const Clock* clock_;
    std::mutex mutex_;  // of all tables
    std::optional<Tables> tables_;
};

/// An attempt that has been counted, and stays so unless it is forgiven: also where its owner is
/// ended, or throws, before the password has been judged.
class CredentialAttempts::Attempt {
public:
    Attempt(Attempt&& other) noexcept
        : counted_by_{std::exchange(other.counted_by_, nullptr)},
          keys_{other.keys_},
          is_known_{other.is_known_} {}
    Attempt& operator=(Attempt&&) = delete;
    ~Attempt() = default;

    /// Gives it back, since the password was right, or was not tried. Once; again it does nothing.
    void forgive() {
        if (auto* counted_by = std::exchange(counted_by_, nullptr); counted_by != nullptr)
            counted_by->forgive(keys_, is_known_);
    }

private:
    friend class CredentialAttempts;
    Attempt() = default;
    Attempt(CredentialAttempts& counted_by, const Keys& keys, bool is_known)
        : counted_by_{&counted_by}, keys_{keys}, is_known_{is_known} {}

    CredentialAttempts* counted_by_ = nullptr;
    Keys keys_{};
    bool is_known_ = false;
};

}  // namespace cardea::accounts
