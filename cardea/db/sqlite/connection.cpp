#include <cardea/db/sqlite/connection.hpp>

#include <cardea/db/errc.hpp>

#include <sqlite3.h>

#include <chrono>
#include <thread>
#include <utility>

namespace cardea::db::sqlite {
namespace {

using namespace std::chrono_literals;

Errc cause_of_code(int code) {
    switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
        case SQLITE_CONSTRAINT_FOREIGNKEY: return Errc::conflict;
        default: break;
    }
    switch (code & 0xff) {  // the low byte of an extended code is its family
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_TOOBIG: return Errc::rejected;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return Errc::corrupt;
        case SQLITE_ERROR:
        case SQLITE_AUTH:
        case SQLITE_RANGE:
        case SQLITE_MISUSE: return Errc::wrong_statement;
        default: return Errc::unavailable;  // busy, full, input/output, memory, permissions
    }
}

int bind_value(sqlite3_stmt* statement, int position, const Value& value) {
    // A null pointer would bind NULL, so what is empty needs an address.
    if (const auto* text = std::get_if<std::string_view>(&value)) {
        return sqlite3_bind_text64(statement, position, text->empty() ? "" : text->data(),
                                   text->size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return sqlite3_bind_int64(statement, position, *whole);
    }
    if (const auto* bytes = std::get_if<Bytes>(&value)) {
        if (bytes->empty()) return sqlite3_bind_zeroblob(statement, position, 0);
        return sqlite3_bind_blob64(statement, position, bytes->data(), bytes->size(),
                                   SQLITE_STATIC);
    }
    if (const auto* number = std::get_if<double>(&value)) {
        return sqlite3_bind_double(statement, position, *number);
    }
    return sqlite3_bind_null(statement, position);
}

Value column_value(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(statement, column)};
        case SQLITE_FLOAT: return sqlite3_column_double(statement, column);
        case SQLITE_TEXT: {
            const void* text = sqlite3_column_text(statement, column);
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
            return std::string_view{static_cast<const char*>(text), size};
        }
        case SQLITE_BLOB: {
            const void* bytes = sqlite3_column_blob(statement, column);
            const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
            return Bytes{static_cast<const std::uint8_t*>(bytes), size};
        }
        default: return std::monostate{};
    }
}

// Ends a statement's run on every way out, so that no lock or dangling parameter stays behind.
class Running {
public:
    explicit Running(sqlite3_stmt* statement) : statement_{statement} {}
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() { sqlite3_reset(statement_); }

private:
    sqlite3_stmt* statement_;
};

bool is_blank(std::string_view sql) {
    return sql.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

// Set before SQLite first runs: its count of the memory in use is a lock on the path of every read.
// Where the program that embeds us has started SQLite already, this has no effect and does no harm.
void configure_library() {
    static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(once);
}

}  // namespace

void Connection::Close::operator()(sqlite3* connection) const noexcept {
    sqlite3_close_v2(connection);
}
void Connection::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

Connection::Connection(const std::string& path, Role role, const Options& options)
    : role_{role}, statements_max_{options.statements_max} {
    configure_library();
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    connection_.reset(opened);
    if (opened == nullptr) throw std::bad_alloc{};
    if (code != SQLITE_OK) fail(code, "open");

    sqlite3_extended_result_codes(opened, 1);
    // A reader stands on an event loop, and in WAL waits for nobody but for moments at the edges.
    const auto patience =
        role == Role::writer ? options.busy_timeout : std::min(options.busy_timeout, 250ms);
    sqlite3_busy_timeout(opened, static_cast<int>(patience.count()));
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    pragma("PRAGMA foreign_keys = ON");
    pragma("PRAGMA cache_size = -16384");  // KiB, at most
    if (role == Role::writer) {
        use_write_ahead_log(patience);
        pragma("PRAGMA synchronous = FULL");
        pragma("PRAGMA journal_size_limit = 67108864");  // the log shrinks again after a burst
    } else {
        pragma("PRAGMA query_only = ON");
        // A commit empties a reader's own cache; through the map it is full again without a call.
        pragma("PRAGMA mmap_size = 268435456");
    }
    pragma("SELECT count(*) FROM sqlite_schema");  // reads the file, so that damage shows now
    sqlite3_set_authorizer(opened, &Connection::authorize, this);
    trusted_ = false;
}

