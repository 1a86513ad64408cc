#include <cardea/accounts/accounts.hpp>

namespace cardea::accounts {

Accounts::Accounts(const db::Database& database, AccountOptions options, const Clock& clock)
    : database_{&database},
      options_{std::move(options)},
      clock_{&clock},
      hasher_{options_.password_cost},
      revocations_{clock},
      hashing_{options_.hashing_threads, options_.hashing_places},
      credential_attempts_{database, options_.login_rate, clock},
      register_throttle_{"register", options_.register_rate, clock} {}

}  // namespace cardea::accounts
