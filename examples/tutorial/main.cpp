// The tutorial's page in Cardea: an endpoint that only the bearer of a valid token may call, and
// what the page leaves to its reader: expiry, a blacklist, and a guarded endpoint that writes.
#include <cardea/app/app.hpp>
#include <cardea/base/base64url.hpp>
#include <cardea/base/block_on.hpp>
#include <cardea/crypto/random.hpp>
#include <cardea/db/migration.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/security/bearer.hpp>

#include <cstdlib>
#include <iostream>

using namespace cardea;

constexpr std::chrono::minutes access_token_lifetime{15};

constexpr std::array migrations{db::Migration{1, "users_and_revoked", R"(
    CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE,
                        name TEXT NOT NULL) STRICT;
    CREATE TABLE revoked (jti TEXT PRIMARY KEY, expires_at INTEGER NOT NULL) STRICT)"}};

struct User {
    std::int64_t id;
    std::string email;
    std::string name;
};

struct NameChange {
    Text<1, 100> name;
};

const db::Database& get_db(State<db::Database> database) { return *database; }

/// What does not verify leaves as 401 "Invalid token".
Result<jose::VerifiedClaims> get_payload(Bearer token, State<jose::Verifier> verifier) {
    return verifier->verify(token.token());
}

Async<User> get_current_user(Depends<get_payload> payload, Depends<get_db> db) {
    const auto email = payload->subject();
    if (email.empty()) throw Unauthorized{"Invalid authentication credentials"};
    const auto user =
        co_await db->one<User>("SELECT id, email, name FROM users WHERE email = ?", email);
    if (!user) throw Unauthorized{"User not found"};
    const auto jti = payload->id();
    const auto revoked = co_await db->one<int>("SELECT 1 FROM revoked WHERE jti = ?", jti);
    // A token without a jti could never be revoked.
    if (revoked || jti.empty()) throw Unauthorized{"Invalid token"};
    co_return *user;
}

User read_user_me(Depends<get_current_user> current_user) { return *current_user; }

/// A read may rely on what held when the request came. A write asks again in its transaction: the
/// caller may have logged out while the body was on its way.
Async<User> update_user_me(Depends<get_current_user> current_user, Depends<get_payload> payload,
                           Body<NameChange> change, Depends<get_db> db) {
    const auto rename = [id = current_user->id, name = change->name,
                         jti = std::string{payload->id()}](
                            db::Transaction& transaction) -> Async<std::optional<User>> {
        co_return co_await transaction.one<User>(
            "UPDATE users SET name = ?1 WHERE id = ?2 AND NOT EXISTS"
            " (SELECT 1 FROM revoked WHERE jti = ?3) RETURNING id, email, name",
            name, id, jti);
    };
    const auto updated = co_await db->write(rename);
    if (!updated) throw Unauthorized{"Invalid token"};
    co_return *updated;
}

/// The blacklist keeps a token's id until the token would have expired anyway.
Async<> logout(Depends<get_current_user>, Depends<get_payload> payload, Depends<get_db> db) {
    const auto revoke = [jti = std::string{payload->id()}, expires_at = payload->expires_at()](
                            db::Transaction& transaction) -> Async<> {
        co_await transaction.run("DELETE FROM revoked WHERE expires_at <= ?", system_clock().now());
        co_await transaction.run("INSERT INTO revoked VALUES (?, ?) ON CONFLICT DO NOTHING", jti,
                                 expires_at);
    };
    co_await db->write(revoke);
}

int print_token(const jose::Key& key, const std::string& email) {
    jose::Claims claims;
    claims.subject = email;
    claims.expires_at = system_clock().now() + access_token_lifetime;
    claims.id = base64url::encode(crypto::random_bytes<16>());
    std::cout << jose::Signer{key}.sign(claims) << '\n';
    return 0;
}

int add_user(const db::Database& database, const std::string& email, const std::string& name) {
    block_on(database.write([&](db::Transaction& transaction) {
        return transaction.run("INSERT INTO users (email, name) VALUES (?, ?)", email, name);
    }));
    return 0;
}

int serve(const jose::Key& key, std::shared_ptr<db::Database> database, std::uint16_t port) {
    AppOptions options;
    options.server.port = port;
    App app{options};
    app.provide(jose::Verifier{jose::KeySet{key}, {}});
    app.provide(std::move(database));
    app.get("/users/me/", read_user_me);
    app.patch("/users/me/", update_user_me);
    app.post("/logout", logout);
    return app.run([](std::uint16_t bound) {
        std::cout << "Listening on http://127.0.0.1:" << bound << std::endl;
    });
}

std::string environment(const char* name, const char* fallback) {
    const char* value = std::getenv(name);
    return value == nullptr ? fallback : value;
}

int main(int argc, char** argv) try {
    const auto key = jose::Key::from_secret(Secret<std::string>{environment("SECRET_KEY", "")});
    const auto port = schema::read_text<std::uint16_t>(environment("PORT", "8000"));
    if (!key || !port) {
        std::cerr << (key ? "PORT must be a number from 0 to 65535.\n"
                          : "SECRET_KEY must be set to at least 32 secret bytes; make them with "
                            "`openssl rand -hex 32`.\n");
        return 2;
    }
    const std::shared_ptr<db::Database> database = db::open("tutorial.db");
    db::migrate(*database, "tutorial", migrations);

    const std::string_view command = argc > 1 ? argv[1] : "";
    if (argc == 1) return serve(*key, database, *port);
    if (argc == 3 && command == "token") return print_token(*key, argv[2]);
    if (argc == 4 && command == "add") return add_user(*database, argv[2], argv[3]);
    std::cerr << "Usage: tutorial [add EMAIL NAME | token EMAIL]\n";
    return 2;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
