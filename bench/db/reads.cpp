// What does a point look-up cost: bare SQLite, and through cardea::db in one turn of the loop and
// in a turn of its own?
#include "bench_database.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace {

struct User {
    std::string id;
    std::string email;
    std::optional<std::string> name;
    bool disabled;
    std::string scope;
    std::int64_t created_at;
};

constexpr std::string_view find_user =
    "SELECT id, email, name, disabled, scope, created_at FROM users WHERE id = ?1";

BenchDatabase& shared_database() {
    static BenchDatabase database;
    return database;
}

const std::vector<std::string>& some_ids() {
    static const std::vector<std::string> ids = [] {
        std::vector<std::string> some;
        for (int i = 0; i < 1000; ++i)
            some.push_back(BenchDatabase::id_of(i * 97 % BenchDatabase::users));
        return some;
    }();
    return ids;
}

// Prepared once, inside an open transaction, copied into the same struct: the floor.
void bare_sqlite(benchmark::State& state) {
    sqlite3* connection = nullptr;
    sqlite3_open_v2((shared_database().folder / "bench.db").c_str(), &connection,
                    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    sqlite3_exec(connection, "PRAGMA cache_size = -16384; PRAGMA mmap_size = 268435456", nullptr,
                 nullptr, nullptr);
    sqlite3_stmt* find = nullptr;
    sqlite3_prepare_v2(connection, find_user.data(), static_cast<int>(find_user.size()), &find,
                       nullptr);
    sqlite3_exec(connection, "BEGIN", nullptr, nullptr, nullptr);
    const auto text = [&find](int column) {
        const void* characters = sqlite3_column_text(find, column);
        return std::string{static_cast<const char*>(characters),
                           static_cast<std::size_t>(sqlite3_column_bytes(find, column))};
    };
    std::size_t next = 0;
    for (auto _ : state) {
        const auto& id = some_ids()[next++ % 1000];
        sqlite3_bind_text(find, 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
        if (sqlite3_step(find) != SQLITE_ROW) state.SkipWithError("no row");
        User user{text(0), text(1),
                  text(2), sqlite3_column_int(find, 3) != 0,
                  text(4), sqlite3_column_int64(find, 5)};
        benchmark::DoNotOptimize(user);
        sqlite3_reset(find);
    }
    sqlite3_finalize(find);
    sqlite3_close(connection);
}

cardea::Async<> read_in_one_turn(benchmark::State& state) {
    auto& database = *shared_database().database;
    std::size_t next = 0;
    for (auto _ : state) {
        auto user = co_await database.one<User>(find_user, some_ids()[next++ % 1000]);
        if (!user) state.SkipWithError("no row");
        benchmark::DoNotOptimize(user);
    }
}

cardea::Async<> read_in_turns(benchmark::State& state) {
    auto& database = *shared_database().database;
    const cardea::Executor loop = co_await boost::asio::this_coro::executor;
    std::size_t next = 0;
    for (auto _ : state) {
        auto user = co_await database.one<User>(find_user, some_ids()[next++ % 1000]);
        if (!user) state.SkipWithError("no row");
        benchmark::DoNotOptimize(user);
        co_await boost::asio::post(loop, boost::asio::use_awaitable_t<cardea::Executor>{});
    }
}

void one_turn(benchmark::State& state) { cardea::block_on(read_in_one_turn(state)); }
void a_turn_each(benchmark::State& state) { cardea::block_on(read_in_turns(state)); }

}  // namespace

BENCHMARK(bare_sqlite);
BENCHMARK(one_turn);
BENCHMARK(a_turn_each);
BENCHMARK_MAIN();
