// The server's log: one JSON object a line on standard error, everything in it escaped, so that
// nothing that a stranger sent can forge a line. Never holds a secret.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace cardea::server {

enum class LogLevel { debug, info, warning, error };

/// A member of a line.
using LogMember = std::pair<std::string_view, std::string_view>;

/// Semantics: where nobody reads standard error and it is full, lines are lost rather than waited
///            for; the next line that fits says how many.
/// Threads:   any.
class Log {
public:
    /// Writes lines of `level` and above: `debug`, `info`, `warning` or `error`.
    explicit Log(std::string_view level);
    ~Log();
    Log(Log&&) noexcept;
    Log& operator=(Log&&) noexcept;

    /// Whether a line of this level leaves, for whoever would work for its members.
    [[nodiscard]] bool writes(LogLevel level) const { return level >= least_; }
    /// One line of JSON: time, level, event, then the members that aren't empty.
    void write(LogLevel level, std::string_view event,
               std::initializer_list<LogMember> members) const;

private:
    struct Sink;
    std::unique_ptr<Sink> sink_;
    LogLevel least_;
};

}  // namespace cardea::server
