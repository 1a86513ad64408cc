// The smallest app with guards: the bearer of a token is greeted, and only a token with the scope
// `notes:write` may add a note. The key lives as long as the program, which prints two tokens.
#include <cardea/app/app.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/security/guard.hpp>

#include <iostream>

using namespace cardea;

struct Note {
    Text<1, 200> title;
};

int main(int argc, char** argv) {
    const jose::Signer signer{jose::Key::generate(jose::Algorithm::es256)};
    const jose::Verifier verifier{jose::KeySet{signer.key()}, {.audience = "hello"}};
    Authority authority;
    authority.verify = [&](std::string_view token) { return verifier.verify(token); };

    AppOptions options;  // port 8000 of this machine alone
    if (argc > 1) options.server.port = schema::read_text<std::uint16_t>(argv[1]).value();
    App app{options};
    app.provide(authority);
    app.get("/hello",
            [](Guard<authenticated> who) { return "Hello, " + std::string{who.subject()}; });
    app.post("/notes", [](Guard<scope<"notes:write">>, Body<Note> note) { return *note; });

    jose::Claims claims;
    claims.subject = "ada";
    claims.audience = {"hello"};
    claims.expires_at = system_clock().now() + std::chrono::minutes{15};
    std::cout << "READER=" << signer.sign(claims) << '\n';
    claims.scope = "notes:write";
    std::cout << "WRITER=" << signer.sign(claims) << std::endl;
    return app.run();
}
