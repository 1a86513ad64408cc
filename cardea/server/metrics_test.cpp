// Under test: what is counted, on any thread, is what Prometheus reads.
#include <cardea/server/metrics.hpp>

#include <cardea/server/version.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <thread>
#include <vector>

namespace cardea::server {
namespace {

using testing::HasSubstr;

TEST(Metrics, begins_with_every_class_at_zero) {
    const Metrics metrics;
    for (const auto* group : {"1xx", "2xx", "3xx", "4xx", "5xx"}) {
        EXPECT_THAT(metrics.text(), HasSubstr("cardea_http_answers_total{class=\"" +
                                              std::string{group} + "\"} 0\n"));
    }
    EXPECT_THAT(metrics.text(), HasSubstr("\ncardea_http_answer_seconds_total 0.000000\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("version=\"" + std::string{version} + "\"} 1\n"));
}

TEST(Metrics, counts_answers_by_the_class_of_their_status) {
    Metrics metrics;
    metrics.count_answer(static_cast<Status>(200), 0);
    metrics.count_answer(static_cast<Status>(299), 0);
    metrics.count_answer(static_cast<Status>(404), 0);
    metrics.count_answer(static_cast<Status>(599), 0);
    EXPECT_THAT(metrics.text(), HasSubstr("{class=\"1xx\"} 0\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("{class=\"2xx\"} 2\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("{class=\"3xx\"} 0\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("{class=\"4xx\"} 1\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("{class=\"5xx\"} 1\n"));
}

TEST(Metrics, sums_the_time_of_answers_up_in_seconds) {
    Metrics metrics;
    metrics.count_answer(static_cast<Status>(200), 1'500'000'000);
    metrics.count_answer(static_cast<Status>(500), 250'000);
    EXPECT_THAT(metrics.text(), HasSubstr("\ncardea_http_answer_seconds_total 1.500250\n"));
}

TEST(Metrics, passes_over_what_is_no_status) {
    Metrics metrics;
    for (const int status : {0, 99, 600, 65535})
        metrics.count_answer(static_cast<Status>(status), 7'000'000'000);
    EXPECT_EQ(metrics.text(), Metrics{}.text());
}

TEST(Metrics, loses_nothing_where_more_threads_count_than_it_has_places) {
    Metrics metrics;
    constexpr int threads = 100;
    constexpr int answers = 200;
    {
        std::vector<std::jthread> counting;
        for (int at = 0; at < threads; ++at) {
            counting.emplace_back([&metrics] {
                for (int i = 0; i < answers; ++i)
                    metrics.count_answer(static_cast<Status>(201), 1000);
            });
        }
    }
    EXPECT_THAT(metrics.text(), HasSubstr("{class=\"2xx\"} 20000\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("\ncardea_http_answer_seconds_total 0.020000\n"));
}

TEST(Metrics, explains_each_name_once_and_before_its_samples) {
    std::istringstream lines{Metrics{}.text()};
    std::set<std::string> helped;
    std::set<std::string> typed;
    int samples = 0;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string first;
        std::string second;
        std::string name;
        words >> first >> second >> name;
        if (first == "#") {
            EXPECT_TRUE((second == "HELP" ? helped : typed).insert(name).second) << line;
            continue;
        }
        const auto sampled = first.substr(0, first.find('{'));
        EXPECT_TRUE(helped.contains(sampled) && typed.contains(sampled)) << line;
        ++samples;
    }
    EXPECT_EQ(samples, 8);
    EXPECT_EQ(helped, typed);
}

}  // namespace
}  // namespace cardea::server
