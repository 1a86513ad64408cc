// cardea keys list|export
#include <cardea/program/command.hpp>

#include <cardea/schema/write_json.hpp>
#include <cardea/server/service.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cardea::program {
namespace {

int list_keys(const SettingFlags& flags, bool as_json) {
    const auto database = server::open_database(flags.settings());
    const auto keys = issuer::list_keys(*database);
    if (as_json) {
        std::string json;
        schema::write_json(keys, json);
        fmt::print("{}\n", json);
        return success;
    }
    for (const auto& key : keys) {
        fmt::print("{}  {}  made {}  {}\n", key.kid, key.algorithm, key.created_at.text(),
                   key.retired_at ? "retired " + key.retired_at->text() : "active");
    }
    return success;
}

int export_keys(const SettingFlags& flags, bool as_pem) {
    const auto settings = flags.settings();
    const auto database = server::open_database(settings);
    const auto keys = server::published_keys(settings, *database);
    if (keys.keys().empty())
        throw std::runtime_error{
            "there is no public key: `cardea serve` makes one at its first start, unless "
            "tokens.algorithm is HS256, whose key is a secret"};
    if (!as_pem) {
        fmt::print("{}\n", jose::public_jwk_set(keys));
        return success;
    }
    for (const auto& key : keys.keys()) fmt::print("{}", key.public_pem());
    return success;
}

}  // namespace

void add_keys(CLI::App& program, Action& action) {
    auto* keys = program.add_subcommand("keys", "The server's signing keys");
    keys->require_subcommand(1);
    auto* list = keys->add_subcommand("list", "All signing keys, without their secrets");
    auto flags = std::make_shared<SettingFlags>(*list);
    auto as_json = std::make_shared<bool>(false);
    list->add_flag("--json", *as_json, "Print JSON");
    list->callback([flags, as_json, &action] {
        action = [flags, as_json] { return list_keys(*flags, *as_json); };
    });

    auto* exporting = keys->add_subcommand(
        "export", "The public keys, as /.well-known/jwks.json has them; the active one first");
    auto exported = std::make_shared<SettingFlags>(*exporting);
    auto as_pem = std::make_shared<bool>(false);
    auto as_jwks = std::make_shared<bool>(false);
    auto* pem = exporting->add_flag("--pem", *as_pem, "Print a PEM a key (SubjectPublicKeyInfo)");
    exporting->add_flag("--jwks", *as_jwks, "Print a JWK Set; so without either")->excludes(pem);
    exporting->callback([exported, as_pem, as_jwks, &action] {
        action = [exported, as_pem] { return export_keys(*exported, *as_pem); };
    });
}

}  // namespace cardea::program
