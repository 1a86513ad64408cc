// For tests: another program's connection to the file, by SQLite's own interface.
#pragma once

#include <sqlite3.h>

#include <stdexcept>
#include <string>

namespace cardea::db::sqlite {

class ForeignConnection {
public:
    explicit ForeignConnection(const std::string& path) {
        if (sqlite3_open(path.c_str(), &connection_) != SQLITE_OK)
            throw std::runtime_error{"cannot open"};
    }
    ~ForeignConnection() { sqlite3_close(connection_); }
    ForeignConnection(const ForeignConnection&) = delete;
    ForeignConnection& operator=(const ForeignConnection&) = delete;

    void execute(const char* sql) {
        if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
            throw std::runtime_error{sqlite3_errmsg(connection_)};
        }
    }

private:
    sqlite3* connection_ = nullptr;
};

}  // namespace cardea::db::sqlite
