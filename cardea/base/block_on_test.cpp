#include <cardea/base/block_on.hpp>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

// Under test: a plain thread gets what a coroutine yields, whether or not it suspends.
namespace cardea {
namespace {

struct NotDefaultConstructible {
    explicit NotDefaultConstructible(int n) : number{std::make_unique<int>(n)} {}
    std::unique_ptr<int> number;
};

Async<NotDefaultConstructible> made_after_a_turn(int n) {
    co_await boost::asio::post(co_await boost::asio::this_coro::executor,
                               boost::asio::use_awaitable_t<Executor>{});
    co_return NotDefaultConstructible{n};
}

Async<> refuse() {
    throw std::runtime_error{"no"};
    co_return;
}

TEST(BlockOn, returns_the_value_of_a_coroutine_that_suspends) {
    EXPECT_EQ(*block_on(made_after_a_turn(7)).number, 7);
}

TEST(BlockOn, throws_what_the_coroutine_throws) {
    EXPECT_THROW(block_on(refuse()), std::runtime_error);
}

TEST(BlockOn, gives_up_on_what_nobody_will_ever_do) {
    const auto forever = []() -> Async<> {
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>&, void()>(
            [](auto handler) { static_cast<void>(handler); },
            boost::asio::use_awaitable_t<Executor>{});
    };
    EXPECT_THROW(block_on(forever()), std::exception);
}

}  // namespace
}  // namespace cardea
