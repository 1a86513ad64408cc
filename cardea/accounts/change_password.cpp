#include <cardea/accounts/change_password.hpp>

#include <cardea/accounts/change.hpp>
#include <cardea/accounts/errc.hpp>
#include <cardea/schema/email.hpp>

namespace cardea::accounts {
namespace {

struct PasswordRow {
    std::string email;
    std::string password_hash;
};

/// What the hashing pool found out.
struct Judgement {
    bool is_current_right = false;
    std::optional<schema::Flaw> flaw;  ///< Of the new password.
    std::string hash;                  ///< Of the new password, where all is well.
};

/// Blocks: for the hashing pool.
Judgement judge(const Accounts& accounts, std::string_view current, std::string_view replacement,
                const PasswordRow& user) {
    const auto& hasher = accounts.hasher();
    Judgement judgement;
    judgement.flaw = accounts.options().password_rules.flaw_of(replacement, user.email);
    judgement.is_current_right = current.size() <= password_bytes_max &&
                                 hasher.verify(normalised(current).reveal(), user.password_hash);
    if (judgement.is_current_right && !judgement.flaw)
        judgement.hash = hasher.hash(normalised(replacement).reveal());
    return judgement;
}

Error refusal_of(const Judgement& judgement) {
    FieldFaults faults;
    if (!judgement.is_current_right) {
        faults.push_back({.loc = {"body", "current_password"},
                          .msg = "This is not the present password",
                          .type = "value_error"});
    }
    if (judgement.flaw) {
        faults.push_back({.loc = {"body", "new_password"},
                          .msg = judgement.flaw->msg,
                          .type = judgement.flaw->type});
    }
    return Error{Errc::wrong_password}.with_fields(std::move(faults));
}

/// Only if hash and session are still what they were: a logout or another change may have come
/// between.
Async<bool> write_password(Change& change, Uuid user, Uuid session, const std::string& checked,
                           const std::string& hash) {
    const auto rows = co_await change->run(
        "UPDATE users SET password_hash = ?1, updated_at = ?2 WHERE id = ?3 AND password_hash = ?4"
        " AND disabled = 0 AND EXISTS (SELECT 1 FROM sessions WHERE id = ?5 AND user_id = ?3"
        " AND ended_at IS NULL)",
        hash, change.now(), user, checked, session);
    if (rows == 0) co_return false;
    co_await change.end_sessions(journal::Reason::password_changed, "user_id = ?2 AND id <> ?3",
                                 user, session);
    co_await change.note(journal::Event::password_changed, user, session);
    co_return true;
}

}  // namespace

Async<Result<>> change_password(const Accounts& accounts, PasswordChange wanted, Origin origin) {
    const auto user = co_await accounts.database().one<PasswordRow>(
        "SELECT email, password_hash FROM users WHERE id = ? AND disabled = 0", wanted.user);
    if (!user) co_return refused_token("the user is gone or disabled");
    auto attempt = co_await accounts.credential_attempts().begin(Email::folded(user->email),
                                                                 origin.stranger());
    if (!attempt) co_return attempt.error();

    auto work = [&accounts, current = std::move(wanted.current),
                 replacement = std::move(wanted.replacement), user = *user] {
        return judge(accounts, current.reveal(), replacement.reveal(), user);
    };
    auto judgement = co_await accounts.hashing().run(std::move(work));
    if (!judgement || judgement->is_current_right) attempt->forgive();
    if (!judgement) co_return judgement.error();
    if (!judgement->is_current_right || judgement->flaw) co_return refusal_of(*judgement);

    auto write = [user = wanted.user, session = wanted.session, checked = user->password_hash,
                  hash = std::move(judgement->hash)](Change& change) {
        return write_password(change, user, session, checked, hash);
    };
    const bool is_written = co_await write_change(accounts, {}, std::move(write));
    if (!is_written) co_return refused_token("user or session changed meanwhile");
    co_return Result<>{};
}

}  // namespace cardea::accounts
