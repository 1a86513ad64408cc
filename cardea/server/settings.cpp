#include <cardea/server/settings.hpp>

#include <cardea/accounts/administration.hpp>
#include <cardea/app/cors.hpp>
#include <cardea/server/setting_values.hpp>

#include <toml++/toml.h>

#include <algorithm>
#include <cctype>

namespace cardea::server {
namespace {

/// Thrown by rows, which do not know their names.
struct NotAllowed {};

template <class T>
T demanded(std::optional<T> value) {
    if (!value) throw NotAllowed{};
    return *std::move(value);
}

std::uint64_t number_within(std::string_view text, std::uint64_t min, std::uint64_t max) {
    const auto number = demanded(read_number(text));
    if (number < min || number > max) throw NotAllowed{};
    return number;
}

std::uint64_t size_within(std::string_view text, std::uint64_t min, std::uint64_t max) {
    const auto size = demanded(read_size(text));
    if (size < min || size > max) throw NotAllowed{};
    return size;
}

std::chrono::seconds duration_within(std::string_view text, std::chrono::seconds min,
                                     std::chrono::seconds max) {
    const auto duration = demanded(read_duration(text));
    if (duration < min || duration > max) throw NotAllowed{};
    return duration;
}

std::optional<accounts::Rate> rate_or_off(std::string_view text) {
    if (text == "off") return std::nullopt;
    return demanded(read_rate(text));
}

bool is_url(std::string_view text) {
    const bool has_scheme = text.starts_with("https://") || text.starts_with("http://");
    return has_scheme && text.find_first_of(" \t\"\\#?") == std::string_view::npos &&
           text.size() <= 2048 && text.size() > text.find("://") + 3;
}

bool is_web_origin(std::string_view text) { return is_url(text) && is_origin(text); }

bool is_address_or_network(std::string_view text) { return is_address(text) || is_network(text); }

bool is_control(char character) {
    return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
}

bool is_loopback(const std::string& host) {
    const bool is_v4 = is_address(host) && host.find(':') == std::string::npos;
    return host == "localhost" || host == "::1" || (is_v4 && host.starts_with("127."));
}

using namespace std::chrono_literals;
constexpr std::chrono::seconds day = 24h;
constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;

void apply_listen(Settings& settings, std::string_view text) {
    auto [host, port] = demanded(read_listen(text));
    if (host != "localhost" && !is_address(host)) throw NotAllowed{};
    settings.server.host = std::move(host);
    settings.server.port = port;
}

void apply_workers(Settings& settings, std::string_view text) {
    settings.server.workers = text == "auto" ? 0 : number_within(text, 1, 1024);
}

void apply_proxies(Settings& settings, std::string_view text) {
    settings.server.trusted_proxies = read_list(text);
    const auto& proxies = settings.server.trusted_proxies;
    if (!std::all_of(proxies.begin(), proxies.end(), is_address_or_network)) throw NotAllowed{};
}

void apply_origins(Settings& settings, std::string_view text) {
    settings.cors_origins = read_list(text);
    if (!std::all_of(settings.cors_origins.begin(), settings.cors_origins.end(), is_web_origin))
        throw NotAllowed{};
}

void apply_database(Settings& settings, std::string_view text) {
    // PostgreSQL is of the contract, and not of this version.
    if (text.empty() || text.starts_with("postgres")) throw NotAllowed{};
    settings.database_url = text;
}

/// What clients are able to verify: the others would only be slower, or longer, for nothing.
constexpr jose::AlgorithmSet signing_algorithms{jose::Algorithm::es256, jose::Algorithm::eddsa,
                                                jose::Algorithm::rs256, jose::Algorithm::ps256,
                                                jose::Algorithm::hs256};

void apply_algorithm(Settings& settings, std::string_view text) {
    settings.algorithm = demanded(jose::algorithm_from(text));
    if (!signing_algorithms.contains(settings.algorithm)) throw NotAllowed{};
}

void apply_issuer(Settings& settings, std::string_view text) {
    if (!text.empty() && !is_url(text)) throw NotAllowed{};
    settings.issuer.issuer = text;
}

void apply_audience(Settings& settings, std::string_view text) { settings.issuer.audience = text; }

void apply_access_ttl(Settings& settings, std::string_view text) {
    settings.issuer.access_ttl = settings.accounts.access_ttl = duration_within(text, 1s, day);
}

void apply_registration_scope(Settings& settings, std::string_view text) {
    settings.accounts.registration_scope = demanded(accounts::clean_scope(text));
}

void apply_log_level(Settings& settings, std::string_view text) {
    if (text != "debug" && text != "info" && text != "warning" && text != "error")
        throw NotAllowed{};
    settings.log_level = text;
}

using S = Settings&;
using T = std::string_view;

const std::vector<SettingRow> rows = {
    {"server.listen", "127.0.0.1:8000",
     "HOST:PORT, HOST being an IP address ([::1]:8000 for IPv6) or localhost", apply_listen},
    {"server.plain_http", "false", "true or false",
     [](S s, T t) { s.plain_http = demanded(read_switch(t)); }},
    {"server.workers", "auto", "auto, or a number from 1 to 1024", apply_workers},
    {"server.trusted_proxies", "", "IP addresses or networks, divided by commas", apply_proxies,
     true},
    {"server.shutdown_time", "5s", "a duration from 0s to 10m",
     [](S s, T t) { s.server.shutdown_time_max = duration_within(t, 0s, 10min); }},
    {"cors.origins", "", "origins such as https://app.example.com, divided by commas",
     apply_origins, true},
    {"database.url", "cardea.db", "a path, or sqlite: and a path (this version has no PostgreSQL)",
     apply_database},
    {"tokens.issuer", "", "a URL without query and fragment", apply_issuer},
    {"tokens.audience", "", "a text", apply_audience},
    {"tokens.algorithm", "ES256", "ES256, EdDSA, RS256, PS256 or HS256", apply_algorithm},
    {"tokens.secret_file", "", "the path of a file with at least 32 bytes, for HS256",
     [](S s, T t) { s.secret_file = t; }},
    {"tokens.access_ttl", "15m", "a duration from 1s to 1d", apply_access_ttl},
    {"tokens.refresh_ttl", "90d", "a duration from 1s to 3650d",
     [](S s, T t) { s.accounts.refresh_ttl = duration_within(t, 1s, 3650 * day); }},
    {"tokens.refresh_idle_ttl", "30d", "a duration from 1s to 3650d",
     [](S s, T t) { s.accounts.refresh_idle_ttl = duration_within(t, 1s, 3650 * day); }},
    {"tokens.refresh_grace", "10s", "a duration from 0s to 5m",
     [](S s, T t) { s.accounts.refresh_grace = duration_within(t, 0s, 5min); }},
    {"passwords.memory", "19MiB", "a size from 8KiB to 1GiB",
     [](S s, T t) {
         s.accounts.password_cost.memory_kib =
             static_cast<std::uint32_t>(size_within(t, 8 * kib, 1024 * mib) / kib);
     }},
    {"passwords.passes", "2", "a number from 1 to 16",
     [](S s, T t) {
         s.accounts.password_cost.passes = static_cast<std::uint32_t>(number_within(t, 1, 16));
     }},
    {"passwords.min_length", "8", "a number from 1 to 128",
     [](S s, T t) { s.accounts.password_rules.characters_min = number_within(t, 1, 128); }},
    {"throttle.login", "10/1m", "a number and a duration, such as 10/1m, or off",
     [](S s, T t) { s.accounts.login_rate = rate_or_off(t); }},
    {"throttle.register", "20/1h", "a number and a duration, such as 20/1h, or off",
     [](S s, T t) { s.accounts.register_rate = rate_or_off(t); }},
    {"revocation.max_staleness", "10s", "a duration from 1s to 1h",
     [](S s, T t) { s.max_staleness = duration_within(t, 1s, 1h); }},
    {"registration.enabled", "true", "true or false",
     [](S s, T t) { s.accounts.registration_enabled = demanded(read_switch(t)); }},
    {"registration.scope", "", "scopes, divided by spaces", apply_registration_scope},
    {"oauth.password_grant", "true", "true or false",
     [](S s, T t) { s.password_grant = demanded(read_switch(t)); }},
    {"limits.request_line", "8KiB", "a size from 256B to 64KiB",
     [](S s, T t) { s.server.limits.request_line_bytes_max = size_within(t, 256, 64 * kib); }},
    {"limits.head", "16KiB", "a size from 1KiB to 256KiB",
     [](S s, T t) { s.server.limits.head_bytes_max = size_within(t, kib, 256 * kib); }},
    {"limits.fields", "64", "a number from 8 to 1024",
     [](S s, T t) { s.server.limits.fields_max = number_within(t, 8, 1024); }},
    {"limits.body", "64KiB", "a size from 1KiB to 64MiB",
     [](S s, T t) { s.server.limits.body_bytes_max = size_within(t, kib, 64 * mib); }},
    {"limits.json_depth", "32", "a number from 2 to 256",
     [](S s, T t) { s.json_depth_max = number_within(t, 2, 256); }},
    {"limits.token", "8KiB", "a size from 1KiB to 64KiB",
     [](S s, T t) { s.issuer.token_bytes_max = size_within(t, kib, 64 * kib); }},
    {"limits.head_time", "10s", "a duration from 1s to 10m",
     [](S s, T t) { s.server.limits.head_time_max = duration_within(t, 1s, 10min); }},
    {"limits.body_time", "30s", "a duration from 1s to 1h",
     [](S s, T t) { s.server.limits.body_time_max = duration_within(t, 1s, 1h); }},
    {"limits.idle_time", "60s", "a duration from 1s to 1h",
     [](S s, T t) { s.server.limits.idle_time_max = duration_within(t, 1s, 1h); }},
    {"log.level", "info", "debug, info, warning or error", apply_log_level},
};

const SettingRow* row_of(std::string_view name) {
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const SettingRow& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

void flatten(const toml::table& table, const std::string& prefix, SettingTexts& texts) {
    for (const auto& [key, node] : table) {
        const auto name = prefix + std::string{key.str()};
        if (const auto* inner = node.as_table()) {
            flatten(*inner, name + ".", texts);
        } else if (const auto* text = node.as_string()) {
            texts[name] = text->get();
        } else if (const auto* number = node.as_integer()) {
            texts[name] = std::to_string(number->get());
        } else if (const auto* truth = node.as_boolean()) {
            texts[name] = truth->get() ? "true" : "false";
        } else if (const auto* list = node.as_array()) {
            const auto* row = row_of(name);
            if (row != nullptr && !row->is_list)
                throw SettingError{name + ": must be " + std::string{row->allowed} + ", no list"};
            std::string joined;
            for (const auto& item : *list) {
                const auto* member = item.as_string();
                if (member == nullptr || member->get().find(',') != std::string::npos)
                    throw SettingError{name + ": a list has texts only, and no commas in them"};
                joined += (joined.empty() ? "" : ",") + member->get();
            }
            texts[name] = joined;
        } else {
            throw SettingError{name + ": write the value as a text, a number, true or false"};
        }
    }
}

/// What only all values together tell.
void conclude(Settings& settings) {
    const auto& server = settings.server;
    const bool is_local = is_loopback(server.host);
    if (!is_local && !settings.plain_http) {
        throw SettingError{"server.listen: " + server.host +
                           " can be reached from outside, and passwords would travel in clear: put "
                           "TLS in front of "
                           "Cardea, then set server.plain_http to true"};
    }
    if (settings.issuer.issuer.empty()) {
        if (!is_local || server.port == 0) {
            throw SettingError{
                "tokens.issuer: must be the URL under which clients reach this server, such as "
                "https://id.example.com; only on a loopback address with a fixed port is there a "
                "default"};
        }
        const bool is_v6 = server.host.find(':') != std::string::npos;
        settings.issuer.issuer = "http://" + (is_v6 ? "[" + server.host + "]" : server.host) + ":" +
                                 std::to_string(server.port);
    }
    if (settings.issuer.audience.empty()) settings.issuer.audience = settings.issuer.issuer;
    if (!settings.secret_file.empty() && settings.algorithm != jose::Algorithm::hs256) {
        throw SettingError{"tokens.secret_file: only for tokens.algorithm HS256"};
    }
}

}  // namespace

SettingError::SettingError(std::string sentence)
    : std::runtime_error{
          (std::replace_if(sentence.begin(), sentence.end(), is_control, '?'), sentence)} {}

const std::vector<SettingRow>& setting_rows() { return rows; }

std::string hint_for(std::string_view unknown) {
    const auto bare = [](std::string_view text) {
        std::string kept;
        for (const char character : text) {
            if (std::isalnum(static_cast<unsigned char>(character)) != 0) {
                kept += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
            }
        }
        return kept;
    };
    // Equal but for case, dots and lines.
    for (const auto& row : rows) {
        const auto last = row.name.substr(row.name.find('.') + 1);
        if (bare(row.name) == bare(unknown) || bare(last) == bare(unknown)) {
            return "; did you mean " + std::string{row.name} + "?";
        }
    }
    return "; `cardea config show` lists all settings";
}

std::string environment_name(std::string_view setting) {
    std::string name = "CARDEA_";
    for (const char character : setting) {
        name += character == '.'
                    ? '_'
                    : static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
    }
    return name;
}

SettingTexts read_file(const std::filesystem::path& file) {
    SettingTexts texts;
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored))
        throw SettingError{file.string() + ": it is a folder, and not a file with settings"};
    try {
        flatten(toml::parse_file(file.string()), "", texts);
    } catch (const toml::parse_error& error) {
        const auto line = error.source().begin.line;
        throw SettingError{file.string() + (line > 0 ? " line " + std::to_string(line) : "") +
                           ": " + std::string{error.description()}};
    }
    for (const auto& [name, text] : texts) {
        if (row_of(name) == nullptr)
            throw SettingError{file.string() + ": unknown setting " + name + hint_for(name)};
    }
    return texts;
}

