#include <cardea/db/sqlite/database.hpp>

#include <boost/asio/this_coro.hpp>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace cardea::db::sqlite {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_file(const fs::path& path, const std::string& why) {
    throw std::runtime_error{"The database " + path.string() + " cannot be opened: " + why};
}

// Makes the file if there is none, for its owner alone, and returns its absolute path. SQLite gives
// the files that it makes beside it the same mode.
std::string ready_file(const fs::path& given) {
    const fs::path path = fs::absolute(given).lexically_normal();
    const fs::path folder = path.parent_path();
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        refuse_file(path, "there is no folder " + folder.string() + ".");
    if (fs::is_directory(path, ignored)) refuse_file(path, "it is a folder.");
    // Never opened when it exists: closing it would drop the locks of this process on it.
    const int made = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made >= 0) {
        ::close(made);
    } else if (errno != EEXIST) {
        refuse_file(path,
                    "the file cannot be made (" + std::generic_category().message(errno) + ").");
    }
    if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
        refuse_file(path, "its folder must be writable too, for SQLite's log beside it.");
    }
    if (::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK, AT_EACCESS) != 0) {
        refuse_file(path, "this user may not read and write the file.");
    }
    return path.string();
}

std::unique_ptr<Writer> open_writer(const std::string& path, const Options& options,
                                    std::atomic<std::uint64_t>& commits) {
    try {
        return std::make_unique<Writer>(path, options, commits);
    } catch (const Failure& failure) {
        const Error& error = failure.error();
        const std::string detail{error.detail()};
        if (error == Errc::corrupt)
            refuse_file(path, "it is damaged, or no SQLite database (" + detail + ").");
        refuse_file(path, detail + ".");
    }
}

}  // namespace

Database::Database(const std::filesystem::path& path, const Options& options)
    : path_{ready_file(path)},
      writer_{open_writer(path_, options, commits_)},
      readers_{path_, options, commits_} {}

Async<Result<>> Database::ping() const {
    try {
        co_await one<std::int64_t>("SELECT count(*) FROM sqlite_schema");
    } catch (const Failure& failure) {
        co_return failure.error();
    }
    co_return Result<>{};
}

Async<std::int64_t> Database::version() const { co_return readers_.here().version(); }

Async<std::int64_t> Database::execute(const Statement& statement) const {
    const Executor loop = co_await boost::asio::this_coro::executor;
    co_return readers_.here().execute(statement, loop);
}

Async<> Database::commit(std::shared_ptr<Write> write) const {
    return writer_->commit(std::move(write));
}

Async<HeldTransaction> Database::open_hold(std::chrono::milliseconds time_max) const {
    return writer_->hold(time_max);
}

}  // namespace cardea::db::sqlite
