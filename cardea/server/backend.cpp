#include <cardea/server/backend.hpp>

#include <cardea/accounts/migrations.hpp>
#include <cardea/issuer/master_key.hpp>
#include <cardea/server/oauth_routes.hpp>
#include <cardea/server/signed_in.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

namespace cardea::server {
namespace {

Secret<crypto::Key256> load_master_key(const Settings& settings, const db::Database& database) {
    if (const char* given = std::getenv("CARDEA_MASTER_KEY"); given != nullptr && *given != '\0') {
        return issuer::master_key_from(Secret{std::string{given}});
    }
    const auto file = master_key_file(settings);
    std::error_code ignored;
    // A new one would not open what another has sealed, and would stand in its place.
    if (!issuer::list_keys(database).empty() && !std::filesystem::exists(file, ignored)) {
        throw std::runtime_error{"the master key " + file.string() +
                                 " is missing: give the one that the database was first served "
                                 "with (cardea.key, CARDEA_MASTER_KEY)"};
    }
    return issuer::master_key_in(file);
}

/// HS256 with a secret of the operator's own: nothing is stored.
issuer::Keyring keyring_of_file(const std::filesystem::path& path) {
    std::error_code ignored;
    std::ifstream file{path, std::ios::binary};
    if (!file || std::filesystem::is_directory(path, ignored))
        throw SettingError{"tokens.secret_file: " + path.string() + " cannot be read"};
    std::string secret{std::istreambuf_iterator<char>{file}, {}};
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
    auto key = jose::Key::from_secret(Secret{std::move(secret)});
    if (!key) {
        throw SettingError{"tokens.secret_file: " + path.string() + ": " +
                           std::string{key.error().detail()}};
    }
    return {.active = *key, .keys = jose::KeySet{*key}};
}

issuer::Keyring load_keys(const Settings& settings, const db::Database& database) {
    if (!settings.secret_file.empty()) return keyring_of_file(settings.secret_file);
    const auto master_key = load_master_key(settings, database);
    return issuer::load_keyring(database, master_key.reveal(), settings.algorithm,
                                settings.issuer.access_ttl);
}

}  // namespace

std::unique_ptr<db::Database> open_database(const Settings& settings) {
    auto database = db::open(settings.database_url);
    accounts::migrate(*database);
    issuer::migrate(*database);
    return database;
}

std::filesystem::path master_key_file(const Settings& settings) {
    std::string_view path = settings.database_url;
    constexpr std::string_view scheme = "sqlite:";
    if (path.starts_with(scheme)) path.remove_prefix(scheme.size());
    return std::filesystem::path{path}.parent_path() / "cardea.key";
}

jose::KeySet published_keys(const Settings& settings, const db::Database& database) {
    // Asked first: where there are no keys, no master key is made for them either.
    if (!settings.secret_file.empty() || issuer::list_keys(database).empty()) return {};
    const auto master_key = load_master_key(settings, database);
    auto keys = issuer::stored_keys(database, master_key.reveal(), settings.issuer.access_ttl);
    std::erase_if(keys, [](const jose::Key& key) { return is_symmetric(key.algorithm()); });
    return jose::KeySet{std::move(keys)};
}

Backend::Backend(const Settings& settings, Report report)
    : database{open_database(settings)},
      keyring{load_keys(settings, *database)},
      token_issuer{keyring.active, settings.issuer},
      verifier{issuer::make_verifier(keyring.keys, settings.issuer)},
      accounts{*database, settings.accounts},
      max_staleness{settings.max_staleness},
      upkeep{accounts, std::move(report)} {}

void provide(std::shared_ptr<const Backend> backend, Routes& routes) {
    routes.provide(std::shared_ptr<const db::Database>{backend, backend->database.get()});
    routes.provide(std::shared_ptr<const accounts::Accounts>{backend, &backend->accounts});
    routes.provide(std::shared_ptr<const issuer::TokenIssuer>{backend, &backend->token_issuer});
    routes.provide(std::shared_ptr<const Upkeep>{backend, &backend->upkeep});
    routes.provide(PublishedKeys{jose::public_jwk_set(backend->keyring.keys)});
    routes.provide(make_authority(backend->accounts, backend->verifier, backend->max_staleness));
}

}  // namespace cardea::server
