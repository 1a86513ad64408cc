// The chapters on guards: who may call.
#include <tests/docs/book.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/random.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/guard.hpp>

#include <map>

using namespace cardea;
using namespace std::chrono_literals;

// <policies>
inline constexpr auto notes_read = scope<"notes:read">;
inline constexpr auto notes_write = scope<"notes:write"> && live_user;
inline constexpr auto notes_purge = notes_write && signed_in_within(5min);
// </policies>

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

struct NewNote {
    Text<1, 200> title;
};

std::string token(const jose::Signer& signer, std::string subject, std::string scope,
                  std::chrono::seconds signed_in_ago = 0s) {
    jose::Claims claims;
    claims.subject = std::move(subject);
    claims.scope = std::move(scope);
    claims.audience = {"notes"};
    claims.expires_at = system_clock().now() + 15min;
    claims.auth_time = system_clock().now() - signed_in_ago;
    return signer.sign(claims);
}

int main() {
    const jose::Signer signer{jose::Key::generate(jose::Algorithm::es256)};
    const jose::Verifier verifier{jose::KeySet{signer.key()}, {.audience = "notes"}};
    const Users users{{{"ada", "notes:read notes:write"}, {"bob", "notes:read"}}};
    App app{book::options()};
    // <provide>
    app.provide(authority_over(verifier, users));
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
    book::say("GONE", token(signer, "eve", "notes:write"));
    return book::run(app);
}
