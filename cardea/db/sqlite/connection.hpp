// One connection to an SQLite file, used by one thread at a time, and the statements that it has
// prepared. Everything here runs at once, on the calling thread.
#pragma once

#include <cardea/db/database.hpp>
#include <cardea/db/statement.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace cardea::db::sqlite {

enum class Role { reader, writer };

/// The boundaries of transactions, which only Cardea sets.
enum class Boundary { begin_read, begin_write, savepoint, undo, release, commit, rollback };

class Connection {
public:
    /// Opens the file at the absolute `path`, which exists already.
    /// Errors: throws `Failure`.
    Connection(const std::string& path, Role role, const Options& options);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Runs a statement; returns how many rows it changed. Throws `Failure`.
    std::int64_t execute(const Statement& statement);
    /// Runs several statements without parameters. Throws `Failure`.
    void script(std::string_view sql);
    /// Throws `Failure`.
    void cross(Boundary boundary);
    /// Lets no statement run beyond `end`: it fails then, and SQLite may roll everything back.
    void stop_at(std::optional<std::chrono::steady_clock::time_point> end);

    /// False before a begin, after a commit, and when SQLite itself rolled everything back.
    [[nodiscard]] bool in_transaction() const;
    /// Whether a foreign key that is checked at commit does not hold now.
    [[nodiscard]] bool breaks_foreign_keys() const;

private:
    struct Close {
        void operator()(sqlite3* connection) const noexcept;
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;
    struct Cached {
        std::string sql;
        Prepared statement;
    };

    static int authorize(void* self, int action, const char*, const char*, const char*,
                         const char*);
    static int is_over(void* self);
    Prepared prepare(std::string_view sql, std::string_view& rest);
    sqlite3_stmt* prepared(std::string_view sql);
    void pragma(const char* sql);
    void use_write_ahead_log(std::chrono::milliseconds patience);
    [[noreturn]] void fail(int code, std::string_view sql) const;

    std::unique_ptr<sqlite3, Close> connection_;
    Role role_;
    bool trusted_ = true;                        // while Cardea's own statements are prepared
    std::chrono::steady_clock::time_point end_;  // of the statements, where one was set
    std::size_t statements_max_;
    std::list<Cached> statements_;  // the latest used first
    std::unordered_map<std::string_view, std::list<Cached>::iterator> by_text_;
    std::array<Prepared, 7> boundaries_;
};

}  // namespace cardea::db::sqlite
