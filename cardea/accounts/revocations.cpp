#include <cardea/accounts/revocations.hpp>

#include <cardea/journal/journal.hpp>

namespace cardea::accounts {
namespace {

constexpr std::size_t revocations_at_once = 4096;

using revocation::Kind;

/// The narrowest that is named: a token, its session, its user.
void revoke(const std::optional<std::string>& token, const std::optional<std::string>& session,
            const std::optional<std::string>& user, TimePoint until, revocation::Position position,
            revocation::Index& index) {
    if (token) {
        index.revoke(Kind::token, *token, until);
    } else if (session) {
        index.revoke(Kind::session, *session, until);
    } else if (user) {
        index.revoke(Kind::user, *user, until, position);
    }
}

/// Whether the user is there now and not disabled: one who was shut out may have come back since.
Async<bool> is_live(const db::Database& database, const std::string& user) {
    const auto disabled =
        co_await database.one<bool>("SELECT disabled FROM users WHERE id = ?", user);
    co_return disabled && !*disabled;
}

}  // namespace

void enforce(const journal::Record& record, revocation::Index& index) {
    const auto& entry = record.entry;
    const auto position = static_cast<revocation::Position>(record.position);
    if (entry.event == journal::Event::user_enabled && entry.user) {
        index.restore_user(*entry.user, position);
        return;
    }
    if (entry.until) revoke(entry.token, entry.session, entry.user, *entry.until, position, index);
}

Async<> load_revocations(const db::Database& database, TimePoint now, revocation::Index& index) {
    journal::RevocationCursor cursor{now};
    while (true) {
        const auto revocations =
            co_await journal::next_revocations(database, cursor, revocations_at_once);
        for (const auto& of : revocations) {
            if (!of.token && !of.session && of.user) {
                const bool is_back = co_await is_live(database, *of.user);
                if (is_back) continue;
            }
            revoke(of.token, of.session, of.user, of.until,
                   static_cast<revocation::Position>(of.position), index);
        }
        if (revocations.size() < revocations_at_once) co_return;
    }
}

}  // namespace cardea::accounts
