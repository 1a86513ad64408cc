#include <cardea/server/log.hpp>

#include <cardea/base/clock.hpp>
#include <cardea/schema/timestamp.hpp>
#include <cardea/schema/write_json.hpp>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <poll.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdint>
#include <mutex>

namespace cardea::server {
namespace {

constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};
constexpr std::size_t value_bytes_max = 300;  // eight of them are less than PIPE_BUF

LogLevel level_from(std::string_view name) {
    for (std::size_t at = 0; at < level_names.size(); ++at) {
        if (level_names[at] == name) return static_cast<LogLevel>(at);
    }
    return LogLevel::info;
}

void append_member(std::string_view name, std::string_view value, std::string& line) {
    line += line.empty() ? "{" : ",";
    schema::write_json_string(name, line);
    line += ':';
    // Only ASCII: a stranger's bytes need not be UTF-8.
    std::string safe{value.substr(0, value_bytes_max)};
    for (auto& character : safe) {
        if (static_cast<unsigned char>(character) >= 0x7f) character = '?';
    }
    schema::write_json_string(safe, line);
}

/// Whether a line of at most PIPE_BUF bytes can be written without waiting. A loop that serves must
/// not wait for whoever should read the log.
bool takes_a_line() {
    pollfd standard_error{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
    return ::poll(&standard_error, 1, 0) == 1 && (standard_error.revents & POLLOUT) != 0;
}

}  // namespace

struct Log::Sink {
    // Held from the question whether a line fits to its writing: two must not take one place.
    std::mutex mutex;
    std::uint64_t lost = 0;  // lines since the last one that was written
    spdlog::logger logger{"cardea", std::make_shared<spdlog::sinks::stderr_sink_st>()};
};

Log::Log(std::string_view level) : sink_{std::make_unique<Sink>()}, least_{level_from(level)} {
    sink_->logger.set_pattern("%v");
    sink_->logger.set_level(spdlog::level::trace);
}
Log::~Log() = default;
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;

void Log::write(LogLevel level, std::string_view event,
                std::initializer_list<LogMember> members) const {
    if (!writes(level)) return;
    std::string line;
    append_member("time", Timestamp{system_clock().now()}.text(), line);
    append_member("level", level_names.at(static_cast<std::size_t>(level)), line);
    append_member("event", event, line);
    for (const auto& [name, value] : members) {
        if (!value.empty()) append_member(name, value, line);
    }
    const std::lock_guard lock{sink_->mutex};
    if (sink_->lost > 0) append_member("lines_lost_before", std::to_string(sink_->lost), line);
    line += '}';
    if (line.size() >= PIPE_BUF || !takes_a_line()) {
        ++sink_->lost;
        return;
    }
    sink_->lost = 0;
    sink_->logger.log(spdlog::level::info, spdlog::string_view_t{line});
}

}  // namespace cardea::server
