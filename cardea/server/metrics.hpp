// What the server counts, as Prometheus reads it.
#pragma once

#include <cardea/http/status.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace cardea::server {

/// Threads: any. Each thread counts in a place of its own, so that workers share no cache line.
class Metrics {
public:
    Metrics();

    /// One answer with this status, and how long it took to make.
    void count_answer(Status status, std::uint64_t nanoseconds);
    /// The exposition format, version 0.0.4.
    [[nodiscard]] std::string text() const;

private:
    static constexpr std::size_t places = 64;
    struct alignas(64) Place {
        std::array<std::atomic<std::uint64_t>, 5> answers{};  ///< By the status's first digit.
        std::atomic<std::uint64_t> nanoseconds{0};
    };

    std::array<Place, places> places_;
    std::int64_t started_at_;
};

/// What is known of revocations.
struct RevocationFigures {
    std::size_t entries;
    std::size_t bytes;
    std::chrono::milliseconds age;  ///< Of the view.
    std::int64_t position;          ///< In the journal, up to which it has been followed.
};

/// The same format.
[[nodiscard]] std::string text_of(const RevocationFigures& figures);

}  // namespace cardea::server
