// An app with a guard: says its port and a token, and serves until it is told to stop.
#include <cardea/app/app.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/guard.hpp>

#include <iostream>

using namespace cardea;

int main() {
    const jose::Signer signer{jose::Key::generate(jose::Algorithm::es256)};
    const jose::Verifier verifier{jose::KeySet{signer.key()}, {.audience = "notes"}};
    Authority authority;
    authority.verify = [&](std::string_view token) { return verifier.verify(token); };

    AppOptions options;
    options.server.port = 0;
    options.server.workers = 1;
    App app{options};
    app.provide(authority);
    app.get("/me", [](Guard<authenticated> who) { return std::string{who.subject()}; });

    jose::Claims claims;
    claims.subject = "ada";
    claims.audience = {"notes"};
    claims.expires_at = system_clock().now() + std::chrono::minutes{5};
    return app.run([&](std::uint16_t port) {
        std::cout << port << '\n' << signer.sign(claims) << std::endl;
    });
}
