// cardea openapi, cardea routes
#include <cardea/program/command.hpp>

#include <cardea/server/service.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cardea::program {
namespace {

/// The server's app as far as it can be described: nothing is opened, and it cannot serve.
std::unique_ptr<App> described_app(const SettingFlags& flags) {
    const auto settings = flags.settings();
    auto app = std::make_unique<App>(server::app_options(settings));
    app->include(server::server_routes(settings));
    return app;
}

}  // namespace

void add_openapi(CLI::App& program, Action& action) {
    auto* command = program.add_subcommand("openapi", "Print the OpenAPI document");
    auto flags = std::make_shared<SettingFlags>(*command);
    command->callback([flags, &action] {
        action = [flags] {
            fmt::print("{}", described_app(*flags)->openapi());
            return success;
        };
    });
}

void add_routes(CLI::App& program, Action& action) {
    auto* command = program.add_subcommand("routes", "Print every route and who may call it");
    auto flags = std::make_shared<SettingFlags>(*command);
    command->callback([flags, &action] {
        action = [flags] {
            fmt::print("{}", table_of(described_app(*flags)->routes()));
            return success;
        };
    });
}

}  // namespace cardea::program
