// The coroutine type of all of Cardea. One worker thread runs one io_context, and the executor's
// type is concrete, since a type-erased one costs a good part of a whole request.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace cardea {

using Executor = boost::asio::io_context::executor_type;

/// A computation that may suspend and yields a T. Lazy: it starts when it is awaited.
/// Traps: with g++ 12 never write `co_await f({...})` nor `co_await f(Aggregate{...})`: the
///        temporary is destroyed twice. Name the argument first, or give its type a constructor.
///        Nor await in the condition of an `if` or a loop: name what is awaited before.
template <class T = void>
using Async = boost::asio::awaitable<T, Executor>;

/// Whether T is an `Async` of anything.
template <class T>
inline constexpr bool is_async = false;
template <class T>
inline constexpr bool is_async<boost::asio::awaitable<T, Executor>> = true;

}  // namespace cardea
