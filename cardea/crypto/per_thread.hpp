// Prepared contexts belong to the thread that uses them: preparing is slow, and two threads on one
// context crash. A key that is shared by all threads finds this thread's context here.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace cardea::crypto {

/// A number that no other key of this process has or will have; of `count` numbers, the first.
inline std::uint64_t next_key_number(std::uint64_t count = 1) {
    static std::atomic<std::uint64_t> next = 1;
    return next.fetch_add(count);
}

/// The calling thread's Context for a key, made by `make()` at first use.
/// Owns: the context, until the thread ends or too many keys have come by.
template <class Context, class Make>
Context& this_threads(std::uint64_t key_number, Make make) {
    constexpr std::size_t contexts_max = 256;
    thread_local std::unordered_map<std::uint64_t, Context> contexts;
    thread_local std::pair<std::uint64_t, Context*> latest{0, nullptr};
    if (latest.first == key_number) return *latest.second;  // nearly always the same key
    auto found = contexts.find(key_number);
    if (found == contexts.end()) {
        if (contexts.size() >= contexts_max) {
            contexts.clear();
            latest = {0, nullptr};
        }
        found = contexts.emplace(key_number, make()).first;
    }
    latest = {key_number, &found->second};
    return found->second;
}

}  // namespace cardea::crypto