SettingTexts read_environment(const char* const* environment) {
    constexpr std::string_view prefix = "CARDEA_";
    SettingTexts texts;
    for (; *environment != nullptr; ++environment) {
        const std::string_view entry{*environment};
        const auto name = entry.substr(0, entry.find('='));
        if (!name.starts_with(prefix)) continue;
        // The master key, and what Kubernetes injects for a service of this name.
        if (name == "CARDEA_MASTER_KEY" || name == "CARDEA_SERVICE_HOST" ||
            name.starts_with("CARDEA_SERVICE_PORT") || name.starts_with("CARDEA_PORT")) {
            continue;
        }
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const SettingRow& known) {
            return environment_name(known.name) == name;
        });
        if (row == rows.end()) {
            throw SettingError{"unknown setting " + std::string{name} + " in the environment" +
                               hint_for(name.substr(prefix.size()))};
        }
        texts[std::string{row->name}] = entry.substr(std::min(entry.size(), name.size() + 1));
    }
    return texts;
}

SettingTexts merge(const std::vector<SettingTexts>& sources) {
    SettingTexts merged;
    for (const auto& row : rows) merged[std::string{row.name}] = row.fallback;
    for (const auto& source : sources) {
        for (const auto& [name, text] : source) {
            if (row_of(name) == nullptr)
                throw SettingError{"unknown setting " + name + hint_for(name)};
            merged[name] = text;
        }
    }
    return merged;
}

Settings settings_from(const SettingTexts& texts) {
    Settings settings;
    for (const auto& [name, text] : texts) {
        const auto* row = row_of(name);
        if (row == nullptr) throw SettingError{"unknown setting " + name + hint_for(name)};
        try {
            if (std::any_of(text.begin(), text.end(), is_control)) throw NotAllowed{};
            row->apply(settings, text);
        } catch (const NotAllowed&) {
            throw SettingError{name + ": must be " + std::string{row->allowed}};
        }
    }
    conclude(settings);
    return settings;
}

}  // namespace cardea::server
