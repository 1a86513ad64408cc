// cardea: the command line. Each command is a file of its own; this one only chooses.
#include <cardea/program/command.hpp>

#include <cardea/server/version.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

int main(int argc, char** argv) {
    using namespace cardea::program;
    try {
        CLI::App program{"Cardea secures HTTP APIs: accounts, tokens, OAuth 2.", "cardea"};
        program.require_subcommand(1);
        Action action;
        add_serve(program, action);
        add_users(program, action);
        add_keys(program, action);
        add_config(program, action);
        add_migrate(program, action);
        program.add_subcommand("version", "Print the version")->callback([&action] {
            action = [] {
                fmt::print("cardea {}\n", cardea::server::version);
                return success;
            };
        });
        try {
            program.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            if (error.get_exit_code() == 0) return program.exit(error);  // --help
            fmt::print(stderr, "cardea: {}\n", error.what());
            return usage;
        }
        return action();
    } catch (const cardea::server::SettingError& error) {
        fmt::print(stderr, "cardea: {}\n", error.what());
        return usage;
    } catch (const cardea::Failure& thrown) {
        const auto& error = thrown.error();  // the operator may know what a client may not
        const std::string_view detail = error.detail().empty() ? error.code() : error.detail();
        fmt::print(stderr, "cardea: {} ({})\n", error.message(), detail);
        return failure;
    } catch (const std::exception& error) {
        fmt::print(stderr, "cardea: {}\n", error.what());
        return failure;
    }
}
