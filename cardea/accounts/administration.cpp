#include <cardea/accounts/administration.hpp>

#include <cardea/accounts/change.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/schema/email.hpp>

namespace cardea::accounts {
namespace {

using journal::Event;
using journal::Reason;

constexpr std::string_view users_write = "users:write";

std::string select_users(std::string_view rest) {
    return "SELECT " + std::string{user_columns} + " FROM users " + std::string{rest};
}

/// The end of an UPDATE of one user, who is returned.
std::string update_users(std::string_view set) {
    return "UPDATE users SET " + std::string{set} + " WHERE id = ? RETURNING " +
           std::string{user_columns};
}

Async<std::optional<User>> write_disabled(Change& change, Uuid user, bool disabled,
                                          std::chrono::seconds access_ttl) {
    static const auto sql = update_users("disabled = ?, updated_at = ?");
    auto changed = co_await change->one<User>(sql, disabled, change.now(), user);
    if (!changed) co_return changed;
    if (disabled) {
        // The user first: nobody who follows tells of an ended session in between.
        co_await change.revoke_user(Event::user_disabled, user, access_ttl);
        co_await change.end_sessions_of(user, Reason::user_disabled);
    } else {
        co_await change.note(Event::user_enabled, user);
    }
    co_return changed;
}

Async<std::optional<User>> write_scope(Change& change, Uuid user, const std::string& scope) {
    static const auto sql = update_users("scope = ?, updated_at = ?");
    auto changed = co_await change->one<User>(sql, scope, change.now(), user);
    if (changed) co_await change.note(Event::scope_changed, user);
    co_return changed;
}

/// All of a change; the scopes are judged first, against what the user has at this moment.
Async<Result<User>> write_user(Change& change, const Administrator& by, Uuid user,
                               const UserChange& wanted, std::chrono::seconds access_ttl) {
    static const auto read = select_users("WHERE id = ?");
    static const auto write_name = update_users("name = ?, updated_at = ?");
    const auto held = co_await change.scope_of_live(by.id, by.session);
    if (!held) co_return refused_token("the administrator is gone, or the session has ended");
    const auto scope = narrowed_scope(by.scope, *held);
    if (!scope_beyond(users_write, scope).empty()) co_return scope_not_held(users_write);
    auto now = co_await change->one<User>(read, user);
    if (!now) co_return Errc::user_not_found;
    if (wanted.scope.has_value()) {
        const auto granted = scope_beyond(wanted.scope->text(), now->scope);
        if (const auto missing = scope_beyond(granted, scope); !missing.empty())
            co_return scope_not_held(missing);
    }
    if (!wanted.name.is_absent()) {
        std::optional<std::string> name;
        if (wanted.name.has_value()) name = wanted.name->text();
        now = co_await change->one<User>(write_name, name, change.now(), user);
    }
    if (wanted.scope.has_value() && wanted.scope->text() != now->scope)
        now = co_await write_scope(change, user, wanted.scope->text());
    if (wanted.disabled.has_value() && *wanted.disabled != now->disabled)
        now = co_await write_disabled(change, user, *wanted.disabled, access_ttl);
    co_return *std::move(now);
}

}  // namespace

Async<std::vector<User>> list_users(const Accounts& accounts) {
    static const auto sql = select_users("ORDER BY id");
    return accounts.database().all<User>(sql);
}

Async<UserPage> list_users(const db::Database& database, PageRequest request) {
    static const auto sql = select_users("WHERE id > ? ORDER BY id LIMIT ?");
    // Every id is greater than the nil one.
    const auto after = request.after.value_or(Uuid{});
    const auto one_more = static_cast<std::int64_t>(request.limit) + 1;
    UserPage page;
    page.items = co_await database.all<User>(sql, after, one_more);
    if (page.items.size() > request.limit) {
        page.items.resize(request.limit);
        page.next_cursor = page.items.back().id.text();
    }
    co_return page;
}

Async<std::optional<User>> find_by_name(const Accounts& accounts, std::string_view who) {
    static const auto sql = select_users("WHERE id = ? OR email_folded = ?");
    const auto folded = Email::folded(who);
    co_return co_await accounts.database().one<User>(sql, folded, folded);
}

Async<Result<User>> change_user(const Accounts& accounts, Administrator by, Uuid user,
                                UserChange wanted) {
    const auto actor = by.id;
    auto work = [by = std::move(by), user, wanted = std::move(wanted),
                 ttl = accounts.options().access_ttl](Change& change) {
        return write_user(change, by, user, wanted, ttl);
    };
    co_return co_await write_change(accounts, actor, std::move(work));
}

Async<std::optional<User>> set_disabled(const Accounts& accounts, Uuid user, bool disabled) {
    auto work = [user, disabled, ttl = accounts.options().access_ttl](Change& change) {
        return write_disabled(change, user, disabled, ttl);
    };
    co_return co_await write_change(accounts, {}, std::move(work));
}

Async<std::optional<User>> set_scope(const Accounts& accounts, Uuid user, std::string scope) {
    auto work = [user, scope = std::move(scope)](Change& change) {
        return write_scope(change, user, scope);
    };
    co_return co_await write_change(accounts, {}, std::move(work));
}

Async<Result<>> set_password(const Accounts& accounts, Uuid user, Secret<std::string> password) {
    auto make_hash = [&hasher = accounts.hasher(), password = std::move(password)] {
        return hasher.hash(normalised(password.reveal()).reveal());
    };
    auto hash = co_await accounts.hashing().run(std::move(make_hash));
    if (!hash) co_return hash.error();
    auto replace = [user, hash = *std::move(hash)](Change& change) -> Async<bool> {
        const auto rows =
            co_await change->run("UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ?",
                                 hash, change.now(), user);
        if (rows == 0) co_return false;
        co_await change.end_sessions_of(user, Reason::password_changed);
        co_await change.note(Event::password_changed, user);
        co_return true;
    };
    const bool is_there = co_await write_change(accounts, {}, std::move(replace));
    if (!is_there) co_return Errc::user_not_found;
    co_return Result<>{};
}

Async<bool> delete_user(const Accounts& accounts, Uuid user, std::optional<Uuid> by) {
    auto erase = [user, ttl = accounts.options().access_ttl](Change& change) -> Async<bool> {
        const bool is_there = co_await change.is_user(user);
        if (!is_there) co_return false;
        co_await change.revoke_user(Event::user_deleted, user, ttl);
        co_await change.end_sessions_of(user, Reason::user_deleted);
        co_await change->run("DELETE FROM users WHERE id = ?", user);
        co_return true;
    };
    co_return co_await write_change(accounts, by, std::move(erase));
}

Async<bool> end_sessions_of(const Accounts& accounts, Uuid user, std::optional<Uuid> by) {
    auto end_all = [user](Change& change) -> Async<bool> {
        co_await change.end_sessions_of(user, Reason::ended_by_administrator);
        co_return co_await change.is_user(user);
    };
    co_return co_await write_change(accounts, by, std::move(end_all));
}

}  // namespace cardea::accounts
