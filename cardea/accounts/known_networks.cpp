#include <cardea/accounts/known_networks.hpp>

namespace cardea::accounts {
namespace {

constexpr int networks_max = 32;  // of a user
constexpr std::chrono::hours note_again_after{24};

}  // namespace

Async<bool> is_known_network(const db::Database& database, std::string_view email,
                             std::string_view network) {
    // Nobody's id is empty, and it is looked for all the same.
    const auto found = co_await database.one<bool>(
        "SELECT EXISTS (SELECT 1 FROM known_networks WHERE network = ?2 AND user_id ="
        " coalesce((SELECT id FROM users WHERE email_folded = ?1), ''))",
        email, network);
    co_return found.value_or(false);
}

Async<> note_network(db::Transaction& transaction, const Uuid& user, std::string_view network,
                     TimePoint now) {
    if (network.empty()) co_return;
    const TimePoint stale = now - note_again_after;
    const auto noted = co_await transaction.run(
        "INSERT INTO known_networks (user_id, network, last_used_at) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (user_id, network) DO UPDATE SET last_used_at = ?3 WHERE last_used_at <= ?4",
        user, network, now, stale);
    if (noted == 0) co_return;
    co_await transaction.run(
        "DELETE FROM known_networks WHERE user_id = ?1 AND network IN (SELECT network FROM"
        " known_networks WHERE user_id = ?1 AND network <> ?2"
        " ORDER BY last_used_at DESC, network LIMIT -1 OFFSET ?3)",
        user, network, networks_max - 1);
}

}  // namespace cardea::accounts
