// cardea config check|show
#include <cardea/program/command.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cardea::program {
namespace {

/// As a TOML file has it between quotes.
std::string toml_text(std::string_view text) {
    std::string escaped;
    for (const char character : text) {
        if (character == '"' || character == '\\') escaped += '\\';
        escaped += character;
    }
    return '"' + escaped + '"';
}

int check(const SettingFlags& flags) {
    static_cast<void>(flags.settings());
    fmt::print("the settings are valid\n");
    return success;
}

int show(const SettingFlags& flags) {
    static_cast<void>(flags.settings());
    const auto texts = flags.texts();
    for (const auto& row : server::setting_rows()) {
        fmt::print("{} = {}  # {}; {}\n", row.name, toml_text(texts.at(std::string{row.name})),
                   row.allowed, server::environment_name(row.name));
    }
    return success;
}

}  // namespace

void add_config(CLI::App& program, Action& action) {
    auto* config = program.add_subcommand("config", "What the server would be started with");
    config->require_subcommand(1);
    const auto declare = [&](const char* name, const char* what, int (*work)(const SettingFlags&)) {
        auto* command = config->add_subcommand(name, what);
        auto flags = std::make_shared<SettingFlags>(*command);
        command->callback(
            [flags, work, &action] { action = [flags, work] { return work(*flags); }; });
    };
    declare("check", "Say whether the settings are valid", check);
    declare("show", "Print every setting with its value", show);
}

}  // namespace cardea::program
