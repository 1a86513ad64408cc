// A service without users and without a database: it believes the tokens that another service
// signs, by the public keys in a JWKS file, and looks at nothing but the token.
#include <cardea/app/app.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/schema/read_text.hpp>
#include <cardea/security/guard.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

using namespace cardea;

struct Forecast {
    std::string city;
    int degrees;
};

struct Caller {
    std::string subject;
    std::string scope;
    Timestamp until;
};

/// The keys are read once; start the service again when the issuer has new ones.
jose::KeySet keys_of(const std::string& file) {
    std::ifstream in{file};
    if (!in) throw std::runtime_error{"The file of keys cannot be read: " + file};
    const std::string json{std::istreambuf_iterator<char>{in}, {}};
    const auto keys = jose::read_jwk_set(json);
    if (!keys)
        throw std::runtime_error{file + " is of no use: " + std::string{keys.error().detail()}};
    return *keys;
}

std::string environment(const char* name, const char* fallback) {
    const char* value = std::getenv(name);
    return value == nullptr ? fallback : value;
}

int main() try {
    const auto issuer = environment("ISSUER", "http://127.0.0.1:8000");
    const jose::Verifier verifier{
        keys_of(environment("JWKS", "jwks.json")),
        {.issuer = issuer, .audience = environment("AUDIENCE", issuer.c_str()), .type = "at+jwt"}};
    Authority authority;
    authority.verify = [&](std::string_view token) { return verifier.verify(token); };

    AppOptions options{.title = "Weather"};
    options.server.port = schema::read_text<std::uint16_t>(environment("PORT", "8001")).value();
    options.docs.scopes = {{"weather:read", "Read the forecast"}};
    App app{options};
    app.provide(authority);
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
