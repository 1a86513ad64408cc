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
    // A second signal, sent while the first was obeyed, must not strike down what is ending well.
    const auto set = termination_signals();
    const timespec at_once{};
    while (sigtimedwait(&set, nullptr, &at_once) > 0) {}
    pthread_sigmask(SIG_SETMASK, &previous_->set, nullptr);
}

Termination::Waiting Termination::call(std::function<void()> action) const {
    return Waiting{std::move(action)};
}

Termination::Waiting::Waiting(std::function<void()> action)
    : thread_{[run = std::move(action)](const std::stop_token& stop) {
          const auto set = termination_signals();
          int signal = 0;
          sigwait(&set, &signal);
          if (!stop.stop_requested()) run();
      }} {}

Termination::Waiting::~Waiting() {
    thread_.request_stop();
    pthread_kill(thread_.native_handle(), SIGTERM);  // ends the wait; harmless if it has ended
}

}  // namespace cardea::app
