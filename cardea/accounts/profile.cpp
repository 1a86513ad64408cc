#include <cardea/accounts/profile.hpp>

#include <cardea/db/transaction.hpp>

namespace cardea::accounts {
namespace {

/// User's members and one more, as a row is read by position.
struct SignedInRow {
    Uuid id;
    std::string email;
    std::optional<std::string> name;
    bool email_verified;
    bool disabled;
    std::string scope;
    Timestamp created_at;
    Timestamp updated_at;
    bool session_lives;
};

constexpr std::string_view signed_in_sql =
    "SELECT u.id, u.email, u.name, u.email_verified, u.disabled, u.scope, u.created_at, "
    "u.updated_at,"
    " s.id IS NOT NULL FROM users u LEFT JOIN sessions s"
    " ON s.id = ?2 AND s.user_id = u.id AND s.ended_at IS NULL WHERE u.id = ?1";

}  // namespace

Async<std::optional<SignedIn>> find_signed_in(const db::Database& database, std::string_view user,
                                              std::string_view session) {
    auto row = co_await database.one<SignedInRow>(signed_in_sql, user, session);
    if (!row) co_return std::nullopt;
    SignedIn found{.user = {.id = row->id,
                            .email = std::move(row->email),
                            .name = std::move(row->name),
                            .email_verified = row->email_verified,
                            .disabled = row->disabled,
                            .scope = std::move(row->scope),
                            .created_at = row->created_at,
                            .updated_at = row->updated_at},
                   .session_lives = row->session_lives};
    co_return found;
}

Async<std::optional<User>> find_user(const db::Database& database, std::string_view id) {
    static const std::string sql =
        "SELECT " + std::string{user_columns} + " FROM users WHERE id = ?";
    co_return co_await database.one<User>(sql, id);
}

Async<std::optional<User>> change_profile(const Accounts& accounts, std::string user,
                                          ProfileChange change) {
    static const std::string read =
        "SELECT " + std::string{user_columns} + " FROM users WHERE id = ? AND disabled = 0";
    static const std::string write =
        "UPDATE users SET name = ?, updated_at = ? WHERE id = ? AND disabled = 0 RETURNING " +
        std::string{user_columns};
    std::optional<std::string> name;
    if (change.name.has_value()) name = change.name->text();
    const bool leaves = change.name.is_absent();
    auto change_name =
        [user = std::move(user), name = std::move(name), leaves,
         now = accounts.now()](db::Transaction& transaction) -> Async<std::optional<User>> {
        if (leaves) co_return co_await transaction.one<User>(read, user);
        co_return co_await transaction.one<User>(write, name, now, user);
    };
    co_return co_await accounts.database().write(std::move(change_name));
}

}  // namespace cardea::accounts
