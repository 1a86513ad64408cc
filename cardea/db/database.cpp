#include <cardea/db/database.hpp>

#include <cardea/db/sqlite/database.hpp>

#include <stdexcept>
#include <string>

namespace cardea::db {

std::unique_ptr<Database> open(std::string_view url, const Options& options) {
    const auto refuse = [url](std::string_view why) {
        throw std::runtime_error{"The database '" + std::string{url} +
                                 "' cannot be opened: " + std::string{why}};
    };
    std::string_view path = url;
    if (url.starts_with("postgresql:") || url.starts_with("postgres:")) {
        refuse("this version stores in SQLite files only; name a file, such as cardea.db.");
    }
    if (url.starts_with("sqlite:")) {
        path.remove_prefix(std::string_view{"sqlite:"}.size());
        if (path.starts_with("//")) path.remove_prefix(2);  // sqlite:///var/lib/cardea.db
    } else if (url.find("://") != std::string_view::npos) {
        refuse("only a path, or sqlite: and a path, is understood.");
    }
    if (path.empty()) refuse("it names no file.");
    if (path == ":memory:")
        refuse("a database in memory would lose what it promised; name a file.");
    return std::make_unique<sqlite::Database>(path, options);
}

}  // namespace cardea::db
