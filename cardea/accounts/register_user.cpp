#include <cardea/accounts/register_user.hpp>

#include <cardea/accounts/change.hpp>
#include <cardea/accounts/errc.hpp>

namespace cardea::accounts {

Async<Result<std::optional<schema::Flaw>>> flaw_of_password(const Accounts& accounts,
                                                            std::string password,
                                                            std::string email) {
    auto judge = [&rules = accounts.options().password_rules,
                  password = Secret{std::move(password)},
                  email = std::move(email)] { return rules.flaw_of(password.reveal(), email); };
    co_return co_await accounts.hashing().run(std::move(judge));
}

Async<Result<User>> add_user(const Accounts& accounts, NewUser wanted) {
    auto make_hash = [&hasher = accounts.hasher(), password = std::move(wanted.password)] {
        return hasher.hash(normalised(password.reveal()).reveal());
    };
    auto hash = co_await accounts.hashing().run(std::move(make_hash));
    if (!hash) co_return hash.error();

    const Timestamp now{accounts.now()};
    User user{.id = make_id(),
              .email = wanted.email.text(),
              .name = std::move(wanted.name),
              .email_verified = false,
              .disabled = false,
              .scope = std::move(wanted.scope),
              .created_at = now,
              .updated_at = now};
    auto insert = [user, folded = wanted.email.folded(),
                   hash = *std::move(hash)](Change& change) -> Async<std::int64_t> {
        const auto rows = co_await change->run(
            "INSERT INTO users (id, email, name, email_verified, disabled, scope, created_at, "
            "updated_at,"
            " email_folded, password_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (email_folded) DO NOTHING",
            user.id, user.email, user.name, user.email_verified, user.disabled, user.scope,
            user.created_at, user.updated_at, folded, hash);
        if (rows == 1) co_await change.note(journal::Event::user_registered, user.id);
        co_return rows;
    };
    const auto rows = co_await write_change(accounts, {}, std::move(insert));
    if (rows == 0) co_return Errc::email_taken;
    co_return user;
}

Async<Result<User>> register_user(const Accounts& accounts, NewUser user,
                                  std::string_view network) {
    if (!accounts.options().registration_enabled) co_return Errc::registration_disabled;
    if (const auto may = accounts.register_throttle().attempt(network); !may) co_return may.error();
    user.scope = accounts.options().registration_scope;
    auto adding = add_user(accounts, std::move(user));
    auto added = co_await std::move(adding);
    if (!added && added.error() == cardea::Errc::exhausted)
        accounts.register_throttle().forgive(network);  // it was not tried
    co_return added;
}

}  // namespace cardea::accounts
