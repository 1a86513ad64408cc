// The SQLite twin of db::Database: one file, one writer, a reader for each thread.
#pragma once

#include <cardea/db/database.hpp>
#include <cardea/db/sqlite/reader.hpp>
#include <cardea/db/sqlite/writer.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace cardea::db::sqlite {

class Database final : public db::Database {
public:
    /// Errors: throws `std::runtime_error` with a sentence that says what is wrong with the file.
    Database(const std::filesystem::path& path, const Options& options);

    Async<std::int64_t> version() const override;
    Async<Result<>> ping() const override;
    Async<std::int64_t> execute(const Statement& statement) const override;

    /// How many groups of writes have ended.
    [[nodiscard]] std::uint64_t commits() const { return commits_.load(); }

protected:
    Async<> commit(std::shared_ptr<Write> write) const override;
    Async<HeldTransaction> open_hold(std::chrono::milliseconds time_max) const override;

private:
    std::string path_;
    std::atomic<std::uint64_t> commits_ = 0;
    std::unique_ptr<Writer> writer_;  // closes after the readers: the last connection tidies up
    Readers readers_;
};

}  // namespace cardea::db::sqlite
