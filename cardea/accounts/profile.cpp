#include <cardea/accounts/profile.hpp>

#include <cardea/db/transaction.hpp>

namespace cardea::accounts {
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
