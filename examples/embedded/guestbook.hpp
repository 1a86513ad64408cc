// The pages and endpoints of the guestbook, which know nothing of what stands around them.
#pragma once

#include <cardea/app/routes.hpp>
#include <cardea/db/migration.hpp>

#include <array>
#include <exception>

namespace guestbook {

inline constexpr std::array migrations{cardea::db::Migration{1, "entries", R"(
    CREATE TABLE entries (id INTEGER PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL,
                          written_at INTEGER NOT NULL) STRICT)"}};

/// Thrown where no entry fits any more; what it is answered with is the app's business.
struct Full : std::exception {
    [[nodiscard]] const char* what() const noexcept override { return "the guestbook is full"; }
};

/// The page with its form, the entries as JSON, and their removal by a moderator.
[[nodiscard]] cardea::Routes routes();

}  // namespace guestbook
