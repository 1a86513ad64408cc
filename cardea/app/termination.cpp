#include <cardea/app/termination.hpp>

#include <csignal>
#include <stop_token>
#include <utility>

#include <pthread.h>

namespace cardea::app {
namespace {

sigset_t termination_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

}  // namespace

struct Termination::Mask {
    sigset_t set;
};

void hold_termination() {
    const auto set = termination_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Termination::Termination() : previous_{std::make_unique<Mask>()} {
    const auto set = termination_signals();
    pthread_sigmask(SIG_BLOCK, &set, &previous_->set);
}

Termination::~Termination() {
    if (waiter_.joinable()) {
        waiter_.request_stop();
        pthread_kill(waiter_.native_handle(), SIGTERM);  // ends the wait; harmless if it has ended
        waiter_.join();
    }
    // A second signal, sent while the first was obeyed, must not strike down what is ending well.
    const auto set = termination_signals();
    const timespec at_once{};
    while (sigtimedwait(&set, nullptr, &at_once) > 0) {}
    pthread_sigmask(SIG_SETMASK, &previous_->set, nullptr);
}

void Termination::call(std::function<void()> action) {
    waiter_ = std::jthread{[run = std::move(action)](const std::stop_token& stop) {
        const auto set = termination_signals();
        int signal = 0;
        sigwait(&set, &signal);
        if (!stop.stop_requested()) run();
    }};
}

}  // namespace cardea::app
