// Notes with accounts: registration, login and tokens come from `account_routes`; notes are read
// and written under guards of their own, by their owners alone, in tables of the same file.
#include "notes.hpp"

#include <cardea/schema/read_text.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>

int main() try {
    auto options = notes::app_options();
    if (const char* port = std::getenv("PORT"))
        options.server.port = cardea::schema::read_text<std::uint16_t>(port).value();
    cardea::App app{options};
    notes::declare(app, "notes.db");
    return app.run([](std::uint16_t port) {
        std::cout << "Listening on http://127.0.0.1:" << port << std::endl;
    });
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
