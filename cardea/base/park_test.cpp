#include <cardea/base/park.hpp>

#include <cardea/base/block_on.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <gtest/gtest.h>

#include <latch>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

// Under test: a parked coroutine goes on once, on its own loop, and dies with it.
namespace cardea {
namespace {

Async<> park_into(std::vector<Parked>& parked) {
    return park([&parked](Parked one) { parked.push_back(std::move(one)); });
}

TEST(Park, lets_another_thread_wake_it_on_its_own_loop) {
    std::thread waker;
    const auto here = std::this_thread::get_id();
    block_on([](std::thread& thread, std::thread::id loop) -> Async<> {
        for (int i = 0; i < 100; ++i) {
            co_await park([&thread](Parked one) { thread = std::thread{[one] { one.wake(); }}; });
            EXPECT_EQ(std::this_thread::get_id(), loop);
            thread.join();
        }
    }(waker, here));
}

TEST(Park, goes_on_once_however_often_it_is_woken) {
    std::vector<Parked> parked;
    int resumed = 0;
    block_on([](std::vector<Parked>& places, int& times) -> Async<> {
        co_await park([&places](Parked one) {
            one.wake();
            one.wake();
            places.push_back(one);
        });
        ++times;
        places.front().wake();
    }(parked, resumed));
    parked.front().wake();
    EXPECT_EQ(resumed, 1);
}

TEST(Park, wakes_the_one_that_it_was_asked_to) {
    std::vector<Parked> parked;
    std::vector<int> order;
    boost::asio::io_context loop{1};
    const auto wait = [](std::vector<Parked>& places, std::vector<int>& to, int number) -> Async<> {
        co_await park_into(places);
        to.push_back(number);
    };
    for (int i = 0; i < 3; ++i) {
        boost::asio::co_spawn(loop, wait(parked, order, i), boost::asio::detached);
    }
    loop.poll();
    for (const std::size_t at : {std::size_t{1}, std::size_t{2}, std::size_t{0}}) parked[at].wake();
    loop.run();
    EXPECT_EQ(order, (std::vector{1, 2, 0}));
}

TEST(Park, dies_with_its_loop_and_may_be_woken_in_vain_afterwards) {
    std::vector<Parked> parked;
    const auto owned = std::make_shared<int>(0);
    bool resumed = false;
    {
        boost::asio::io_context loop{1};
        const auto wait = [](std::vector<Parked>& to, std::shared_ptr<int>, bool& on) -> Async<> {
            co_await park_into(to);
            on = true;
        };
        boost::asio::co_spawn(loop, wait(parked, owned, resumed), boost::asio::detached);
        loop.poll();
        EXPECT_EQ(owned.use_count(), 2);
    }
    EXPECT_EQ(owned.use_count(), 1);
    parked.front().wake();
    EXPECT_FALSE(resumed);
}

TEST(Park, may_be_woken_while_its_loop_is_torn_down) {
    for (int round = 0; round < 200; ++round) {
        std::vector<Parked> parked;
        std::optional<boost::asio::io_context> loop{std::in_place, 1};
        boost::asio::co_spawn(*loop, park_into(parked), boost::asio::detached);
        loop->poll();
        std::latch both{2};
        std::thread waker{[&] {
            both.arrive_and_wait();
            parked.front().wake();
        }};
        both.arrive_and_wait();
        loop.reset();
        waker.join();
    }
}

}  // namespace
}  // namespace cardea
