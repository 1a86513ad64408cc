// The chapter on g++ 12 and co_await: the ways that are right.
#include <cardea/base/block_on.hpp>
#include <cardea/base/result.hpp>

#include <gtest/gtest.h>

namespace cardea {
namespace {

// <letter>
struct Letter {
    std::string to;
    std::string text;
};

Async<std::size_t> send(Letter letter) { co_return letter.to.size() + letter.text.size(); }
// </letter>

// <named>
Async<std::size_t> greet(std::string name) {
    Letter letter{.to = std::move(name), .text = "Good morning, and mind the hinge"};
    co_return co_await send(std::move(letter));  // named first
}
// </named>

// <plain function>
Async<std::size_t> send_greeting(std::string name) {  // no coroutine: it has no co_await
    return send({.to = std::move(name), .text = "Good morning, and mind the hinge"});
}
// </plain function>

TEST(Awaiting, destroys_an_argument_once_where_it_has_a_name) {
    const std::string name = "a name that is too long to fit into a small string";
    EXPECT_EQ(block_on(greet(name)), name.size() + 32);
    EXPECT_EQ(block_on(send_greeting(name)), name.size() + 32);
}

}  // namespace
}  // namespace cardea
