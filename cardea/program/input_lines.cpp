#include <cardea/program/input_lines.hpp>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace cardea::program {
namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;

}  // namespace

std::optional<InputLine> InputLines::next() {
    line_.clear();
    bool has_begun = false;
    bool is_too_long = false;
    while (!rest_.empty() || fill()) {
        has_begun = true;
        const auto end = std::min(rest_.find('\n'), rest_.size());
        const auto kept = std::min(end, bytes_max_ - line_.size());
        line_ += rest_.substr(0, kept);
        is_too_long = is_too_long || kept < end;
        const bool is_whole = end < rest_.size();
        rest_.remove_prefix(is_whole ? end + 1 : end);
        if (is_whole) break;
    }
    if (!has_begun) return std::nullopt;
    return InputLine{.text = line_, .is_too_long = is_too_long};
}

bool InputLines::fill() {
    finish_output();
    chunk_.resize(chunk_bytes);
    ssize_t count = 0;
    do {
        count = ::read(STDIN_FILENO, chunk_.data(), chunk_.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0) throw std::runtime_error{std::string{"standard input: "} + std::strerror(errno)};
    rest_ = std::string_view{chunk_}.substr(0, static_cast<std::size_t>(count));
    return count > 0;
}

void finish_output() {
    if (std::fflush(stdout) != 0)
        throw std::runtime_error{std::string{"standard output: "} + std::strerror(errno)};
}

}  // namespace cardea::program
