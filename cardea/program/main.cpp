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

/// What CLI11 says, and where it says too little, what is there instead.
std::string sentence_of(const CLI::ParseError& error, const CLI::App& program) {
    const std::string said = error.what();
    if (said.find("subcommand is required") == std::string::npos) return said + "; see --help";
    const auto extras = program.remaining(true);
    const auto word = extras.empty() ? "name a command" : "there is no command " + extras.front();
    return word + "; `cardea --help` and `cardea COMMAND --help` list what there is";
}

}  // namespace

int main(int argc, char** argv) {
    using namespace cardea::program;
    namespace server = cardea::server;
    try {
        CLI::App program{"Cardea secures HTTP APIs: accounts, tokens, OAuth 2.", "cardea"};
        program.require_subcommand(1);
        program.set_version_flag("--version", fmt::format("cardea {}", server::version));
        Action action;
        add_serve(program, action);
        add_users(program, action);
        add_keys(program, action);
        add_tokens(program, action);
        add_config(program, action);
        add_migrate(program, action);
        add_openapi(program, action);
        add_routes(program, action);
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
            throw server::SettingError{sentence_of(error, program)};
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
