// The table that both benchmarks use: 100,000 users as the accounts room stores them.
#pragma once

#include <cardea/base/block_on.hpp>
#include <cardea/db/database.hpp>
#include <cardea/db/temporary_folder.hpp>

#include <string>

struct BenchDatabase {
    static constexpr int users = 100'000;

    BenchDatabase() {
        cardea::block_on(database->write([](cardea::db::Transaction& transaction)
                                             -> cardea::Async<> {
            co_await transaction.script(
                "CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT,"
                " disabled INTEGER NOT NULL, scope TEXT NOT NULL, created_at INTEGER NOT NULL) "
                "STRICT;"
                "CREATE TABLE events (id INTEGER PRIMARY KEY, kind TEXT NOT NULL) STRICT");
            for (int i = 0; i < users; ++i) {
                co_await transaction.run("INSERT INTO users VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                                         id_of(i), std::to_string(i) + "@example.org", "Somebody",
                                         false, "notes:read notes:write", 1'700'000'000 + i);
            }
        }));
    }

    static std::string id_of(int i) {
        std::string id = "018f0000-0000-7000-8000-000000000000";
        const std::string digits = std::to_string(i);
        id.replace(id.size() - digits.size(), digits.size(), digits);
        return id;
    }

    cardea::db::TemporaryFolder folder;
    std::unique_ptr<cardea::db::Database> database = cardea::db::open(folder / "bench.db");
};
