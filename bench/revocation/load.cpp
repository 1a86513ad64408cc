// What a start costs: the journal of a busy quarter of an hour, read from SQLite into memory.
#include "ids.hpp"

#include <cardea/accounts/migrations.hpp>
#include <cardea/accounts/revocations.hpp>
#include <cardea/base/block_on.hpp>
#include <cardea/db/database.hpp>
#include <cardea/db/temporary_folder.hpp>

#include <benchmark/benchmark.h>

namespace {

constexpr std::int64_t million = 1'000'000;

/// Ends a million sessions, as accounts writes it down; among as many other entries.
void fill(const cardea::db::Database& database) {
    cardea::block_on(database.write([](cardea::db::Transaction& transaction) -> cardea::Async<> {
        co_await transaction.run(
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < "
            "?1)"
            " INSERT INTO journal (at, event, reason, user_id, session_id, until)"
            " SELECT ?2, CASE n % 2 WHEN 0 THEN 'session_ended' ELSE 'signed_in' END, 'logout',"
            " '0192c7a4-7b1c-7def-8000-' || substr('000000000000' || n, -12),"
            " '0192c7a4-7b1c-7def-9000-' || substr('000000000000' || n, -12),"
            " CASE n % 2 WHEN 0 THEN ?2 + n % 900 END FROM numbers",
            2 * million, bench::noon);
    }));
}

void a_million_loaded_from_sqlite(benchmark::State& state) {
    const cardea::db::TemporaryFolder folder;
    const auto database = cardea::db::open(folder / "load.db");
    cardea::accounts::migrate(*database);
    fill(*database);
    std::size_t count = 0;
    for (auto _ : state) {
        const cardea::ManualClock clock{bench::noon};
        cardea::revocation::Index index{clock};
        const bench::Stopwatch stopwatch;
        cardea::block_on(cardea::accounts::load_revocations(
            *database, bench::noon - std::chrono::seconds{1}, index));
        index.maintain();
        state.SetIterationTime(stopwatch.seconds());
        count = index.size();
    }
    state.counters["entries"] = static_cast<double>(count);
}

BENCHMARK(a_million_loaded_from_sqlite)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
