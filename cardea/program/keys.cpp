// cardea keys list
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
}

}  // namespace cardea::program
