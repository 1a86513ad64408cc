// What changes cost: revoking, and the thread in the background.
#include "ids.hpp"

#include <benchmark/benchmark.h>

#include <memory>

namespace {

using cardea::revocation::Index;
using cardea::revocation::Kind;

constexpr std::uint64_t million = 1'000'000;

/// A million at once, as when a server starts.
void a_million_revoked(benchmark::State& state) {
    std::vector<bench::Ids> ids;
    for (std::uint64_t number = 0; number < million; ++number) ids.emplace_back(number);
    std::size_t bytes = 0;
    for (auto _ : state) {
        Index index;
        const bench::Stopwatch stopwatch;
        for (const auto& of : ids)
            index.revoke(Kind::session, of.session(), bench::noon + bench::lifetime);
        state.SetIterationTime(stopwatch.seconds());
        bytes = index.bytes();
    }
    state.counters["bytes/entry"] = static_cast<double>(bytes) / static_cast<double>(million);
}

/// Puts the tables together that such a load has left.
void maintain_after_a_load(benchmark::State& state) {
    const auto entries = static_cast<std::uint64_t>(state.range(0));
    std::size_t bytes = 0;
    for (auto _ : state) {
        cardea::ManualClock clock{bench::noon};
        Index index{clock};
        bench::revoke_sessions(index, 0, entries);
        const bench::Stopwatch stopwatch;
        index.maintain();
        state.SetIterationTime(stopwatch.seconds());
        bytes = index.bytes();
    }
    state.counters["bytes/entry"] = static_cast<double>(bytes) / static_cast<double>(entries);
}

/// A minute later a fifteenth has expired: one table is made of one.
void maintain_after_a_minute(benchmark::State& state) {
    const auto entries = static_cast<std::uint64_t>(state.range(0));
    for (auto _ : state) {
        cardea::ManualClock clock{bench::noon};
        Index index{clock};
        constexpr std::uint64_t minutes = 15;
        for (std::uint64_t minute = 1; minute <= minutes; ++minute)
            bench::revoke_sessions(index, (minute - 1) * entries / minutes,
                                   minute * entries / minutes,
                                   bench::noon + std::chrono::minutes{minute});
        index.maintain();
        clock.advance(std::chrono::minutes{1});
        const bench::Stopwatch stopwatch;
        index.maintain();
        state.SetIterationTime(stopwatch.seconds());
    }
}

/// The usual second: 10,000 new ones in front of many.
void maintain_each_second(benchmark::State& state) {
    const auto entries = static_cast<std::uint64_t>(state.range(0));
    cardea::ManualClock clock{bench::noon};
    Index index{clock};
    bench::revoke_sessions(index, 0, entries);
    index.maintain();
    auto next = entries;
    for (auto _ : state) {
        bench::revoke_sessions(index, next, next + 10'000);
        next += 10'000;
        const bench::Stopwatch stopwatch;
        index.maintain();
        state.SetIterationTime(stopwatch.seconds());
    }
}

}  // namespace

BENCHMARK(a_million_revoked)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(maintain_after_a_load)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Arg(million)
    ->Arg(10 * million);
BENCHMARK(maintain_after_a_minute)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Arg(million)
    ->Arg(10 * million);
BENCHMARK(maintain_each_second)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Arg(10 * million)
    ->Iterations(100);
BENCHMARK_MAIN();
