#include <cardea/base/work_pool.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>

namespace cardea {
namespace {

Async<> run_sixteen(WorkPool& pool, std::thread::id loop, std::atomic<int>& done) {
    for (int i = 0; i < 16; ++i) {
        const auto multiply = [i] { return i * i; };
        const auto square = co_await pool.run(multiply);
        EXPECT_EQ(square.value(), i * i);
        EXPECT_EQ(std::this_thread::get_id(), loop);
        ++done;
    }
}

TEST(WorkPool, answers_on_the_callers_loop) {
    boost::asio::io_context loop;
    WorkPool pool{2, 8};
    std::atomic<int> done = 0;
    boost::asio::co_spawn(loop, run_sixteen(pool, std::this_thread::get_id(), done),
                          boost::asio::detached);
    loop.run();
    EXPECT_EQ(done, 16);
}

Async<> count_outcome(WorkPool& pool, std::latch& gate, int& taken, int& refused) {
    const auto outcome = co_await pool.run([&gate] { gate.wait(); });
    if (outcome) {
        ++taken;
    } else {
        EXPECT_EQ(outcome.error(), Errc::exhausted);
        if (++refused == 3) gate.count_down();
    }
}

TEST(WorkPool, refuses_what_does_not_fit) {
    boost::asio::io_context loop;
    WorkPool pool{1, 2};
    std::latch gate{1};
    int taken = 0;
    int refused = 0;
    for (int i = 0; i < 6; ++i) {
        boost::asio::co_spawn(loop, count_outcome(pool, gate, taken, refused),
                              boost::asio::detached);
    }
    loop.run();
    EXPECT_EQ(taken, 3);
    EXPECT_EQ(refused, 3);
}

Async<> run_thrower(WorkPool& pool, bool& caught) {
    try {
        (void)co_await pool.run([]() -> int { throw std::runtime_error{"no"}; });
    } catch (const std::runtime_error&) {
        caught = true;
    }
}

TEST(WorkPool, throws_at_the_caller_what_the_work_threw) {
    boost::asio::io_context loop;
    WorkPool pool{1, 1};
    bool caught = false;
    boost::asio::co_spawn(loop, run_thrower(pool, caught), boost::asio::detached);
    loop.run();
    EXPECT_TRUE(caught);
}

}  // namespace
}  // namespace cardea
