// How a coroutine waits for another thread: it is parked on its loop, and woken from anywhere. Its
// loop owns it meanwhile, so that a loop may be torn down although somebody still works for it.
#pragma once

#include <cardea/base/async.hpp>

#include <cstdint>
#include <functional>
#include <memory>

namespace cardea {

/// A coroutine that waits. Copies stand for the same one.
/// Threads: may be passed to, used and destroyed on any thread, also after the loop is gone.
class Parked {
public:
    /// Lets the coroutine go on, on its own loop. Does nothing the second time, and when that loop
    /// has been destroyed, and the coroutine with it.
    void wake() const;

private:
    friend Async<> park(std::function<void(Parked)> start);
    struct Lot;
    class LotOfLoop;
    Parked(std::shared_ptr<Lot> lot, std::uint64_t place);

    std::shared_ptr<Lot> lot_;
    std::uint64_t place_;
};

/// Suspends the caller until somebody wakes what `start`, called at once, is given.
/// Semantics: a loop does not run out of work while a coroutine is parked on it.
Async<> park(std::function<void(Parked)> start);

}  // namespace cardea
