// Under test: the wait doubles up to its bound, and is not the same for everybody.
#include <cardea/remote/backoff.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace cardea::remote {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, doubles_up_to_its_bound_and_leaves_half_to_chance) {
    struct Row {
        unsigned failures;
        std::chrono::milliseconds longest;
    };
    for (const auto& row : {Row{1, 1s}, Row{2, 2s}, Row{3, 4s}, Row{6, 32s}, Row{7, 60s},
                            Row{8, 60s}, Row{std::numeric_limits<unsigned>::max(), 60s}}) {
        std::vector<std::chrono::milliseconds> waits;
        for (int i = 0; i < 200; ++i) waits.push_back(backoff(1s, 60s, row.failures));
        const auto [shortest, longest] = std::minmax_element(waits.begin(), waits.end());
        EXPECT_GE(*shortest, row.longest / 2) << row.failures;
        EXPECT_LE(*longest, row.longest) << row.failures;
        EXPECT_GT(*longest - *shortest, row.longest / 4) << row.failures;
    }
}

TEST(Backoff, takes_a_bound_below_the_first_wait) { EXPECT_LE(backoff(10s, 1s, 1), 1s); }

}  // namespace
}  // namespace cardea::remote