Connection::~Connection() {
    // Statements go before their connection.
    by_text_.clear();
    statements_.clear();
    boundaries_ = {};
}

void Connection::use_write_ahead_log(std::chrono::milliseconds patience) {
    // Where two processes make the same new file at once, SQLite refuses the second at once rather
    // than wait in a deadlock; it has only to ask again.
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::string_view rest;
    const Prepared statement = prepare("PRAGMA journal_mode = WAL", rest);
    while (true) {
        const int code = sqlite3_step(statement.get());
        if (code == SQLITE_ROW) {
            const Value mode = column_value(statement.get(), 0);
            const auto* text = std::get_if<std::string_view>(&mode);
            if (text != nullptr && *text == "wal") return;
            throw Failure{
                Error{Errc::unavailable, "this file system can't hold SQLite's write-ahead log"}};
        }
        if ((code & 0xff) != SQLITE_BUSY || std::chrono::steady_clock::now() >= deadline) {
            fail(code, "PRAGMA journal_mode = WAL");
        }
        sqlite3_reset(statement.get());
        std::this_thread::sleep_for(10ms);
    }
}

void Connection::pragma(const char* sql) {
    if (const int code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr))
        fail(code, sql);
}

// Where a transaction begins and ends is Cardea's affair: a COMMIT among the statements of a write
// would end the transaction of a whole group.
int Connection::authorize(void* self, int action, const char*, const char*, const char*,
                          const char*) {
    if (static_cast<Connection*>(self)->trusted_) return SQLITE_OK;
    switch (action) {
        case SQLITE_TRANSACTION:
        case SQLITE_SAVEPOINT:
        case SQLITE_ATTACH:
        case SQLITE_DETACH: return SQLITE_DENY;
        default: return SQLITE_OK;
    }
}

Connection::Prepared Connection::prepare(std::string_view sql, std::string_view& rest) {
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, &tail);
    if (code != SQLITE_OK) fail(code, sql);
    rest = sql.substr(static_cast<std::size_t>(tail - sql.data()));
    return Prepared{statement};
}

sqlite3_stmt* Connection::prepared(std::string_view sql) {
    if (const auto found = by_text_.find(sql); found != by_text_.end()) {
        statements_.splice(statements_.begin(), statements_, found->second);
        return found->second->statement.get();
    }
    std::string_view rest;
    Prepared statement = prepare(sql, rest);
    if (!statement || (!is_blank(rest) && prepare(rest, rest))) {  // a comment may follow
        throw Failure{Error{Errc::wrong_statement,
                            "one statement, no more and no less: " + std::string{sql}}};
    }
    if (role_ == Role::reader && sqlite3_stmt_readonly(statement.get()) == 0) {
        throw Failure{Error{Errc::wrong_statement, "a read that would write: " + std::string{sql}}};
    }
    if (statements_.size() >= statements_max_ && !statements_.empty()) {
        by_text_.erase(statements_.back().sql);
        statements_.pop_back();
    }
    statements_.push_front(Cached{std::string{sql}, std::move(statement)});
    by_text_.emplace(statements_.front().sql, statements_.begin());
    return statements_.front().statement.get();
}

