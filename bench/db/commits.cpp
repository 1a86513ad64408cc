// How many durable writes a second, by how many callers wait for one at the same time?
#include "bench_database.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <benchmark/benchmark.h>

namespace {

cardea::Async<> add_event(cardea::db::Database& database) {
    co_await database.write([](cardea::db::Transaction& transaction) -> cardea::Async<> {
        co_await transaction.run("INSERT INTO events (kind) VALUES (?1)", "signed_in");
    });
}

cardea::Async<> add_events(cardea::db::Database& database, int count) {
    for (int i = 0; i < count; ++i) co_await add_event(database);
}

void durable_writes(benchmark::State& state) {
    static BenchDatabase shared;
    constexpr int each = 8;
    const auto callers = static_cast<int>(state.range(0));
    for (auto _ : state) {
        boost::asio::io_context loop{1};
        for (int i = 0; i < callers; ++i) {
            boost::asio::co_spawn(loop, add_events(*shared.database, each), boost::asio::detached);
        }
        loop.run();
    }
    state.SetItemsProcessed(state.iterations() * callers * each);
}

}  // namespace

BENCHMARK(durable_writes)
    ->Arg(1)
    ->Arg(4)
    ->Arg(16)
    ->Arg(64)
    ->Arg(256)
    ->UseRealTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_MAIN();
