#include <cardea/accounts/profile.hpp>

#include <cardea/accounts/change.hpp>

namespace cardea::accounts {

Async<std::optional<User>> find_user(const db::Database& database, std::string_view id) {
    static const std::string sql =
        "SELECT " + std::string{user_columns} + " FROM users WHERE id = ?";
    co_return co_await database.one<User>(sql, id);
}

Async<std::optional<User>> change_profile(const Accounts& accounts, Uuid user, Uuid session,
                                          ProfileChange wanted) {
    static const std::string read =
        "SELECT " + std::string{user_columns} + " FROM users WHERE id = ?";
    static const std::string write =
        "UPDATE users SET name = ?, updated_at = ? WHERE id = ? RETURNING " +
        std::string{user_columns};
    std::optional<std::string> name;
    if (wanted.name.has_value()) name = wanted.name->text();
    const bool leaves = wanted.name.is_absent();
    auto change_name = [user, session, name = std::move(name),
                        leaves](Change& change) -> Async<std::optional<User>> {
        const auto lives = co_await change.scope_of_live(user, session);
        if (!lives) co_return std::nullopt;
        if (leaves) co_return co_await change->one<User>(read, user);
        co_return co_await change->one<User>(write, name, change.now(), user);
    };
    co_return co_await write_change(accounts, {}, std::move(change_name));
}

}  // namespace cardea::accounts
