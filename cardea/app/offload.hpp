// Blocking or heavy work, away from the loop that serves everybody else, as FastAPI's thread pool
// does for a handler declared with `def`:
//
//     app.get("/report", [](State<Reports> reports) -> Async<Report> {
//         co_return co_await offload([&] { return reports->render(); });
//     });
#pragma once

#include <cardea/base/work_pool.hpp>

#include <type_traits>
#include <utility>

namespace cardea {

namespace app {

/// The pool that serves this loop's `offload`: the one that was installed, else one of its own.
WorkPool& offload_pool(const Executor& loop);
/// Makes `pool`, which must outlive the loop, the one that serves this loop.
void install_offload_pool(const Executor& loop, WorkPool& pool);

}  // namespace app

/// Runs `work` on a thread of the app's pool and returns its value; what it throws is thrown here.
/// What `work` refers to must live until the call has been awaited.
/// Errors: throws `Failure` with `Errc::exhausted` (503) where the pool's queue is full.
template <class F>
Async<std::invoke_result_t<F&>> offload(F work) {
    const Executor loop = co_await boost::asio::this_coro::executor;
    auto running = app::offload_pool(loop).run(std::move(work));
    auto outcome = co_await std::move(running);
    if constexpr (std::is_void_v<std::invoke_result_t<F&>>) {
        outcome.value();
    } else {
        co_return std::move(outcome).value();
    }
}

}  // namespace cardea
