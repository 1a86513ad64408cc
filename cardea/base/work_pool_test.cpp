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

Async<> note_outcome(WorkPool& pool, std::latch& begun, std::latch& gate, int& taken,
                     int& refused) {
    const auto outcome = co_await pool.run([&] {
        begun.count_down();
        gate.wait();
    });
    if (outcome) {
        ++taken;
    } else {
        EXPECT_EQ(outcome.error(), Errc::unavailable);
        ++refused;
    }
}

TEST(WorkPool, ends_what_runs_and_refuses_what_has_not_begun) {
    boost::asio::io_context loop;
    auto pool = std::make_unique<WorkPool>(1, 8);
    std::latch begun{1};
    std::latch gate{1};
    int taken = 0;
    int refused = 0;
    for (int i = 0; i < 4; ++i) {
        boost::asio::co_spawn(loop, note_outcome(*pool, begun, gate, taken, refused),
                              boost::asio::detached);
    }
    loop.poll();  // all four are with the pool
    begun.wait();
    std::jthread end{[&] { pool.reset(); }};
    while (refused < 3) loop.run_one();  // while the first is still at work
    EXPECT_EQ(taken, 0);
    gate.count_down();
    loop.run();
    EXPECT_EQ(taken, 1);
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
