// Everything that an operator can tune, under the names of the contract. Sources, each over the one
// before it: defaults, the TOML file, the environment, flags. What is unknown or out of range stops
// the program with one sentence.
#pragma once

#include <cardea/accounts/accounts.hpp>
#include <cardea/issuer/token_issuer.hpp>
#include <cardea/jose/algorithm.hpp>
#include <cardea/net/server.hpp>

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cardea::server {

/// A setting that is unknown, invalid or unsafe; `what` is one line that says what is allowed.
class SettingError : public std::runtime_error {
public:
    /// Names come from files and environments: control characters in `sentence` become `?`.
    explicit SettingError(std::string sentence);
};

/// Values by name, as text: `{"tokens.access_ttl", "15m"}`.
using SettingTexts = std::map<std::string, std::string, std::less<>>;

/// All values, checked, as the rooms below take them.
struct Settings {
    net::ServerOptions server;
    bool plain_http = false;
    std::vector<std::string> cors_origins;
    std::string database_url;
    issuer::IssuerOptions issuer;
    jose::Algorithm algorithm = jose::Algorithm::es256;
    std::filesystem::path secret_file;
    accounts::AccountOptions accounts;
    bool password_grant = true;
    std::size_t json_depth_max = 32;
    std::chrono::seconds max_staleness{10};
    std::string log_level;
};

/// One row of the list of settings.
struct SettingRow {
    std::string_view name;
    std::string_view fallback;                                 ///< The default's text.
    std::string_view allowed;                                  ///< `a duration from 1s to 1d`
    void (*apply)(Settings& settings, std::string_view text);  ///< Throws where it is not allowed.
    bool is_list = false;                                      ///< May be a list in a TOML file.
};

/// All settings, in the order in which they are shown.
[[nodiscard]] const std::vector<SettingRow>& setting_rows();

/// The values of a TOML file. Throws `SettingError`.
[[nodiscard]] SettingTexts read_file(const std::filesystem::path& file);

/// The values among the environment's `CARDEA_…`. Throws `SettingError` for a name that is none.
[[nodiscard]] SettingTexts read_environment(const char* const* environment);

/// All values with their defaults: later sources win. Throws `SettingError` for unknown names.
[[nodiscard]] SettingTexts merge(const std::vector<SettingTexts>& sources);

/// Settings out of all values; checks each, and how they fit together. Throws `SettingError`.
[[nodiscard]] Settings settings_from(const SettingTexts& texts);

/// What to say after an unknown name: `; did you mean …?`, or where all names are.
[[nodiscard]] std::string hint_for(std::string_view unknown);

/// The name that a setting has in the environment: `CARDEA_TOKENS_ACCESS_TTL`.
[[nodiscard]] std::string environment_name(std::string_view setting);

}  // namespace cardea::server