std::int64_t Connection::execute(const Statement& asked) {
    sqlite3_stmt* statement = prepared(asked.sql);
    const auto wrong_columns = [&asked](int count) {
        throw Failure{Error{Errc::wrong_row, std::to_string(count) + " columns for " +
                                                 std::to_string(asked.columns.size()) +
                                                 " members: " + std::string{asked.sql}}};
    };
    const int wanted = static_cast<int>(asked.columns.size());
    if (const int count = sqlite3_column_count(statement); count != wanted) wrong_columns(count);
    if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) !=
        asked.parameters.size()) {
        throw Failure{
            Error{Errc::wrong_statement, std::to_string(asked.parameters.size()) +
                                             " arguments do not fit: " + std::string{asked.sql}}};
    }

    const Running running{statement};
    int position = 0;
    for (const Value& parameter : asked.parameters) {
        if (const int code = bind_value(statement, ++position, parameter)) fail(code, asked.sql);
    }
    const auto changes_before = sqlite3_total_changes64(connection_.get());
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        // Asked again: a statement that a new schema caught is prepared anew as it starts.
        if (const int count = sqlite3_data_count(statement); count != wanted) wrong_columns(count);
        for (int column = 0; column < wanted; ++column) {
            asked.columns[static_cast<std::size_t>(column)] = column_value(statement, column);
        }
        asked.accept(asked.rows, asked);
        if (asked.first_only) break;
    }
    if (code != SQLITE_DONE && code != SQLITE_ROW) fail(code, asked.sql);
    // The count of changes is that of the last INSERT, UPDATE or DELETE, so none may be ours.
    if (sqlite3_total_changes64(connection_.get()) == changes_before) return 0;
    return sqlite3_changes64(connection_.get());
}

void Connection::script(std::string_view sql) {
    while (!is_blank(sql)) {
        std::string_view rest;
        const Prepared statement = prepare(sql, rest);
        int code = SQLITE_DONE;
        while (statement && (code = sqlite3_step(statement.get())) == SQLITE_ROW) {}
        if (code != SQLITE_DONE) fail(code, sql.substr(0, sql.size() - rest.size()));
        sql = rest;
    }
}

void Connection::cross(Boundary boundary) {
    static constexpr std::array texts{"BEGIN",           "BEGIN IMMEDIATE", "SAVEPOINT one",
                                      "ROLLBACK TO one", "RELEASE one",     "COMMIT",
                                      "ROLLBACK"};
    const auto index = static_cast<std::size_t>(boundary);
    Prepared& statement = boundaries_.at(index);
    trusted_ = true;  // while it runs too, since a changed schema makes SQLite prepare it anew
    const struct Distrust {
        bool& trusted;
        ~Distrust() { trusted = false; }
    } afterwards{trusted_};
    if (!statement) {
        std::string_view rest;
        statement = prepare(texts.at(index), rest);
    }
    const Running running{statement.get()};
    if (const int code = sqlite3_step(statement.get()); code != SQLITE_DONE)
        fail(code, texts.at(index));
}

void Connection::stop_at(std::optional<std::chrono::steady_clock::time_point> end) {
    static constexpr int steps = 1000;  // of SQLite's machine between two looks at the clock
    if (end) end_ = *end;
    sqlite3_progress_handler(connection_.get(), end ? steps : 0,
                             end ? &Connection::is_over : nullptr, this);
}

int Connection::is_over(void* self) {
    return std::chrono::steady_clock::now() >= static_cast<Connection*>(self)->end_ ? 1 : 0;
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(connection_.get()) == 0; }

bool Connection::breaks_foreign_keys() const {
    int broken = 0;
    int unused = 0;
    sqlite3_db_status(connection_.get(), SQLITE_DBSTATUS_DEFERRED_FKS, &broken, &unused, 0);
    return broken != 0;
}

void Connection::fail(int code, std::string_view sql) const {
    // The code of the connection tells more than that of the call, except when open itself failed.
    const int extended = sqlite3_extended_errcode(connection_.get());
    if ((extended & 0xff) == (code & 0xff)) code = extended;
    Error error{cause_of_code(code), std::string{sqlite3_errmsg(connection_.get())} + " [" +
                                         sqlite3_errstr(code) + "]: " + std::string{sql}};
    if (error == Errc::unavailable) error = std::move(error).retry_in(1s);
    throw Failure{std::move(error)};
}

}  // namespace cardea::db::sqlite
