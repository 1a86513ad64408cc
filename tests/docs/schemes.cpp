// The chapter on schemes: Basic, API keys, and several on one endpoint.
#include <tests/docs/book.hpp>

#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/digest.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/any_of.hpp>
#include <cardea/security/api_key.hpp>
#include <cardea/security/basic.hpp>
#include <cardea/security/guard.hpp>

using namespace cardea;

// <api key>
/// What is stored of a key: its digest, so that whoever reads the table has no key.
struct KeyOwner {
    crypto::Sha256 digest;
    std::string name;
};

struct KeyTable {
    std::vector<KeyOwner> owners;
};

struct Machine {
    std::string name;
};

Machine machine(ApiKeyHeader<"X-API-Key"> sent, State<KeyTable> table) {
    const auto digest = crypto::sha256(sent.key().reveal());
    for (const auto& owner : table->owners) {
        if (crypto::equal(owner.digest, digest)) return {.name = owner.name};
    }
    throw Unauthorized{"Unknown API key"};
}
// </api key>

// <basic>
struct Operator {
    std::string name;
};

Operator operator_of(Basic sent) {
    const bool is_olga = crypto::equal(sent.user(), "olga");
    const bool is_password = crypto::equal(sent.password().reveal(), "a hinge opens");
    if (!is_olga || !is_password) {
        throw Unauthorized{"Wrong name or password"}.with("WWW-Authenticate",
                                                          R"(Basic realm="operators")");
    }
    return {.name = sent.user()};
}
// </basic>

// <any of>
using Caller = AnyOf<Guard<scope<"stock:read">>, Depends<machine>>;

std::string stock(const Caller& caller) {
    if (const auto* who = caller.get_if<Depends<machine>>())
        return "Machine " + (*who)->name + " counts";
    return "User " + std::string{caller.get_if<Guard<scope<"stock:read">>>()->subject()} +
           " counts";
}
// </any of>

int main() {
    const jose::Signer signer{jose::Key::generate(jose::Algorithm::es256)};
    const jose::Verifier verifier{jose::KeySet{signer.key()}, {}};
    Authority authority;
    authority.verify = [&](std::string_view token) { return verifier.verify(token); };
    App app{book::options()};
    app.provide(authority);
    app.provide(KeyTable{{{crypto::sha256("key-of-the-robot"), "robot"}}});
    // <take api key>
    app.get("/robots/me", [](Depends<machine> machine) { return machine->name; });
    // </take api key>
    // <take basic>
    app.post("/restart", [](Depends<operator_of> who) { return who->name + " restarts it"; });
    // </take basic>
    // <take any of>
    app.get("/stock", stock);
    // </take any of>
    // <all of>
    app.delete_("/stock", [](Guard<scope<"stock:write">>, Depends<machine>) {});  // both
    app.get("/audit",
            [](AnyOf<Depends<operator_of>, AllOf<Guard<scope<"stock:read">>, Depends<machine>>>) {
                return std::string{"Nothing is missing"};
            });
    // </all of>
    jose::Claims claims;
    claims.subject = "ada";
    claims.scope = "stock:read";
    claims.expires_at = system_clock().now() + std::chrono::minutes{15};
    book::say("TOKEN", signer.sign(claims));
    return book::run(app);
}
