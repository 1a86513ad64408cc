// What the commands of the program share: how settings come in, and how a failure goes out.
#pragma once

#include <cardea/server/settings.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace CLI {
class App;
}

namespace cardea::program {

/// What a command returns to the shell.
enum ExitCode : int {
    success = 0,
    failure = 1,  ///< It could not be done: not found, taken, refused.
    usage = 2,    ///< Unknown or invalid settings and arguments.
};

/// The flags that give settings: `--config`, one for each setting, and the short ones of the
/// contract (`--listen`, `--database`, `--issuer`). Lives as long as the command line is parsed.
class SettingFlags {
public:
    explicit SettingFlags(CLI::App& command);

    /// All values: defaults, file, environment, flags. Throws `server::SettingError`.
    [[nodiscard]] server::SettingTexts texts() const;
    [[nodiscard]] server::Settings settings() const { return server::settings_from(texts()); }

private:
    std::optional<std::string> config_;
    std::shared_ptr<server::SettingTexts> given_ = std::make_shared<server::SettingTexts>();
};

/// What the chosen command does, once the line has been parsed.
using Action = std::function<int()>;

void add_serve(CLI::App& program, Action& action);
void add_users(CLI::App& program, Action& action);
void add_keys(CLI::App& program, Action& action);
void add_tokens(CLI::App& program, Action& action);
void add_config(CLI::App& program, Action& action);
void add_migrate(CLI::App& program, Action& action);
void add_openapi(CLI::App& program, Action& action);
void add_routes(CLI::App& program, Action& action);

}  // namespace cardea::program
