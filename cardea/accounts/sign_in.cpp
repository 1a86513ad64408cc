#include <cardea/accounts/sign_in.hpp>

#include <cardea/accounts/change.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/accounts/known_networks.hpp>
#include <cardea/schema/email.hpp>

namespace cardea::accounts {
namespace {

struct Stored {
    Uuid id;
    std::string password_hash;
    bool disabled;
};

struct Checked {
    bool is_right = false;
    std::optional<std::string> rehash;
};

/// Blocks: for the hashing pool.
Checked check_password(const crypto::PasswordHasher& hasher, std::string_view password,
                       const std::optional<Stored>& user) {
    Checked checked;
    if (password.size() > password_bytes_max) {
        static_cast<void>(hasher.verify("", hasher.dummy()));
        return checked;
    }
    const auto text = normalised(password);
    checked.is_right =
        hasher.verify(text.reveal(), user ? user->password_hash : hasher.dummy()) && user;
    if (user && (!checked.is_right || user->disabled)) hasher.level(user->password_hash);
    // Not for a disabled user, whose refusal would take longer where the password is right.
    if (checked.is_right && !user->disabled && hasher.needs_rehash(user->password_hash))
        checked.rehash = hasher.hash(text.reveal());
    return checked;
}

/// A user whose password was shown.
struct Proof {
    Stored user;
    std::optional<std::string> rehash;
};

Async<Result<Proof>> prove(const Accounts& accounts, const std::string& email,
                           const Secret<std::string>& password) {
    auto user = co_await accounts.database().one<Stored>(
        "SELECT id, password_hash, disabled FROM users WHERE email_folded = ?", email);
    auto check = [&hasher = accounts.hasher(), text = password.copy(), user] {
        return check_password(hasher, text.reveal(), user);
    };
    auto checked = co_await accounts.hashing().run(std::move(check));
    if (!checked) co_return checked.error();
    if (!checked->is_right)
        co_return Error{Errc::invalid_login, user ? "wrong password" : "unknown address"};
    if (user->disabled) co_return Error{Errc::invalid_login, "disabled"};
    Proof proof{.user = *std::move(user), .rehash = std::move(checked->rehash)};
    co_return proof;
}

/// All that the transaction of a sign-in needs; it owns it, since it may outlive the request.
struct Opening {
    Stored user;
    std::optional<std::string> rehash;
    std::string client_id;
    std::optional<std::string> scope;
    Origin origin;
    crypto::Sha256 refresh_hash;
    Uuid session;
    TimePoint now;
    TimePoint expires_at;
    TimePoint ends_by;
    TimePoint access_until;
    std::int64_t sessions_max;
};

/// The user's scope; nothing where the user is no longer as was checked.
Async<std::optional<std::string>> open_session(const Opening& opening, Change& change) {
    auto& transaction = *change;
    const auto& user = opening.user;
    const auto scope = co_await transaction.one<std::string>(
        "SELECT scope FROM users WHERE id = ? AND password_hash = ? AND disabled = 0", user.id,
        user.password_hash);
    if (!scope) co_return std::nullopt;
    auto granted = opening.scope;  // of what was asked for, what the user has
    if (granted) granted = narrowed_scope(granted, *scope);
    if (opening.rehash) {
        co_await transaction.run("UPDATE users SET password_hash = ? WHERE id = ?", *opening.rehash,
                                 user.id);
    }
    // The oldest of too many ends.
    co_await change.end_sessions(
        journal::Reason::too_many_sessions,
        "id IN (SELECT id FROM sessions WHERE user_id = ?2 AND ended_at IS NULL AND expires_at > ?1"
        " ORDER BY created_at DESC, id DESC LIMIT 1000000 OFFSET ?3)",
        user.id, opening.sessions_max - 1);
    co_await transaction.run(
        "INSERT INTO sessions (id, user_id, client_id, scope, amr, user_agent, address, created_at,"
        " last_used_at, expires_at, ends_by, access_until) VALUES (?, ?, ?, ?, 'pwd', ?, ?, ?, ?, "
        "?, ?, ?)",
        opening.session, user.id, opening.client_id, granted, opening.origin.user_agent,
        opening.origin.address, opening.now, opening.now, opening.expires_at, opening.ends_by,
        opening.access_until);
    co_await transaction.run("INSERT INTO refresh_tokens (hash, session_id) VALUES (?, ?)",
                             opening.refresh_hash, opening.session);
    co_await note_network(transaction, user.id, opening.origin.stranger(), opening.now);
    co_await change.note(journal::Event::signed_in, user.id, opening.session);
    co_return scope;
}

}  // namespace

Async<Result<Session>> sign_in(const Accounts& accounts, Credentials credentials, Origin origin) {
    const auto email = Email::folded(credentials.email);
    auto attempt = co_await accounts.credential_attempts().begin(email, origin.stranger());
    if (!attempt) co_return attempt.error();

    // A second time where the user changed between check and write: it may have been a sign-in
    // beside this one that made the hash anew.
    for (int round = 0; round < 2; ++round) {
        auto proof = co_await prove(accounts, email, credentials.password);
        if (!proof) {
            if (proof.error() == cardea::Errc::exhausted) attempt->forgive();  // it was not tried
            co_return proof.error();
        }
        const auto& options = accounts.options();
        auto refresh_token = make_refresh_token();
        const auto now = accounts.now();
        Opening opening{
            .user = std::move(proof->user),
            .rehash = std::move(proof->rehash),
            .client_id = credentials.client_id,
            .scope = credentials.scope,
            .origin = origin,
            .refresh_hash = hash_of(refresh_token.reveal()),
            .session = make_id(),
            .now = now,
            .expires_at = now + std::min(options.refresh_idle_ttl, options.refresh_ttl),
            .ends_by = now + options.refresh_ttl,
            .access_until =
                now + std::min({options.access_ttl, options.refresh_idle_ttl, options.refresh_ttl}),
            .sessions_max = static_cast<std::int64_t>(options.sessions_max)};
        Session session{.id = opening.session,
                        .user_id = opening.user.id,
                        .client_id = opening.client_id,
                        .scope = {},
                        .amr = "pwd",
                        .auth_time = Timestamp{now},
                        .issued_at = now,
                        .access_until = opening.access_until,
                        .refresh_token = std::move(refresh_token)};
        auto open = [opening = std::move(opening)](Change& change) {
            return open_session(opening, change);
        };
        const auto scope = co_await write_change(accounts, {}, std::move(open));
        if (!scope) continue;
        attempt->forgive();
        session.scope = narrowed_scope(credentials.scope, *scope);
        co_return session;
    }
    co_return Error{Errc::invalid_login, "the user changed meanwhile"};
}

}  // namespace cardea::accounts
