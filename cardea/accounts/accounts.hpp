// What the use cases of this room work with. Each use case is a function in a file of its own:
// register_user, sign_in, refresh, sign_out, sessions, profile, change_password, administration.
#pragma once

#include <cardea/accounts/credential_attempts.hpp>
#include <cardea/accounts/password_rules.hpp>
#include <cardea/accounts/throttle.hpp>
#include <cardea/base/clock.hpp>
#include <cardea/base/work_pool.hpp>
#include <cardea/crypto/password_hash.hpp>
#include <cardea/db/database.hpp>
#include <cardea/revocation/index.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace cardea::accounts {

struct AccountOptions {
    bool registration_enabled = true;
    std::string registration_scope;  ///< Of a new user.
    std::chrono::seconds access_ttl = std::chrono::minutes{15};
    std::chrono::seconds refresh_ttl = std::chrono::hours{24 * 90};  ///< Of a session, at most.
    std::chrono::seconds refresh_idle_ttl = std::chrono::hours{24 * 30};  ///< Without a refresh.
    std::chrono::seconds refresh_grace{10};  ///< For retries, from the first use.
    crypto::PasswordCost password_cost;
    PasswordRules password_rules;
    std::optional<Rate> login_rate = Rate{10, std::chrono::minutes{1}};  ///< CredentialAttempts.
    std::optional<Rate> register_rate = Rate{20, std::chrono::hours{1}};
    std::size_t sessions_max = 100;  ///< Live ones of a user; the oldest ends.
    std::size_t hashing_threads = 2;
    std::size_t hashing_places = 64;  ///< Hashes that may wait for a thread; more get 503.
};

/// Threads: any; nothing in it changes but what looks after itself.
class Accounts {
public:
    /// `database` and `clock` must outlive it. The tables must be there: `migrate`.
    Accounts(const db::Database& database, AccountOptions options,
             const Clock& clock = system_clock());

    [[nodiscard]] const db::Database& database() const { return *database_; }
    [[nodiscard]] const AccountOptions& options() const { return options_; }
    [[nodiscard]] TimePoint now() const { return clock_->now(); }
    [[nodiscard]] const crypto::PasswordHasher& hasher() const { return hasher_; }
    [[nodiscard]] WorkPool& hashing() const { return hashing_; }
    /// What this node knows to be revoked. The use cases put in what they end; what others end has
    /// to be brought by whoever follows the journal.
    [[nodiscard]] revocation::Index& revocations() const { return revocations_; }
    [[nodiscard]] CredentialAttempts& credential_attempts() const { return credential_attempts_; }
    [[nodiscard]] Throttle& register_throttle() const { return register_throttle_; }

private:
    const db::Database* database_;
    AccountOptions options_;
    const Clock* clock_;
    crypto::PasswordHasher hasher_;
    mutable revocation::Index revocations_;
    mutable WorkPool hashing_;
    mutable CredentialAttempts credential_attempts_;
    mutable Throttle register_throttle_;
};

}  // namespace cardea::accounts
