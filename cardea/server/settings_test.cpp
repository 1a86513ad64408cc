// Under test: every setting of the contract is taken from every source, and what is unknown,
// invalid or unsafe stops the program with one line that names it and says what is allowed.
#include <cardea/server/settings.hpp>

#include <cardea/db/temporary_folder.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace cardea::server {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;
using testing::UnorderedElementsAre;

/// What a refusal says, which is one line; empty where nothing was refused.
template <class Work>
std::string refusal_of(const Work& work) {
    try {
        static_cast<void>(work());
        return {};
    } catch (const SettingError& refusal) {
        const std::string line = refusal.what();
        EXPECT_FALSE(line.empty());
        EXPECT_EQ(line.find_first_of("\r\n\x1b"), std::string::npos) << line;
        return line;
    }
}

Settings settings_with(const SettingTexts& texts) { return settings_from(merge({texts})); }

std::string refusal_with(const SettingTexts& texts) {
    return refusal_of([&] { return settings_with(texts); });
}

struct SettingsFile : testing::Test {
    SettingTexts read(std::string_view toml) const {
        std::ofstream{path, std::ios::binary} << toml;
        return read_file(path);
    }
    std::string refusal(std::string_view toml) const {
        return refusal_of([&] { return settings_from(merge({read(toml)})); });
    }

    db::TemporaryFolder folder;
    std::string path = folder / "cardea.toml";
};

SettingTexts read_variables(std::vector<const char*> variables) {
    variables.push_back(nullptr);
    return read_environment(variables.data());
}

// Names and defaults.

