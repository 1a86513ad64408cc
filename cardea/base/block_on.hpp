// The bridge from a plain thread (the command line, a start-up, a test) into coroutines.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/result.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace cardea {

/// Runs `work` to its end on a loop of its own and returns its value; throws what it throws.
/// Errors:  `Errc::internal` when `work` waits for something that nobody will ever do.
/// Threads: blocks the calling one; never call it on a thread that serves a loop.
template <class T>
T block_on(Async<T> work) {
    using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;
    boost::asio::io_context loop{1};
    std::optional<Value> value;
    std::exception_ptr thrown;
    // The value leaves by reference, so that T need not be default-constructible.
    auto run = [](Async<T> inner, std::optional<Value>& out) -> Async<> {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(inner);
            out.emplace();
        } else {
            out.emplace(co_await std::move(inner));
        }
    };
    boost::asio::co_spawn(loop, run(std::move(work), value),
                          [&thrown](std::exception_ptr failure) { thrown = std::move(failure); });
    loop.run();
    if (thrown) std::rethrow_exception(thrown);
    if (!value) throw Failure{Error{Errc::internal, "block_on: the coroutine never ended"}};
    if constexpr (!std::is_void_v<T>) return *std::move(value);
}

}  // namespace cardea
