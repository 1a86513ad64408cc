// What the programs of docs/ have in common: where they serve, and how they say it to a test.
#pragma once

#include <cardea/app/app.hpp>
#include <cardea/schema/read_text.hpp>

#include <cstdlib>
#include <iostream>
#include <string_view>
#include <utility>

namespace book {

/// The same, on the port that the environment's PORT names: 0 for any that is free.
inline cardea::AppOptions options(cardea::AppOptions options = {}) {
    const char* port = std::getenv("PORT");
    if (port != nullptr)
        options.server.port = cardea::schema::read_text<std::uint16_t>(port).value();
    options.server.workers = 1;
    return options;
}

/// A line that a shell may read: `TOKEN=eyJ…`.
inline void say(std::string_view name, std::string_view value) {
    std::cout << name << '=' << value << '\n';
}

/// Serves, once it has said at which port.
inline int run(cardea::App& app) {
    return app.run([](std::uint16_t port) {
        say("PORT", std::to_string(port));
        std::cout.flush();
    });
}

}  // namespace book
