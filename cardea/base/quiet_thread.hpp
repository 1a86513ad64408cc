// Threads that hear of no signal, so that a signal to the process reaches whoever waits for it.
#pragma once

#include <pthread.h>
#include <signal.h>

#include <thread>
#include <utility>

namespace cardea {

/// Starts a thread in which all signals are blocked: those of the library's own. Otherwise the
/// system could deliver SIGTERM there and end the process at once, whatever the main thread does.
template <class F>
[[nodiscard]] std::jthread start_quiet_thread(F work) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);  // a new thread inherits its maker's mask
    try {
        std::jthread thread{std::move(work)};
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        return thread;
    } catch (...) {
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        throw;
    }
}

}  // namespace cardea
