// How long to wait after failures: longer each time, and not all services at the same moment.
#pragma once

#include <chrono>

namespace cardea::remote {

/// After `failures` in a row, one at least: `first` doubled for each but the first, at most `max`;
/// the second half of it is random.
[[nodiscard]] std::chrono::milliseconds backoff(std::chrono::milliseconds first,
                                                std::chrono::milliseconds max, unsigned failures);

}  // namespace cardea::remote
