#include <cardea/net/server.hpp>

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <thread>

namespace cardea::net {
namespace {

/// What the process's control group (version 2) allows, in cores; 0 where it sets no bound.
double quota_of_group() {
    std::ifstream file{"/sys/fs/cgroup/cpu.max"};
    std::string quota;
    double period = 0;
    if (!(file >> quota >> period) || quota == "max" || period <= 0) return 0;
    return std::strtod(quota.c_str(), nullptr) / period;
}

}  // namespace

std::size_t usable_cores() {
    cpu_set_t mask;
    std::size_t cores = std::thread::hardware_concurrency();
    if (::sched_getaffinity(0, sizeof mask, &mask) == 0)
        cores = static_cast<std::size_t>(CPU_COUNT(&mask));
    if (const auto quota = quota_of_group(); quota > 0) {
        cores = std::min(cores, static_cast<std::size_t>(std::ceil(quota)));
    }
    return std::max<std::size_t>(cores, 1);
}

}  // namespace cardea::net
