// Under test: what Cache-Control says of time is understood, and nothing else is taken for it.
#include <cardea/remote/freshness.hpp>

#include <gtest/gtest.h>

namespace cardea::remote {
namespace {

using namespace std::chrono_literals;

TEST(Freshness, finds_max_age_among_other_directives) {
    for (const auto* field : {"max-age=300", "public, max-age=300, must-revalidate",
                              "no-store,Max-Age=300", " \tmax-age=300 ", R"(max-age="300")",
                              "max-age=0300", ", ,max-age=300", "max-age=300, max-age=5"}) {
        EXPECT_EQ(max_age_of(field), 300s) << field;
    }
    EXPECT_EQ(max_age_of("max-age=0"), 0s);
    EXPECT_EQ(max_age_of("max-age=000"), 0s);
    EXPECT_EQ(max_age_of("max-age=99999999999999999999999"), 9'999'999'999s);
}

TEST(Freshness, takes_nothing_else_for_it) {
    for (const auto* field : {"", ",", "no-cache", "s-maxage=300", "max-age", "max-age=",
                              "max-age=-1", "max-age=1.5", "max-age=1h", "max-age = 300",
                              R"(max-age=")", R"(max-age="")", "x-max-age=300", "max-age=+3"}) {
        EXPECT_EQ(max_age_of(field), std::nullopt) << field;
    }
}

}  // namespace
}  // namespace cardea::remote
