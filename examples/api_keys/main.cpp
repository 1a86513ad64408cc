// People come with a bearer token, machines with an API key in a header: either will do. Keys are
// made and withdrawn by the administrator, who comes with HTTP Basic, and stored as digests.
#include <cardea/app/app.hpp>
#include <cardea/base/base64url.hpp>
#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/digest.hpp>
#include <cardea/crypto/random.hpp>
#include <cardea/db/migration.hpp>
#include <cardea/http/html.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/security/any_of.hpp>
#include <cardea/security/api_key.hpp>
#include <cardea/security/basic.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/server/account_routes.hpp>
#include <cardea/storage/database.hpp>
#include <cardea/storage/transaction.hpp>

#include <cstdlib>
#include <iostream>

using namespace cardea;

constexpr std::array migrations{db::Migration{1, "keys_and_stock", R"(
    CREATE TABLE keys (digest BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE,
                       created_at INTEGER NOT NULL) STRICT;
    CREATE TABLE stock (item TEXT PRIMARY KEY, pieces INTEGER NOT NULL,
                        changed_by TEXT NOT NULL) STRICT)"}};

inline constexpr auto stock_read = scope<"stock:read">;
inline constexpr auto stock_write = scope<"stock:write"> && live_user;

using ItemName = Text<1, 80>;

struct Item {
    std::string item;
    std::int64_t pieces;
    std::string changed_by;
};
struct Pieces {
    Bounded<std::int64_t, 0, 1'000'000> pieces;
};
struct NewKey {
    Text<1, 80> name;
};
struct Key {
    std::string name;
    std::string key;  ///< Shown this once, and nowhere stored.
};
struct KeyRow {
    std::string name;
    Timestamp created_at;
};
/// A machine that came with a key that we gave it.
struct Machine {
    std::string name;
};
struct AdminPassword {
    crypto::Sha256 digest;
};

// --- who calls -----------------------------------------------------------------------------------

using KeyHeader = ApiKeyHeader<"X-API-Key">;

/// A key has 256 random bits, so a plain digest does for it; a password would need a slow hash. It
/// is looked up by the digest, so that the time of the look-up tells nothing of the key.
Async<Result<Machine>> machine(KeyHeader header, Depends<database> rows) {
    const auto digest = crypto::sha256(header.key().reveal());
    auto found = co_await rows->one<Machine>("SELECT name FROM keys WHERE digest = ?1", digest);
    if (!found) co_return KeyHeader::refused();
    co_return *std::move(found);
}

/// Both are always compared, in a time that tells nothing of either.
Result<> administrator(Basic credentials, State<AdminPassword> password) {
    const auto digest = crypto::sha256(credentials.password().reveal());
    const bool is_user = crypto::equal(credentials.user(), "admin");
    const bool is_password = crypto::equal(digest, password->digest);
    if (!is_user || !is_password) return Basic::refused();
    return {};
}

using Reader = AnyOf<Guard<stock_read>, Depends<machine>>;
using Writer = AnyOf<Guard<stock_write>, Depends<machine>>;

std::string name_of(const Writer& who) {
    if (const auto* by_key = who.get_if<Depends<machine>>()) return "key " + (*by_key)->name;
    return "user " + std::string{who.get_if<Guard<stock_write>>()->subject()};
}

// --- the stock -----------------------------------------------------------------------------------

Async<std::vector<Item>> list_stock(const Reader&, Depends<database> rows) {
    co_return co_await rows->all<Item>("SELECT item, pieces, changed_by FROM stock ORDER BY item");
}

Async<Item> set_stock(const Writer& who, Path<"item", ItemName> item, Body<Pieces> body,
                      Depends<transaction> changes) {
    const auto stored = co_await changes->one<Item>(
        "INSERT INTO stock VALUES (?1, ?2, ?3)"
        " ON CONFLICT (item) DO UPDATE SET pieces = ?2, changed_by = ?3"
        " RETURNING item, pieces, changed_by",
        *item, body->pieces, name_of(who));
    co_return *stored;
}

// --- the administrator ---------------------------------------------------------------------------

Async<Html> show_keys(Depends<administrator>, Depends<database> rows) {
    std::string page = "<!DOCTYPE html>\n<title>Keys</title>\n<h1>Keys</h1>\n<ul>\n";
    const auto keys = co_await rows->all<KeyRow>("SELECT name, created_at FROM keys ORDER BY name");
    for (const auto& key : keys)
        page += "<li>" + escape_html(key.name) + ", " + key.created_at.text() + "</li>\n";
    co_return Html{page + "</ul>\n"};
}

/// Takes JSON, which no page of another site can have a browser send: a browser adds a remembered
/// Basic credential to every form that it is tricked into sending.
Async<Created<Key>> make_key(Depends<administrator>, Body<NewKey> body,
                             Depends<transaction> changes) {
    Key made{body->name.text(), "sk_" + base64url::encode(crypto::random_bytes<32>())};
    const auto added =
        co_await changes->run("INSERT INTO keys VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                              crypto::sha256(made.key), made.name, system_clock().now());
    if (added == 0) throw Conflict{"There is a key of this name"};
    co_return Created{std::move(made)};
}

Async<> withdraw_key(Depends<administrator>, Path<"name", Text<1, 80>> name,
                     Depends<transaction> changes) {
    const auto removed = co_await changes->run("DELETE FROM keys WHERE name = ?1", *name);
    if (removed == 0) throw NotFound{"Key not found"};
}

int main() try {
    const char* password = std::getenv("ADMIN_PASSWORD");
    if (password == nullptr || std::string_view{password}.size() < 20) {
        std::cerr << "ADMIN_PASSWORD must be set to at least 20 characters; make them with "
                     "`openssl rand -base64 24`.\n";
        return 2;
    }
    AppOptions options{.title = "Stock"};
    options.docs.token_url = "/oauth/token";
    options.docs.scopes = {{"stock:read", "See the stock"}, {"stock:write", "Change it"}};
    if (const char* port = std::getenv("PORT"))
        options.server.port = schema::read_text<std::uint16_t>(port).value();
    App app{options};
    app.include(account_routes(
        {.database = "api_keys.db", .registration_scope = "stock:read stock:write"}));
    db::migrate(app.provided<db::Database>(), "stock", migrations);
    app.provide(AdminPassword{crypto::sha256(password)});
    app.get("/stock", list_stock);
    app.put("/stock/{item}", set_stock);
    app.get("/admin", show_keys, {.no_store = true});
    app.post("/admin/keys", make_key, {.no_store = true});
    app.delete_("/admin/keys/{name}", withdraw_key);
    return app.run([](std::uint16_t port) {
        std::cout << "Listening on http://127.0.0.1:" << port << std::endl;
    });
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
