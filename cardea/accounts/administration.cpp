#include <cardea/accounts/administration.hpp>

#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/sign_out.hpp>
#include <cardea/schema/email.hpp>

#include <algorithm>

namespace cardea::accounts {
namespace {

std::string select_users(std::string_view rest) {
    return "SELECT " + std::string{user_columns} + " FROM users " + std::string{rest};
}

bool is_scope_character(char character) {
    return character >= 0x21 && character <= 0x7e && character != '"' && character != '\\';
}

}  // namespace

Async<std::vector<User>> list_users(const Accounts& accounts) {
    static const auto sql = select_users("ORDER BY id");
    return accounts.database().all<User>(sql);
}

Async<std::optional<User>> find_by_name(const Accounts& accounts, std::string_view who) {
    static const auto sql = select_users("WHERE id = ? OR email_folded = ?");
    const auto folded = Email::folded(who);
    co_return co_await accounts.database().one<User>(sql, folded, folded);
}

Async<std::optional<User>> set_disabled(const Accounts& accounts, Uuid user, bool disabled) {
    static const std::string sql =
        "UPDATE users SET disabled = ?, updated_at = ? WHERE id = ? RETURNING " +
        std::string{user_columns};
    auto change = [user, disabled, now = accounts.now()](
                      db::Transaction& transaction) -> Async<std::optional<User>> {
        if (disabled) co_await end_sessions(transaction, user, now);
        co_return co_await transaction.one<User>(sql, disabled, now, user);
    };
    co_return co_await accounts.database().write(std::move(change));
}

Async<std::optional<User>> set_scope(const Accounts& accounts, Uuid user, std::string scope) {
    static const std::string sql =
        "UPDATE users SET scope = ?, updated_at = ? WHERE id = ? RETURNING " +
        std::string{user_columns};
    auto change = [user, scope = std::move(scope), now = accounts.now()](
                      db::Transaction& transaction) -> Async<std::optional<User>> {
        co_return co_await transaction.one<User>(sql, scope, now, user);
    };
    co_return co_await accounts.database().write(std::move(change));
}

Async<Result<>> set_password(const Accounts& accounts, Uuid user, Secret<std::string> password) {
    auto make_hash = [&hasher = accounts.hasher(), password = std::move(password)] {
        return hasher.hash(normalised(password.reveal()).reveal());
    };
    auto hash = co_await accounts.hashing().run(std::move(make_hash));
    if (!hash) co_return hash.error();
    auto replace = [user, hash = *std::move(hash),
                    now = accounts.now()](db::Transaction& transaction) -> Async<std::int64_t> {
        co_await end_sessions(transaction, user, now);
        co_return co_await transaction.run(
            "UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ?", hash, now, user);
    };
    const auto rows = co_await accounts.database().write(std::move(replace));
    if (rows == 0) co_return Errc::user_not_found;
    co_return Result<>{};
}

Async<bool> delete_user(const Accounts& accounts, Uuid user) {
    auto erase = [user](db::Transaction& transaction) -> Async<std::int64_t> {
        co_return co_await transaction.run("DELETE FROM users WHERE id = ?", user);
    };
    const auto rows = co_await accounts.database().write(std::move(erase));
    co_return rows > 0;
}

std::optional<std::string> clean_scope(std::string_view scope) {
    if (scope.size() > scope_bytes_max) return std::nullopt;
    std::vector<std::string_view> words;
    while (!scope.empty()) {
        const auto word = scope.substr(0, scope.find(' '));
        scope.remove_prefix(std::min(scope.size(), word.size() + 1));
        if (!std::all_of(word.begin(), word.end(), is_scope_character)) return std::nullopt;
        if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end())
            words.push_back(word);
    }
    std::string clean;
    for (const auto word : words) {
        if (!clean.empty()) clean += ' ';
        clean += word;
    }
    return clean;
}

}  // namespace cardea::accounts
