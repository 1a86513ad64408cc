// cardea migrate
#include <cardea/program/command.hpp>

#include <cardea/server/service.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cardea::program {

void add_migrate(CLI::App& program, Action& action) {
    auto* command = program.add_subcommand("migrate", "Bring the database's tables up to date");
    auto flags = std::make_shared<SettingFlags>(*command);
    command->callback([flags, &action] {
        action = [flags] {
            const auto settings = flags->settings();
            static_cast<void>(server::open_database(settings));
            fmt::print("{} is up to date\n", settings.database_url);
            return success;
        };
    });
}

}  // namespace cardea::program
