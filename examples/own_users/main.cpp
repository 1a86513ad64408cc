// Guards over users of your own: this program has a table of users, signs its own tokens and tells
// its guards, by an Authority, whom to believe. Nothing of Cardea's accounts is in it.
#include <cardea/app/app.hpp>
#include <cardea/app/offload.hpp>
#include <cardea/base/base64url.hpp>
#include <cardea/crypto/password_hash.hpp>
#include <cardea/crypto/random.hpp>
#include <cardea/db/migration.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/security/errc.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/storage/database.hpp>
#include <cardea/storage/transaction.hpp>

#include <cstdlib>
#include <iostream>

using namespace cardea;

constexpr std::chrono::minutes token_lifetime{15};

constexpr std::array migrations{db::Migration{1, "people_and_sessions", R"(
    CREATE TABLE people (email TEXT PRIMARY KEY, name TEXT NOT NULL, password_hash TEXT NOT NULL,
                         is_closed INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE sessions (id TEXT PRIMARY KEY, email TEXT NOT NULL REFERENCES people (email),
                           expires_at INTEGER NOT NULL) STRICT)"}};

struct NewPerson {
    Email email;
    Text<1, 100> name;
    Secret<Text<12, 256>> password;
};
struct Credentials {
    std::string email;
    Secret<Text<1, 256>> password;
};
struct Person {
    std::string email;
    std::string name;
};
struct Token {
    std::string access_token;
    std::string token_type;
    std::int64_t expires_in;
};

/// What guards ask: is the token ours, has it been ended since, and is its person still there?
Authority authority_over(const db::Database& database, const jose::Key& key) {
    Authority authority;
    authority.verify = [verifier = jose::Verifier{jose::KeySet{key}, {}}](std::string_view token) {
        return verifier.verify(token);
    };
    authority.check_revoked = [&database](const jose::VerifiedClaims& claims) -> Async<Result<>> {
        const auto session =
            co_await database.one<int>("SELECT 1 FROM sessions WHERE id = ?1", claims.id());
        if (!session) co_return security::refused(security::Errc::invalid_token, "it has ended");
        co_return Result<>{};
    };
    authority.find_user =
        [&database](std::string_view email) -> Async<Result<std::optional<UserState>>> {
        const auto person = co_await database.one<std::string>(
            "SELECT email FROM people WHERE email = ?1 AND is_closed = 0", email);
        if (!person) co_return std::nullopt;
        co_return UserState{.scope = "me:write"};  // a column, where people may do different things
    };
    return authority;
}

Async<Person> me(const Guard<live_user>& who, Depends<database> rows) {
    auto person = co_await rows->one<Person>("SELECT email, name FROM people WHERE email = ?1",
                                             who.subject());
    if (!person) throw Unauthorized{"User not found"};
    co_return *std::move(person);
}

/// Hashing takes 10 ms of a core, so it is done elsewhere than on the loop that serves everybody,
/// and before the transaction begins.
Async<Created<Person>> sign_up(Public, Body<NewPerson> body, State<crypto::PasswordHasher> hasher,
                               Depends<transaction> changes) {
    const auto hash_password = [&] { return hasher->hash(body->password.reveal()); };
    const auto hash = co_await offload(hash_password);
    const auto added = co_await changes->one<Person>(
        "INSERT INTO people (email, name, password_hash) VALUES (?1, ?2, ?3)"
        " ON CONFLICT DO NOTHING RETURNING email, name",
        body->email.folded(), body->name, hash);
    if (!added) throw Conflict{"The address is taken"};
    co_return Created{*added, "/me"};
}

/// Says the same, after the same time, whether the address or the password is wrong.
Async<Token> login(Public, Body<Credentials> body, State<crypto::PasswordHasher> hasher,
                   State<jose::Signer> signer, Depends<database> rows,
                   Depends<transaction> changes) {
    const auto email = Email::folded(body->email);
    const auto hash = co_await rows->one<std::string>(
        "SELECT password_hash FROM people WHERE email = ?1 AND is_closed = 0", email);
    const auto verify = [&] {
        return hasher->verify(body->password.reveal(), hash ? *hash : hasher->dummy());
    };
    const bool is_right = co_await offload(verify);
    if (!hash || !is_right) throw Unauthorized{"Invalid email or password"};

    const auto now = system_clock().now();
    jose::Claims claims;
    claims.subject = email;
    claims.id = base64url::encode(crypto::random_bytes<16>());
    claims.expires_at = now + token_lifetime;
    claims.scope = "me:write";
    co_await changes->run("DELETE FROM sessions WHERE expires_at <= ?1", now);
    co_await changes->run("INSERT INTO sessions VALUES (?1, ?2, ?3)", claims.id, email,
                          *claims.expires_at);
    co_return Token{signer->sign(claims), "Bearer", std::chrono::seconds{token_lifetime}.count()};
}

Async<> logout(const Guard<authenticated>& who, Depends<transaction> changes) {
    co_await changes->run("DELETE FROM sessions WHERE id = ?1", who.claims().id());
}

/// Its sessions end with it, in the same transaction.
Async<> close_account(const Guard<live_user && scope<"me:write">>& who,
                      Depends<transaction> changes) {
    co_await changes->run("UPDATE people SET is_closed = 1 WHERE email = ?1", who.subject());
    co_await changes->run("DELETE FROM sessions WHERE email = ?1", who.subject());
}

/// Who says nothing is a stranger; who says something wrong is refused.
std::string greet(const std::optional<Guard<live_user>>& who) {
    return "Hello, " + (who ? std::string{who->subject()} : "stranger");
}

int main() try {
    const char* secret = std::getenv("SECRET_KEY");
    const auto key = jose::Key::from_secret(Secret<std::string>{secret == nullptr ? "" : secret});
    if (!key) {
        std::cerr << "SECRET_KEY must be set to at least 32 secret bytes; make them with "
                     "`openssl rand -hex 32`.\n";
        return 2;
    }
    const std::shared_ptr<db::Database> database = db::open("own_users.db");
    db::migrate(*database, "own_users", migrations);

    AppOptions options{.title = "Own users"};
    if (const char* port = std::getenv("PORT"))
        options.server.port = schema::read_text<std::uint16_t>(port).value();
    App app{options};
    app.provide(database);
    app.provide(authority_over(*database, *key));
    app.provide(jose::Signer{*key});
    app.provide(crypto::PasswordHasher{});
    app.get("/", greet);
    app.post("/people", sign_up, {.answers = {openapi::problem(409, "The address is taken")}});
    app.post("/login", login, {.no_store = true, .answers = {openapi::problem(401)}});
    app.post("/logout", logout);
    app.get("/me", me);
    app.delete_("/me", close_account);
    return app.run([](std::uint16_t port) {
        std::cout << "Listening on http://127.0.0.1:" << port << std::endl;
    });
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
