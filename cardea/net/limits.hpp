// Bounds on what a stranger may send, and for how long.
#pragma once

#include <chrono>
#include <cstddef>

namespace cardea::net {

struct Limits {
    std::size_t request_line_bytes_max = 8 * 1024;
    std::size_t head_bytes_max = 16 * 1024;
    std::size_t fields_max = 64;
    std::size_t body_bytes_max = 64 * 1024;
    std::chrono::milliseconds head_time_max = std::chrono::seconds{10};
    std::chrono::milliseconds body_time_max = std::chrono::seconds{30};
    std::chrono::milliseconds idle_time_max = std::chrono::seconds{60};
    std::chrono::milliseconds drain_time_max = std::chrono::seconds{1};  ///< After an early answer.
    std::size_t connections_max = 10'000;  ///< A worker's; beyond it, accepting waits.
};

}  // namespace cardea::net
