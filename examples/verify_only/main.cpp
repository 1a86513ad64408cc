// A service without users and without a database: it believes the tokens that another service
// signs, by the public keys that it fetches from there, and looks at nothing but the token.
#include <cardea/app/app.hpp>
#include <cardea/remote/authority.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/security/guard.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>

using namespace cardea;
using namespace std::chrono_literals;

struct Forecast {
    std::string city;
    int degrees;
};

struct Caller {
    std::string subject;
    std::string scope;
    Timestamp until;
};

std::string environment(const char* name, const char* fallback) {
    const char* value = std::getenv(name);
    return value == nullptr ? fallback : value;
}

int main() try {
    const std::string issuer = environment("ISSUER", "http://127.0.0.1:8000");
    const remote::RemoteKeySet keys{
        remote::JwksUri{environment("JWKS_URI", (issuer + "/.well-known/jwks.json").c_str())},
        {.log = [](std::string_view sentence) { std::cerr << sentence << std::endl; }}};
    keys.wait_until_ready(5s).value();  // without it: nobody is believed until they are there

    AppOptions options{.title = "Weather"};
    options.server.port = schema::read_text<std::uint16_t>(environment("PORT", "8001")).value();
    options.docs.scopes = {{"weather:read", "Read the forecast"}};
    App app{options};
    app.provide(remote::authority_of(
        keys,
        {.issuer = issuer, .audience = environment("AUDIENCE", issuer.c_str()), .type = "at+jwt"}));
    app.get("/caller", [](const Guard<authenticated>& who) {
        return Caller{std::string{who.subject()}, std::string{who.scope()},
                      Timestamp{who.claims().expires_at()}};
    });
    app.get("/forecast/{city}", [](Guard<scope<"weather:read">>, Path<"city", Text<1, 100>> city) {
        return Forecast{city->text(), static_cast<int>(city->text().size())};  // as good as any
    });
    return app.run([](std::uint16_t port) {
        std::cout << "Listening on http://127.0.0.1:" << port << std::endl;
    });
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
