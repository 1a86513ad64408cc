// SIGTERM and SIGINT, waited for by a thread of their own.
#pragma once

#include <functional>
#include <memory>
#include <thread>

namespace cardea::app {

/// Holds both signals back from now on, in the calling thread and all that it starts: for a program
/// that has something to end well before and after its app runs. To be called first in `main`.
void hold_termination();

/// Blocks both signals in the thread that makes it, and so in all threads that it starts later.
/// One object a process at a time. The signals' mask is given back on destruction.
class Termination {
public:
    /// Waits for the first of the signals; its end is the end of the waiting.
    class Waiting {
    public:
        explicit Waiting(std::function<void()> action);
        ~Waiting();
        Waiting(const Waiting&) = delete;
        Waiting& operator=(const Waiting&) = delete;

    private:
        std::jthread thread_;
    };

    Termination();
    ~Termination();
    Termination(const Termination&) = delete;
    Termination& operator=(const Termination&) = delete;

    /// Calls `action` once, on another thread, when the first of the signals arrives. What `action`
    /// uses must outlive what is returned, which must not outlive this object. One at a time.
    [[nodiscard]] Waiting call(std::function<void()> action) const;

private:
    struct Mask;
    std::unique_ptr<Mask> previous_;
};

}  // namespace cardea::app
