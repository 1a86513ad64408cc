// cardea users add|list|show|disable|enable|revoke|scope|password|delete
#include <cardea/program/command.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/accounts/register_user.hpp>
#include <cardea/base/block_on.hpp>
#include <cardea/program/password_input.hpp>
#include <cardea/schema/write_json.hpp>
#include <cardea/server/service.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cardea::program {
namespace {

using accounts::Accounts;
using accounts::User;

/// What the user commands were given.
struct UserArguments {
    explicit UserArguments(CLI::App& command) : flags{command} {
        command.add_flag("--json", as_json, "Print JSON, as the API has it");
    }

    SettingFlags flags;
    bool as_json = false;
    std::string who;
    std::string name;
    std::string scope;
};

/// The accounts of the settings' database.
struct Desk {
    explicit Desk(const server::Settings& settings)
        : database{server::open_database(settings)}, accounts{*database, settings.accounts} {}

    std::unique_ptr<db::Database> database;
    Accounts accounts;
};

void print(const User& user, bool as_json) {
    if (as_json) {
        std::string json;
        schema::write_json(user, json);
        fmt::print("{}\n", json);
        return;
    }
    fmt::print(
        "id        {}\nemail     {}\nname      {}\nscope     {}\ndisabled  {}\ncreated   {}\n",
        user.id.text(), schema::visible(user.email), schema::visible(user.name.value_or("")),
        user.scope, user.disabled ? "yes" : "no", user.created_at.text());
}

int say_not_found(const std::string& who) {
    fmt::print(stderr, "cardea: there is no user {}\n", schema::visible(who));
    return failure;
}

int say(const Error& error) {
    fmt::print(stderr, "cardea: {}\n", error.message());
    return failure;
}

/// A scope as it is stored. Throws where it is none.
std::string checked_scope(const std::string& text) {
    auto scope = accounts::clean_scope(text);
    if (!scope)
        throw server::SettingError{
            "a scope is words of printable ASCII without quotes, divided by spaces"};
    return *std::move(scope);
}

/// A new password from standard input. Throws where it may not be used.
Secret<std::string> checked_password(const Accounts& accounts, std::string_view email) {
    auto password = read_password();
    if (const auto flaw = accounts.options().password_rules.flaw_of(password.reveal(), email)) {
        throw std::runtime_error{"the password is refused: " + flaw->msg};
    }
    return password;
}

int add(const UserArguments& given) {
    const Desk desk{given.flags.settings()};
    auto email = Email::read(given.who);
    if (const auto* flaw = std::get_if<schema::Flaw>(&email))
        throw server::SettingError{given.who + ": " + flaw->msg};
    accounts::NewUser wanted{.email = std::get<Email>(std::move(email)),
                             .password = {},
                             .name = {},
                             .scope = checked_scope(given.scope)};
    if (!given.name.empty()) {
        if (const auto flaw = schema::check_length(given.name, 1, 200); !flaw.type.empty()) {
            throw server::SettingError{"--name: " + flaw.msg};
        }
        wanted.name = given.name;
    }
    wanted.password = checked_password(desk.accounts, wanted.email.text());
    const auto user = block_on(accounts::add_user(desk.accounts, std::move(wanted)));
    if (!user) return say(user.error());
    print(*user, given.as_json);
    return success;
}

int list(const UserArguments& given) {
    const Desk desk{given.flags.settings()};
    const auto users = block_on(accounts::list_users(desk.accounts));
    if (given.as_json) {
        std::string json;
        schema::write_json(users, json);
        fmt::print("{}\n", json);
        return success;
    }
    for (const auto& user : users) {
        fmt::print("{}  {}{}{}\n", user.id.text(), schema::visible(user.email),
                   user.scope.empty() ? "" : "  [" + user.scope + "]",
                   user.disabled ? "  disabled" : "");
    }
    return success;
}

/// Finds the user that is meant, changes it, and prints what it is now.
int change(const UserArguments& given,
           const std::function<Async<std::optional<User>>(const Accounts&, const User&)>& work) {
    const Desk desk{given.flags.settings()};
    const auto user = block_on(accounts::find_by_name(desk.accounts, given.who));
    if (!user) return say_not_found(given.who);
    const auto changed = work ? block_on(work(desk.accounts, *user)) : user;
    if (!changed) return say_not_found(given.who);
    print(*changed, given.as_json);
    return success;
}

int set_password(const UserArguments& given) {
    const Desk desk{given.flags.settings()};
    auto user = block_on(accounts::find_by_name(desk.accounts, given.who));
    if (!user) return say_not_found(given.who);
    auto password = checked_password(desk.accounts, user->email);
    const auto done =
        block_on(accounts::set_password(desk.accounts, user->id, std::move(password)));
    if (!done) return say(done.error());
    user = block_on(accounts::find_by_name(desk.accounts, user->id.text()));  // as it is now
    if (!user) return say_not_found(given.who);
    print(*user, given.as_json);
    return success;
}

int revoke(const UserArguments& given) {
    const Desk desk{given.flags.settings()};
    const auto user = block_on(accounts::find_by_name(desk.accounts, given.who));
    if (!user || !block_on(accounts::end_sessions_of(desk.accounts, user->id)))
        return say_not_found(given.who);
    return success;
}

int remove(const UserArguments& given) {
    const Desk desk{given.flags.settings()};
    const auto user = block_on(accounts::find_by_name(desk.accounts, given.who));
    if (!user || !block_on(accounts::delete_user(desk.accounts, user->id)))
        return say_not_found(given.who);
    return success;
}

}  // namespace

void add_users(CLI::App& program, Action& action) {
    auto* users = program.add_subcommand("users", "Make, show and change users");
    users->require_subcommand(1);
    const auto declare = [&](const char* name, const char* what, bool takes_who, auto work) {
        auto* command = users->add_subcommand(name, what);
        auto given = std::make_shared<UserArguments>(*command);
        if (takes_who)
            command->add_option("who", given->who, "An id or an e-mail address")->required();
        command->callback(
            [given, work, &action] { action = [given, work] { return work(*given); }; });
        return std::pair{command, given};
    };
    auto [adding, added] =
        declare("add", "Make a user; the password comes from standard input", true, add);
    adding->add_option("--name", added->name, "What the user is called");
    adding->add_option("--scope", added->scope, "What the user may do, divided by spaces");
    declare("list", "All users", false, list);
    declare("show", "One user", true, [](const UserArguments& given) { return change(given, {}); });
    declare("disable", "Shut a user out, and end every session", true,
            [](const UserArguments& given) {
                return change(given, [](const Accounts& accounts, const User& user) {
                    return accounts::set_disabled(accounts, user.id, true);
                });
            });
    declare("enable", "Let a user in again; old tokens stay dead", true,
            [](const UserArguments& given) {
                return change(given, [](const Accounts& accounts, const User& user) {
                    return accounts::set_disabled(accounts, user.id, false);
                });
            });
    declare("revoke", "End every session of a user, and nothing else", true, revoke);
    auto [scoping, scoped] =
        declare("scope", "Replace what a user may do", true, [](const UserArguments& given) {
            return change(given, [scope = checked_scope(given.scope)](const Accounts& accounts,
                                                                      const User& user) {
                return accounts::set_scope(accounts, user.id, scope);
            });
        });
    scoping->add_option("scope", scoped->scope, "Scopes divided by spaces; \"\" for none")
        ->required();
    declare("password", "Replace a password, read from standard input; ends every session", true,
            set_password);
    declare("delete", "Delete a user, with all sessions", true, remove);
}

}  // namespace cardea::program
