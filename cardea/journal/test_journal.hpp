// For tests: a journal in a file of its own.
#pragma once

#include <cardea/base/block_on.hpp>
#include <cardea/db/temporary_folder.hpp>
#include <cardea/journal/journal.hpp>
#include <cardea/journal/migrations.hpp>

#include <memory>
#include <string>
#include <utility>

namespace cardea::journal {

inline constexpr TimePoint noon{std::chrono::seconds{1'800'000'000}};

class TestJournal {
public:
    TestJournal() { migrate(*database); }

    void write(Entry entry) const {
        block_on(database->write([entry = std::move(entry)](db::Transaction& transaction) {
            return append(transaction, entry);
        }));
    }

    db::TemporaryFolder folder;
    std::string path = folder / "journal.db";
    std::unique_ptr<db::Database> database = db::open(path);
};

}  // namespace cardea::journal
