// cardea serve
#include <cardea/app/termination.hpp>
#include <cardea/program/command.hpp>
#include <cardea/server/service.hpp>

#include <CLI/CLI.hpp>

#include <csignal>

namespace cardea::program {

void add_serve(CLI::App& program, Action& action) {
    auto* command = program.add_subcommand("serve", "Serve until SIGTERM or Ctrl-C");
    auto flags = std::make_shared<SettingFlags>(*command);
    command->callback([flags, &action] {
        action = [flags] {
            std::signal(SIGPIPE, SIG_IGN);  // whoever reads the log may go away
            app::hold_termination();  // a signal during the start ends it when it serves, and well
            return server::Service{flags->settings()}.run();
        };
    });
}

}  // namespace cardea::program
