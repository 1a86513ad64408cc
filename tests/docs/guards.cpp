// The chapters on guards: who may call.
#include <tests/docs/book.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/random.hpp>
#include <cardea/jose/private_claims.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/guard.hpp>

#include <map>
#include <set>

using namespace cardea;
using namespace std::chrono_literals;

// <policies>
inline constexpr auto notes_read = scope<"notes:read">;
inline constexpr auto notes_write = scope<"notes:write"> && live_user;
inline constexpr auto notes_purge = notes_write && signed_in_within(5min);
// </policies>

// <predicates>
bool asks_for_oneself(const security::Caller& caller) {
    return caller.path_parameter("id") == caller.subject;
}

struct Contract {
    int plan;
};

Result<> has_paid(const security::Caller& caller) {
    const auto contract = jose::private_claims<Contract>(*caller.claims);
    if (contract && contract->plan > 0) return {};
    return Error{security::Errc::forbidden}.say("Your plan has no exports");
}
// </predicates>

// <joined>
inline constexpr auto author_read =
    any_scope<"authors:read", "admin"> || satisfies<asks_for_oneself>;
inline constexpr auto notes_export =
    notes_read && satisfies<has_paid> && (with_factor("otp") || signed_in_within(5min));
// </joined>

// <revocations>
struct Revocations {
    std::set<std::string, std::less<>> ids;  // of tokens, as whoever feeds it has heard
    std::chrono::seconds lag;                // how long ago it heard last

    [[nodiscard]] Result<> check(std::string_view id, Certainty needed) const {
        if (ids.contains(id)) return security::refused(security::Errc::invalid_token);
        if (lag > (needed == Certainty::current ? 1s : 10s))
            return security::Errc::stale_revocations;
        return {};
    }
};
// </revocations>

// <users>
struct Users {
    std::map<std::string, std::string, std::less<>> scope_by_id;

    [[nodiscard]] std::optional<UserState> find(std::string_view id) const {
        const auto found = scope_by_id.find(id);
        if (found == scope_by_id.end()) return std::nullopt;
        return UserState{.scope = found->second};
    }
};
// </users>

// <authority>
Authority authority_over(const jose::Verifier& verifier, const Users& users) {
    Authority authority;
    authority.verify = [&verifier](std::string_view token) { return verifier.verify(token); };
    authority.find_user = [&users](std::string_view id) -> Async<Result<std::optional<UserState>>> {
        co_return users.find(id);  // with users in a database: co_await …
    };
    return authority;
}
// </authority>

// <proof>
struct Note {
    std::string title;
    std::string author;
};

class Notebook {
public:
    /// Nobody calls this who has not passed a guard of this policy, or of a stricter one.
    [[nodiscard]] Note add(const Guard<notes_write>& writer, std::string title) const {
        return {.title = std::move(title), .author = std::string{writer.subject()}};
    }
};
// </proof>

// <memory>
void know_revocations(Authority& authority, const Revocations& revocations) {
    authority.check_known_revocations = [&revocations](const jose::VerifiedClaims& claims,
                                                       Certainty needed) {
        return revocations.check(claims.id(), needed);
    };
}
// </memory>

struct NewNote {
    Text<1, 200> title;
};

std::string token(const jose::Signer& signer, std::string subject, std::string scope,
                  std::chrono::seconds signed_in_ago = 0s, std::string id = "") {
    jose::Claims claims;
    claims.subject = std::move(subject);
    claims.scope = std::move(scope);
    claims.id = std::move(id);
    claims.audience = {"notes"};
    claims.expires_at = system_clock().now() + 15min;
    claims.auth_time = system_clock().now() - signed_in_ago;
    claims.methods = {"pwd"};
    return jose::sign_with(signer, claims, Contract{.plan = claims.subject == "ada" ? 1 : 0});
}

int main() {
    const jose::Signer signer{jose::Key::generate(jose::Algorithm::es256)};
    const jose::Verifier verifier{jose::KeySet{signer.key()}, {.audience = "notes"}};
    const Users users{{{"ada", "notes:read notes:write"}, {"bob", "notes:read"}}};
    const Revocations revocations{.ids = {"ended"}, .lag = 0s};
    App app{book::options()};
    // <provide>
    auto authority = authority_over(verifier, users);
    know_revocations(authority, revocations);
    app.provide(std::move(authority));
    app.provide(Notebook{});
    // </provide>
    // <guarded>
    app.get("/notes",
            [](Guard<notes_read> who) { return "notes of " + std::string{who.subject()}; });
    // </guarded>
    // <guarded write>
    app.post("/notes", [](Guard<notes_write> who, Body<NewNote> note, State<Notebook> notebook) {
        return Created<Note>{notebook->add(who, note->title.text())};
    });
    app.delete_("/notes", [](Guard<notes_purge> who, State<Notebook> notebook) {
        return notebook->add(who, "All gone");  // demands more than `add` asks for
    });
    // </guarded write>
    // <guarded by more>
    app.get("/authors/{id}",
            [](Guard<author_read>, Path<"id", std::string> id) { return "About " + *id; });
    app.get("/export",
            [](Guard<notes_export> who) { return "All notes of " + std::string{who.subject()}; });
    // </guarded by more>
    // <optional guard>
    app.get("/", [](std::optional<Guard<authenticated>> who) {
        return who ? "Welcome back, " + std::string{who->subject()} : std::string{"Welcome"};
    });
    // </optional guard>
    // <public>
    app.post("/visits", [](Public) { return std::string{"Counted"}; });
    // </public>
    book::say("ADA", token(signer, "ada", "notes:read notes:write"));
    book::say("STALE", token(signer, "ada", "notes:read notes:write", 1h));
    book::say("READER", token(signer, "ada", "notes:read"));
    book::say("BOB", token(signer, "bob", "notes:read notes:write"));
    book::say("ENDED", token(signer, "ada", "notes:read notes:write", 0s, "ended"));
    book::say("GONE", token(signer, "eve", "notes:write"));
    return book::run(app);
}
