// cardea: the command line. Each command is a file of its own; this one only chooses.
#include <cardea/program/command.hpp>

#include <cardea/server/version.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace {

/// On one line: of a database's fault the rest is SQL, which belongs to no operator.
void complain(std::string_view sentence) {
    sentence = sentence.substr(0, sentence.find('\n'));
    const auto last = sentence.find_last_not_of(" :");
    fmt::print(stderr, "cardea: {}\n", sentence.substr(0, last + 1));
}

}  // namespace

int main(int argc, char** argv) {
    using namespace cardea::program;
    namespace server = cardea::server;
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
                fmt::print("cardea {}\n", server::version);
                return success;
            };
        });
        try {
            program.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            if (error.get_exit_code() == 0) return program.exit(error);  // --help
            for (const auto& extra : program.remaining(true)) {
                if (!extra.starts_with("--") || extra == "--") continue;
                const auto flag = extra.substr(0, extra.find('='));
                throw server::SettingError{"unknown flag " + flag + server::hint_for(flag)};
            }
            throw server::SettingError{error.what()};
        }
        return action();
    } catch (const server::SettingError& error) {
        complain(error.what());
        return usage;
    } catch (const cardea::Failure& thrown) {
        const auto& error = thrown.error();  // the operator may know what a client may not
        const std::string_view detail = error.detail().empty() ? error.code() : error.detail();
        complain(fmt::format("{} ({})", error.message(), detail.substr(0, detail.find('\n'))));
        return failure;
    } catch (const std::exception& error) {
        complain(error.what());
        return failure;
    }
}
