// How measure.py and a program talk, the same in every language: the program is called as
//
//     PROGRAM OPERATION ALGORITHM KEYS TOKENS MILLISECONDS
//
// does the operation for about so long, and prints the CPU nanoseconds of one; after `sign`, a line
// with a token that it signed. It ends with 77 and a sentence where it has no such thing.
// OPERATION is `verify` (of tokens that are good), `sign` (anew, what these tokens say), or one of
// the program's own; KEYS a folder, TOKENS a file, both as tokens.py describes them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// What every token is issued by and for, and what whoever verifies has to demand.
inline constexpr const char* issuer = "https://id.example";
inline constexpr const char* audience = "orders";

inline std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) throw std::runtime_error{"cannot read " + file.string()};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

struct Task {
    std::string operation;
    std::string algorithm;
    std::filesystem::path keys;
    std::vector<std::string> tokens;  ///< In random order, the same in each run.
    bool has_access_tokens = false;   ///< With `typ` `at+jwt`.
    std::chrono::milliseconds budget{0};

    [[nodiscard]] bool is_symmetric() const { return algorithm.starts_with("HS"); }

    /// What a library takes that wants secrets as bytes and other keys as PEM.
    [[nodiscard]] std::string signing_key() const {
        return text_of(keys / (is_symmetric() ? "secret" : "private.pem"));
    }
    [[nodiscard]] std::string verifying_key() const {
        return text_of(keys / (is_symmetric() ? "secret" : "public.pem"));
    }
};

[[noreturn]] inline void has_not(std::string_view why) {
    std::cerr << why << '\n';
    std::exit(77);
}

[[noreturn]] inline void fail(std::string_view what) {
    std::cerr << what << '\n';
    std::exit(1);
}

inline Task task_of(int argc, char** argv) {
    if (argc != 6) fail("usage: PROGRAM OPERATION ALGORITHM KEYS TOKENS MILLISECONDS");
    Task task;
    task.operation = argv[1];
    task.algorithm = argv[2];
    task.keys = argv[3];
    task.has_access_tokens = task.keys.filename().string().ends_with("+at");
    task.budget = std::chrono::milliseconds{std::stol(argv[5])};
    std::ifstream lines{argv[4]};
    for (std::string line; std::getline(lines, line);) task.tokens.push_back(line);
    if (task.tokens.empty()) fail("no tokens");
    std::shuffle(task.tokens.begin(), task.tokens.end(), std::mt19937{7});  // any fixed number
    return task;
}

inline std::int64_t cpu_nanoseconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

/// Calls `once` with one of `things` after another: half of the task's time to warm up, then all of
/// it to measure, and at least once with each. Prints what a call took.
template <class Thing, class Once>
void measure(const Task& task, const std::vector<Thing>& things, Once once) {
    constexpr std::int64_t batch_nanoseconds = 500'000;  // to ask for the time costs some hundred
    std::size_t next = 0;
    std::int64_t batch = 1;
    const auto nanoseconds_each = [&](std::int64_t nanoseconds) {
        const auto start = cpu_nanoseconds();
        std::int64_t count = 0;
        std::int64_t spent = 0;
        while (spent < nanoseconds || count < std::ssize(things)) {
            for (std::int64_t i = 0; i < batch; ++i) {
                once(things[next]);
                if (++next == things.size()) next = 0;
            }
            const auto before = spent;
            spent = cpu_nanoseconds() - start;
            count += batch;
            if (spent - before < batch_nanoseconds) batch *= 2;
        }
        return static_cast<double>(spent) / static_cast<double>(count);
    };
    const std::int64_t budget = std::chrono::nanoseconds{task.budget}.count();
    nanoseconds_each(budget / 2);
    std::cout << nanoseconds_each(budget) << '\n';
}

/// Keeps the compiler from leaving out what nobody reads.
template <class T>
void use(const T& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

}  // namespace bench
