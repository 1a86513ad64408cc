// What a request pays: a check of its token, session and user, and the age of what is known.
#include "ids.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace {

using cardea::revocation::Index;
using cardea::revocation::Verdict;

constexpr std::uint64_t never_revoked = 1'000'000'000;
constexpr std::size_t batch = 1024;

using Fill = void (*)(Index&, std::uint64_t entries);
void sessions(Index& index, std::uint64_t entries) { bench::revoke_sessions(index, 0, entries); }
void all_kinds(Index& index, std::uint64_t entries) { bench::revoke_all_kinds(index, entries); }

/// With so many entries, merged; made once.
Index& index_of(Fill fill, std::uint64_t entries) {
    static cardea::ManualClock clock{bench::noon};
    static std::map<std::pair<Fill, std::uint64_t>, std::unique_ptr<Index>> indexes;
    auto& index = indexes[{fill, entries}];
    if (index == nullptr) {
        index = std::make_unique<Index>(clock);
        fill(*index, entries);
        index->maintain();
    }
    return *index;
}

using NumberOf = std::function<std::uint64_t(std::uint64_t nth)>;

/// Times batches of checks of ids that were made just before, outside of the measured time.
void run(benchmark::State& state, const Index& index, const NumberOf& number_of,
         bool are_revoked = false) {
    std::vector<bench::Ids> asked;
    std::vector<double> times;
    std::uint64_t nth = 0;
    for (auto _ : state) {
        asked.clear();
        for (std::size_t i = 0; i < batch; ++i) asked.emplace_back(number_of(nth++));
        std::size_t revoked = 0;
        const bench::Stopwatch stopwatch;
        for (const auto& ids : asked) {
            const auto verdict = index.check(ids.token(), ids.session(), ids.user());
            revoked += verdict == Verdict::stands ? 0 : 1;
        }
        times.push_back(stopwatch.seconds());
        state.SetIterationTime(times.back());
        if (revoked != (are_revoked ? batch : 0)) state.SkipWithError("a wrong verdict");
    }
    std::ranges::sort(times);
    state.counters["check"] = times[times.size() / 2] / batch;
    state.counters["undisturbed"] = times[times.size() / 20] / batch;
    const auto entries = std::max<std::size_t>(index.size(), 1);
    state.counters["bytes/entry"] =
        static_cast<double>(index.bytes()) / static_cast<double>(entries);
}

std::uint64_t never(std::uint64_t nth) { return never_revoked + nth; }

void misses(benchmark::State& state, Fill fill) {
    run(state, index_of(fill, static_cast<std::uint64_t>(state.range(0))), never);
}

void hits(benchmark::State& state, Fill fill) {
    const auto entries = static_cast<std::uint64_t>(state.range(0));
    const auto any = [&](std::uint64_t nth) { return bench::scattered(nth, 99) % entries; };
    run(state, index_of(fill, entries), any, true);
}

/// Another thread revokes 100,000 sessions a second meanwhile, and maintains each second.
void misses_while_revoking(benchmark::State& state) {
    static cardea::ManualClock clock{bench::noon};
    const auto entries = static_cast<std::uint64_t>(state.range(0));
    Index index{clock};
    bench::revoke_sessions(index, 0, entries);
    index.maintain();
    std::jthread revoking{[&, next = entries](const std::stop_token& stop) mutable {
        for (int bursts = 1; !stop.stop_requested(); ++bursts, next += 100) {
            bench::revoke_sessions(index, next, next + 100);
            if (bursts % 1000 == 0) index.maintain();
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
    }};
    run(state, index, never);
}

void age(benchmark::State& state) {
    Index index;
    index.confirm(std::chrono::steady_clock::now());
    for (auto _ : state) benchmark::DoNotOptimize(index.age());
}

}  // namespace

BENCHMARK_CAPTURE(misses, sessions, sessions)
    ->UseManualTime()
    ->Arg(0)
    ->Arg(1000)
    ->Arg(1'000'000)
    ->Arg(10'000'000);
BENCHMARK_CAPTURE(misses, all_kinds, all_kinds)
    ->UseManualTime()
    ->Arg(1000)
    ->Arg(1'000'000)
    ->Arg(10'000'000);
BENCHMARK_CAPTURE(hits, sessions, sessions)
    ->UseManualTime()
    ->Arg(1000)
    ->Arg(1'000'000)
    ->Arg(10'000'000);
BENCHMARK(misses_while_revoking)->UseManualTime()->Arg(1'000'000)->Arg(10'000'000);
BENCHMARK(age);
BENCHMARK_MAIN();
