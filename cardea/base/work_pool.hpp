// Threads for work that would stall an event loop: password hashing, a blocking library. Bounded:
// what does not fit is refused at once, so that a flood of it leaves everything else alone.
#pragma once

#include <cardea/base/async.hpp>
#include <cardea/base/park.hpp>
#include <cardea/base/result.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace cardea {

/// A fixed number of threads and a bounded queue before them.
/// Threads: every member may be called from any thread. The destructor waits for what runs, and
///          refuses what has not begun.
class WorkPool {
public:
    WorkPool(std::size_t threads, std::size_t queue_max);
    ~WorkPool();
    WorkPool(const WorkPool&) = delete;
    WorkPool& operator=(const WorkPool&) = delete;

    /// Runs `work` on a thread of the pool and returns its value on the caller's own loop.
    /// Semantics: the place in the queue is held until `work` ends, even if the caller is gone.
    ///            An exception of `work` is thrown at the caller.
    /// Errors:    `Errc::exhausted` when the queue is full, `Errc::unavailable` when the pool ends
    ///            first; `work` does not run then.
    template <class F>
    Async<Result<std::invoke_result_t<F&>>> run(F work);

private:
    struct Job {
        virtual ~Job() = default;
        virtual void run() = 0;
        virtual void refuse() = 0;  // instead of `run`
    };
    [[nodiscard]] bool reserve();            // a place in the queue, given back when a job ends
    void enqueue(std::unique_ptr<Job> job);  // only after `reserve`
    void serve();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::unique_ptr<Job>> queue_;
    std::size_t places_;
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

template <class F>
Async<Result<std::invoke_result_t<F&>>> WorkPool::run(F work) {
    using Value = std::invoke_result_t<F&>;
    struct State {
        explicit State(F f) : work{std::move(f)} {}
        F work;
        std::optional<Result<Value>> outcome;
        std::exception_ptr thrown;
    };
    if (!reserve()) co_return Errc::exhausted;
    const auto state = std::make_shared<State>(std::move(work));
    co_await park([this, &state](Parked caller) {
        struct PoolJob final : Job {
            PoolJob(std::shared_ptr<State> s, Parked c)
                : state{std::move(s)}, caller{std::move(c)} {}
            void run() override {
                try {
                    if constexpr (std::is_void_v<Value>) {
                        state->work();
                        state->outcome.emplace();
                    } else {
                        state->outcome.emplace(state->work());
                    }
                } catch (...) {
                    state->thrown = std::current_exception();
                }
                state.reset();  // before the loop goes on, so that it alone owns the outcome
                caller.wake();
            }
            void refuse() override {
                state.reset();
                caller.wake();
            }
            std::shared_ptr<State> state;
            Parked caller;
        };
        enqueue(std::make_unique<PoolJob>(state, std::move(caller)));
    });
    if (state->thrown) std::rethrow_exception(state->thrown);
    if (!state->outcome) co_return Errc::unavailable;
    co_return *std::move(state->outcome);
}

}  // namespace cardea
