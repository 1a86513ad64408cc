#include <cardea/program/command.hpp>

#include <CLI/CLI.hpp>

#include <unistd.h>

namespace cardea::program {

SettingFlags::SettingFlags(CLI::App& command) {
    command.add_option("--config", config_, "A TOML file with settings")->type_name("FILE");
    for (const auto& row : server::setting_rows()) {
        std::string flags = "--" + std::string{row.name};
        if (row.name == "server.listen") flags += ",--listen";
        if (row.name == "database.url") flags += ",--database";
        if (row.name == "tokens.issuer") flags += ",--issuer";
        auto given = given_;
        const auto keep = [given, name = std::string{row.name}](const std::string& text) {
            (*given)[name] = text;
        };
        command.add_option_function<std::string>(flags, keep, std::string{row.allowed})
            ->type_name(row.fallback.empty() ? "VALUE" : std::string{row.fallback})
            ->group("Settings");
    }
}

server::SettingTexts SettingFlags::texts() const {
    std::vector<server::SettingTexts> sources;
    if (config_) sources.push_back(server::read_file(*config_));
    sources.push_back(server::read_environment(::environ));
    sources.push_back(*given_);
    return server::merge(sources);
}

}  // namespace cardea::program