TEST(Settings, has_every_name_of_the_contract_and_each_once) {
    std::vector<std::string_view> names;
    for (const auto& row : setting_rows()) names.push_back(row.name);
    for (const auto* name : {"server.listen",
                             "server.plain_http",
                             "server.workers",
                             "server.trusted_proxies",
                             "cors.origins",
                             "database.url",
                             "tokens.issuer",
                             "tokens.audience",
                             "tokens.algorithm",
                             "tokens.secret_file",
                             "tokens.access_ttl",
                             "tokens.refresh_ttl",
                             "tokens.refresh_idle_ttl",
                             "tokens.refresh_grace",
                             "passwords.memory",
                             "passwords.passes",
                             "passwords.min_length",
                             "throttle.login",
                             "throttle.register",
                             "revocation.max_staleness",
                             "registration.enabled",
                             "registration.scope",
                             "oauth.password_grant"}) {
        EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(Settings, has_names_that_the_environment_can_tell_apart) {
    EXPECT_EQ(environment_name("tokens.access_ttl"), "CARDEA_TOKENS_ACCESS_TTL");
    std::vector<std::string> names;
    for (const auto& row : setting_rows()) names.push_back(environment_name(row.name));
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
    EXPECT_EQ(std::find(names.begin(), names.end(), "CARDEA_MASTER_KEY"), names.end());
}

TEST(Settings, says_what_each_row_allows) {
    for (const auto& row : setting_rows()) EXPECT_FALSE(row.allowed.empty()) << row.name;
}

TEST(Settings, has_the_defaults_of_the_contract) {
    const auto settings = settings_with({});
    EXPECT_EQ(settings.server.host, "127.0.0.1");
    EXPECT_EQ(settings.server.port, 8000);
    EXPECT_EQ(settings.server.workers, 0U);
    EXPECT_EQ(settings.server.shutdown_time_max, 5s);
    EXPECT_FALSE(settings.plain_http);
    EXPECT_THAT(settings.server.trusted_proxies, IsEmpty());
    EXPECT_THAT(settings.cors_origins, IsEmpty());
    EXPECT_EQ(settings.database_url, "cardea.db");
    EXPECT_EQ(settings.issuer.issuer, "http://127.0.0.1:8000");
    EXPECT_EQ(settings.issuer.audience, "http://127.0.0.1:8000");
    EXPECT_EQ(settings.issuer.access_ttl, 15min);
    EXPECT_EQ(settings.issuer.token_bytes_max, 8192U);
    EXPECT_EQ(settings.algorithm, jose::Algorithm::es256);
    EXPECT_TRUE(settings.secret_file.empty());
    EXPECT_EQ(settings.max_staleness, 10s);
    EXPECT_TRUE(settings.password_grant);
    EXPECT_EQ(settings.json_depth_max, 32U);
    EXPECT_EQ(settings.log_level, "info");
}

TEST(Settings, has_the_contracts_defaults_for_accounts_and_limits) {
    const auto settings = settings_with({});
    const auto& accounts = settings.accounts;
    EXPECT_EQ(accounts.access_ttl, 15min);
    EXPECT_EQ(accounts.refresh_ttl, 90 * 24h);
    EXPECT_EQ(accounts.refresh_idle_ttl, 30 * 24h);
    EXPECT_EQ(accounts.refresh_grace, 10s);
    EXPECT_EQ(accounts.password_cost.memory_kib, 19U * 1024);
    EXPECT_EQ(accounts.password_cost.passes, 2U);
    EXPECT_EQ(accounts.password_rules.characters_min, 8U);
    EXPECT_EQ(accounts.login_rate.value().limit, 10U);
    EXPECT_EQ(accounts.login_rate.value().period, 1min);
    EXPECT_EQ(accounts.register_rate.value().limit, 20U);
    EXPECT_EQ(accounts.register_rate.value().period, 1h);
    EXPECT_TRUE(accounts.registration_enabled);
    EXPECT_EQ(accounts.registration_scope, "");
    const auto& limits = settings.server.limits;
    EXPECT_EQ(limits.request_line_bytes_max, 8192U);
    EXPECT_EQ(limits.head_bytes_max, 16384U);
    EXPECT_EQ(limits.fields_max, 64U);
    EXPECT_EQ(limits.body_bytes_max, 65536U);
    EXPECT_EQ(limits.head_time_max, 10s);
    EXPECT_EQ(limits.body_time_max, 30s);
    EXPECT_EQ(limits.idle_time_max, 60s);
}

TEST(Settings, reach_the_rooms_that_they_are_for) {
    const auto settings = settings_with({{"server.listen", "[::1]:9000"},
                                         {"server.workers", "3"},
                                         {"server.trusted_proxies", "10.0.0.0/8, ::1"},
                                         {"cors.origins", "https://a.test,https://b.test:8443"},
                                         {"tokens.audience", "orders"},
                                         {"tokens.access_ttl", "1m"},
                                         {"passwords.memory", "64MiB"},
                                         {"throttle.login", "off"},
                                         {"throttle.register", "1/1d"},
                                         {"registration.scope", " b  a b"},
                                         {"limits.body", "1MiB"},
                                         {"limits.json_depth", "2"},
                                         {"limits.token", "1KiB"}});
    EXPECT_EQ(settings.server.host, "::1");
    EXPECT_EQ(settings.server.port, 9000);
    EXPECT_EQ(settings.server.workers, 3U);
    EXPECT_THAT(settings.server.trusted_proxies, ElementsAre("10.0.0.0/8", "::1"));
    EXPECT_THAT(settings.cors_origins, ElementsAre("https://a.test", "https://b.test:8443"));
    EXPECT_EQ(settings.issuer.issuer, "http://[::1]:9000");
    EXPECT_EQ(settings.issuer.audience, "orders");
    EXPECT_EQ(settings.issuer.access_ttl, 1min);
    EXPECT_EQ(settings.accounts.access_ttl, 1min);
    EXPECT_EQ(settings.accounts.password_cost.memory_kib, 65536U);
    EXPECT_FALSE(settings.accounts.login_rate);
    EXPECT_EQ(settings.accounts.register_rate.value().period, 24h);
    EXPECT_EQ(settings.accounts.registration_scope, "b a");
    EXPECT_EQ(settings.server.limits.body_bytes_max, 1048576U);
    EXPECT_EQ(settings.json_depth_max, 2U);
    EXPECT_EQ(settings.issuer.token_bytes_max, 1024U);
}

// Sources.

TEST_F(SettingsFile, and_environment_take_every_name) {
    for (const auto& row : setting_rows()) {
        const std::string name{row.name};
        const std::string text{row.fallback};
        EXPECT_THAT(read(name + " = '" + text + "'"), ElementsAre(Pair(name, text)));
        const auto variable = environment_name(name) + "=" + text;
        EXPECT_THAT(read_variables({variable.c_str()}), ElementsAre(Pair(name, text)));
        EXPECT_EQ(refusal_with({{name, text}}), "");
    }
}

TEST(Settings, let_later_sources_win) {
    const SettingTexts file{
        {"tokens.access_ttl", "1m"}, {"tokens.refresh_ttl", "1d"}, {"log.level", "debug"}};
    const SettingTexts environment{{"tokens.access_ttl", "2m"}, {"tokens.refresh_ttl", "2d"}};
    const SettingTexts flags{{"tokens.access_ttl", "3m"}};
    const auto merged = merge({file, environment, flags});
    EXPECT_EQ(merged.at("tokens.access_ttl"), "3m");
    EXPECT_EQ(merged.at("tokens.refresh_ttl"), "2d");
    EXPECT_EQ(merged.at("log.level"), "debug");
    EXPECT_EQ(merged.at("tokens.refresh_grace"), "10s");
    EXPECT_EQ(merged.size(), setting_rows().size());
}

TEST(Settings, take_an_empty_text_over_an_earlier_one) {
    EXPECT_EQ(
        merge({{{"tokens.audience", "orders"}}, {{"tokens.audience", ""}}}).at("tokens.audience"),
        "");
}

TEST_F(SettingsFile, reads_tables_texts_numbers_switches_and_lists) {
    EXPECT_THAT(
        read(R"(
            tokens = { access_ttl = "1m" }   # inline
            cors.origins = ["https://a.test", "https://b.test"]
            server.trusted_proxies = []
            [passwords]
            passes = 3
            [registration]
            enabled = false
            scope = 'users:read "')"),
        UnorderedElementsAre(
            Pair("tokens.access_ttl", "1m"), Pair("cors.origins", "https://a.test,https://b.test"),
            Pair("server.trusted_proxies", ""), Pair("passwords.passes", "3"),
            Pair("registration.enabled", "false"), Pair("registration.scope", "users:read \"")));
    EXPECT_THAT(read(""), IsEmpty());
}

TEST_F(SettingsFile, that_is_none_is_refused) {
    EXPECT_THAT(refusal_of([&] { return read_file(folder / "absent.toml"); }),
                HasSubstr("absent.toml"));
    EXPECT_THAT(refusal_of([&] { return read_file(folder.path()); }), HasSubstr("folder"));
    EXPECT_NE(refusal_of([&] { return read_file(""); }), "");
}

struct BadFile {
    const char* name;
    std::string toml;
    std::string says;
};
struct SettingsFileRefuses : SettingsFile, testing::WithParamInterface<BadFile> {};
TEST_P(SettingsFileRefuses, and_says_where_and_what) {
    EXPECT_THAT(refusal(GetParam().toml), HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, SettingsFileRefuses,
    testing::Values(
        BadFile{"no_value", "[server]\nlisten =\n", "cardea.toml line 2: "},
        BadFile{"open_table", "\n\n[server\n", "cardea.toml line 3: "},
        BadFile{"twice", "log.level = 'info'\nlog.level = 'debug'\n", "cardea.toml line 2: "},
        BadFile{"bad_utf8", "# \xff", "cardea.toml line 1: "},
        BadFile{"unknown", "[tokens]\nlifetime = '1m'",
                "cardea.toml: unknown setting tokens.lifetime; `cardea config show` lists all"},
        BadFile{"unknown_without_table", "access_ttl = '1m'", "did you mean tokens.access_ttl?"},
        BadFile{"unknown_spelling", "[tokens]\naccessTTL = '1m'",
                "unknown setting tokens.accessTTL; did you mean tokens.access_ttl?"},
        BadFile{"deeper", "[tokens.access_ttl]\nvalue = '1m'",
                "unknown setting tokens.access_ttl.value"},
        BadFile{"shallower", "tokens = 'ES256'", "unknown setting tokens;"},
        BadFile{"line_in_a_name", "\"a\\nb\\u001b[2J\" = 1", "unknown setting a?b?[2J;"},
        BadFile{"fraction", "[passwords]\npasses = 1.5", "passwords.passes: "},
        BadFile{"date", "[tokens]\naccess_ttl = 2026-01-01", "tokens.access_ttl: "},
        BadFile{"bare_number", "[tokens]\naccess_ttl = 900",
                "tokens.access_ttl: must be a duration"},
        BadFile{"negative", "[passwords]\npasses = -1", "passwords.passes: must be a number"},
        BadFile{"list_of_numbers", "[cors]\norigins = [1]", "cors.origins: a list has texts"},
        BadFile{"list_of_lists", "[cors]\norigins = [['https://a.test']]", "cors.origins: a list"},
        BadFile{"comma_in_a_list", "[cors]\norigins = ['https://a.test,https://b.test']",
                "cors.origins: a list"},
        BadFile{"list_of_tables", "[[server]]\nlisten = '127.0.0.1:1'", "server: "},
        BadFile{"list_of_scopes", "[registration]\nscope = ['a', 'b']",
                "registration.scope: must be scopes"},
        BadFile{"list_of_issuers", "[tokens]\nissuer = ['https://a.test', 'https://b.test']",
                "tokens.issuer: must be a URL"},
        BadFile{"empty_list", "[tokens]\naudience = []", "tokens.audience: must be a text"}),
    [](const auto& row) { return row.param.name; });

TEST(SettingsOfTheEnvironment, leave_everything_else_alone) {
    EXPECT_THAT(read_variables({"PATH=/bin", "cardea_log_level=no", "CARDEA=1", "XCARDEA_X=1", "",
                                "=", "NO_VALUE"}),
                IsEmpty());
}

TEST(SettingsOfTheEnvironment, leave_the_master_key_and_what_kubernetes_injects_alone) {
    EXPECT_THAT(
        read_variables({"CARDEA_MASTER_KEY=0123456789abcdef0123456789abcdef",
                        "CARDEA_SERVICE_HOST=10.0.0.1", "CARDEA_SERVICE_PORT=80",
                        "CARDEA_SERVICE_PORT_HTTP=80", "CARDEA_PORT=tcp://10.0.0.1:80",
                        "CARDEA_PORT_80_TCP=tcp://10.0.0.1:80", "CARDEA_PORT_80_TCP_PROTO=tcp",
                        "CARDEA_PORT_80_TCP_PORT=80", "CARDEA_PORT_80_TCP_ADDR=10.0.0.1"}),
        IsEmpty());
}

TEST(SettingsOfTheEnvironment, keep_equals_signs_and_empty_texts) {
    EXPECT_THAT(read_variables({"CARDEA_TOKENS_AUDIENCE=a=b=", "CARDEA_TOKENS_ISSUER="}),
                UnorderedElementsAre(Pair("tokens.audience", "a=b="), Pair("tokens.issuer", "")));
    EXPECT_THAT(read_variables({"CARDEA_TOKENS_AUDIENCE"}),
                ElementsAre(Pair("tokens.audience", "")));
}

TEST(SettingsOfTheEnvironment, are_refused_where_unknown) {
    const auto refusal = [](const char* variable) {
        return refusal_of([&] { return read_variables({variable}); });
    };
    EXPECT_THAT(refusal("CARDEA_TOKENS_LIFETIME=1m"),
                AllOf(HasSubstr("unknown setting CARDEA_TOKENS_LIFETIME in the environment"),
                      HasSubstr("`cardea config show` lists all settings")));
    EXPECT_THAT(refusal("CARDEA_ACCESS_TTL=1m"), HasSubstr("did you mean tokens.access_ttl?"));
    EXPECT_THAT(refusal("CARDEA_Tokens_Access_Ttl=1m"),
                HasSubstr("did you mean tokens.access_ttl?"));
    EXPECT_THAT(refusal("CARDEA_=1"), HasSubstr("unknown setting CARDEA_ "));
    EXPECT_THAT(refusal("CARDEA_MASTER_KEYS=1"), HasSubstr("CARDEA_MASTER_KEYS"));
    EXPECT_THAT(refusal("CARDEA_SERVICE_HOSTS=1"), HasSubstr("CARDEA_SERVICE_HOSTS"));
    EXPECT_THAT(refusal("CARDEA_A\nB=1"), HasSubstr("CARDEA_A?B"));
    EXPECT_THAT(refusal("CARDEA_TOKEN=hush"), testing::Not(HasSubstr("hush")));
}

TEST(Settings, of_flags_are_refused_where_unknown) {
    EXPECT_THAT(refusal_with({{"--access-ttl", "1m"}}),
                AllOf(HasSubstr("unknown setting --access-ttl"),
                      HasSubstr("did you mean tokens.access_ttl?")));
    EXPECT_THAT(refusal_of([] { return merge({{{"tokens.lifetime", "1m"}}, {}}); }),
                HasSubstr("unknown setting tokens.lifetime"));
    EXPECT_THAT(refusal_of([] { return settings_from({{"tokens.lifetime", "1m"}}); }),
                HasSubstr("unknown setting tokens.lifetime"));
}

// Values.

struct Value {
    const char* setting;
    std::vector<std::string> taken;
    std::vector<std::string> refused;
};

const std::vector<Value> values = {
    {"server.listen",
     {"127.0.0.1:1", "127.8.9.10:65535", "[::1]:65535", "localhost:8000"},
     {"", "8000", ":8000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:8000", "bogus:8000",
      "127.x.test:8000", "127.0.0.1/8:8000", "127.0.0:8000", "*:8000", "127.0.0.1:8000\n"}},
    {"server.plain_http", {"true", "false"}, {"", "yes", "True", "1"}},
    {"server.workers", {"auto", "1", "1024"}, {"", "0", "1025", "-1", "many", "1.5"}},
    {"server.trusted_proxies",
     {"", "10.0.0.1", "10.0.0.0/8,::1, fd00::/8"},
     {"proxy.test", "10.0.0.0/33", "10.0.0.0/", "fd00::/129", "10.0.0.1 10.0.0.2", "*"}},
    {"server.shutdown_time", {"0s", "10m"}, {"", "601s", "5", "-1s"}},
    {"cors.origins",
     {"", "https://a.test", "http://127.0.0.1:3000,https://b.test"},
     {"*", "null", "a.test", "https://a.test/", "https://a.test/x", "https://me@a.test", "https://",
      "ftp://a.test", "https://a.test?x", "https://a.test https://b.test"}},
    {"database.url",
     {"x.db", "sqlite:x.db", "some/where/x.db"},
     {"", "postgres://a/b", "postgresql://a/b"}},
    {"tokens.issuer",
     {"https://id.test", "http://id.test:8000/tenant"},
     {"id.test", "https://", "ftp://id.test", "https://id.test?x", "https://id.test#x",
      "https://id test", "https://id.test\n", "https://id.test\"",
      "https://" + std::string(2048, 'a')}},
    {"tokens.audience",
     {"orders", "https://a.test", "with space"},
     {"a\nb", "\x1b[2J", std::string{"a\0b", 3}}},
    {"tokens.algorithm",
     {"ES256", "EdDSA", "RS256", "PS256", "HS256"},
     {"", "none", "es256", "HS512", "RS256 ", "RS384", "PS512", "ES384", "ES512", "Ed25519"}},
    {"tokens.access_ttl", {"1s", "1d", "24h"}, {"", "0s", "86401s", "2d", "900", "15 m", "-1s"}},
    {"tokens.refresh_ttl", {"1s", "3650d"}, {"", "0s", "3651d", "90"}},
    {"tokens.refresh_idle_ttl", {"1s", "3650d"}, {"", "0s", "3651d", "30"}},
    {"tokens.refresh_grace", {"0s", "5m"}, {"", "301s", "10"}},
    {"passwords.memory", {"8KiB", "8192", "1GiB"}, {"", "8191", "0", "1025MiB", "19MB"}},
    {"passwords.passes", {"1", "16"}, {"", "0", "17", "two"}},
    {"passwords.min_length", {"1", "128"}, {"", "0", "129", "8 "}},
    {"throttle.login", {"off", "1/1s", "10/1m"}, {"", "on", "0/1m", "10", "10/0s", "10/60"}},
    {"throttle.register", {"off", "1/1s", "20/1h"}, {"", "on", "0/1h", "20", "20/h"}},
    {"revocation.max_staleness", {"1s", "1h"}, {"", "0s", "3601s", "10"}},
    {"registration.enabled", {"true", "false"}, {"", "no", "FALSE"}},
    {"registration.scope", {"", "users:read users:write"}, {"\"", "a\\b", "\xc3\xa9", "a\tb"}},
    {"oauth.password_grant", {"true", "false"}, {"", "off"}},
    {"limits.request_line", {"256", "64KiB"}, {"", "255", "65537", "8K"}},
    {"limits.head", {"1KiB", "256KiB"}, {"", "1023", "257KiB"}},
    {"limits.fields", {"8", "1024"}, {"", "7", "1025"}},
    {"limits.body", {"1KiB", "64MiB"}, {"", "1023", "65MiB"}},
    {"limits.json_depth", {"2", "256"}, {"", "1", "257"}},
    {"limits.token", {"1KiB", "64KiB"}, {"", "1023", "65KiB"}},
    {"limits.head_time", {"1s", "10m"}, {"", "0s", "601s"}},
    {"limits.body_time", {"1s", "1h"}, {"", "0s", "3601s"}},
    {"limits.idle_time", {"1s", "1h"}, {"", "0s", "3601s"}},
    {"log.level", {"debug", "info", "warning", "error"}, {"", "warn", "INFO", "trace"}},
};

TEST(SettingValuesTable, has_a_row_for_each_setting_that_can_be_wrong) {
    for (const auto& row : setting_rows()) {
        if (row.name == "tokens.secret_file") continue;  // any path; the file is read at start
        const auto is_row = [&](const Value& value) { return value.setting == row.name; };
        EXPECT_EQ(std::count_if(values.begin(), values.end(), is_row), 1) << row.name;
    }
}

struct SettingsCheck : testing::TestWithParam<Value> {};

TEST_P(SettingsCheck, take_what_is_allowed) {
    for (const auto& text : GetParam().taken)
        EXPECT_EQ(refusal_with({{GetParam().setting, text}}), "") << text;
}

TEST_P(SettingsCheck, refuse_the_rest_with_the_name_and_what_is_allowed) {
    const auto& rows = setting_rows();
    const auto row = std::find_if(rows.begin(), rows.end(), [](const SettingRow& known) {
        return known.name == GetParam().setting;
    });
    ASSERT_NE(row, rows.end());
    for (const auto& text : GetParam().refused) {
        EXPECT_EQ(refusal_with({{GetParam().setting, text}}),
                  std::string{row->name} + ": must be " + std::string{row->allowed})
            << text;
    }
}

INSTANTIATE_TEST_SUITE_P(Each, SettingsCheck, testing::ValuesIn(values), [](const auto& row) {
    std::string name = row.param.setting;
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
});

// How values fit together.

struct Together {
    const char* name;
    SettingTexts texts;
    std::string says;  // empty: it is taken
};
struct SettingsTogether : testing::TestWithParam<Together> {};
TEST_P(SettingsTogether, are_safe_or_refused) {
    const auto& row = GetParam();
    const auto refusal = refusal_with(row.texts);
    if (row.says.empty()) {
        EXPECT_EQ(refusal, "");
    } else {
        EXPECT_THAT(refusal, StartsWith(row.says));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Unsafe, SettingsTogether,
    testing::Values(
        Together{"public_in_clear",
                 {{"server.listen", "0.0.0.0:8000"}, {"tokens.issuer", "https://id.test"}},
                 "server.listen: "},
        Together{"public_v6_in_clear",
                 {{"server.listen", "[::]:8000"}, {"tokens.issuer", "https://id.test"}},
                 "server.listen: "},
        Together{"private_network_in_clear",
                 {{"server.listen", "10.0.0.1:8000"}, {"tokens.issuer", "https://id.test"}},
                 "server.listen: "},
        Together{"public_with_plain_http_false",
                 {{"server.listen", "0.0.0.0:8000"},
                  {"server.plain_http", "false"},
                  {"tokens.issuer", "https://id.test"}},
                 "server.listen: "},
        Together{"public_on_purpose",
                 {{"server.listen", "0.0.0.0:8000"},
                  {"server.plain_http", "true"},
                  {"tokens.issuer", "https://id.test"}},
                 ""},
        Together{"public_without_issuer",
                 {{"server.listen", "0.0.0.0:8000"}, {"server.plain_http", "true"}},
                 "tokens.issuer: "},
        Together{"a_port_that_the_system_chooses",
                 {{"server.listen", "127.0.0.1:0"}},
                 "tokens.issuer: "},
        Together{"such_a_port_with_issuer",
                 {{"server.listen", "127.0.0.1:0"}, {"tokens.issuer", "http://a.test"}},
                 ""},
        Together{"whole_loopback_network", {{"server.listen", "127.255.0.1:8000"}}, ""},
        Together{
            "secret_file_with_es256", {{"tokens.secret_file", "secret"}}, "tokens.secret_file: "},
        Together{"secret_file_with_hs256",
                 {{"tokens.secret_file", "secret"}, {"tokens.algorithm", "HS256"}},
                 ""},
        Together{"secret_file_with_rs256",
                 {{"tokens.secret_file", "secret"}, {"tokens.algorithm", "RS256"}},
                 "tokens.secret_file: "},
        Together{"hs256_without_secret_file", {{"tokens.algorithm", "HS256"}}, ""}),
    [](const auto& row) { return row.param.name; });

TEST(Settings, say_on_an_unsafe_address_what_to_do) {
    EXPECT_THAT(refusal_with({{"server.listen", "0.0.0.0:8000"}}),
                AllOf(HasSubstr("0.0.0.0"), HasSubstr("TLS"), HasSubstr("server.plain_http")));
}

TEST(Settings, make_the_issuer_the_audience_unless_told) {
    const auto issued = settings_with({{"tokens.issuer", "https://id.test"}});
    EXPECT_EQ(issued.issuer.issuer, "https://id.test");
    EXPECT_EQ(issued.issuer.audience, "https://id.test");
    const auto both =
        settings_with({{"tokens.issuer", "https://id.test"}, {"tokens.audience", "orders"}});
    EXPECT_EQ(both.issuer.audience, "orders");
}

}  // namespace
}  // namespace cardea::server
