#include <cardea/app/access_log.hpp>

#include <cardea/schema/write_json.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <ostream>
#include <string_view>

namespace cardea {
namespace {

/// One line of the log.
struct AccessLine {
    std::string_view id;
    std::string_view address;
    std::string_view method;
    std::string_view path;
    std::uint16_t status;
    std::uint64_t bytes;
    std::int64_t microseconds;
};

struct AccessLog {
    explicit AccessLog(std::ostream& stream) : out{&stream} {}
    std::ostream* out;
    std::mutex mutex;  // one line at a time
};

Async<> log_access(std::shared_ptr<AccessLog> log, Request& request, Response& response,
                   const Next& next) {
    const auto start = std::chrono::steady_clock::now();
    co_await next(request, response);
    const auto took = std::chrono::steady_clock::now() - start;
    std::string line;
    schema::write_json(
        AccessLine{
            .id = request.id(),
            .address = request.address(),
            .method = name_of(request.method()),
            .path = request.raw_path(),
            .status = static_cast<std::uint16_t>(response.status),
            .bytes = response.body.size(),
            .microseconds = std::chrono::duration_cast<std::chrono::microseconds>(took).count()},
        line);
    line += '\n';
    const std::lock_guard lock{log->mutex};
    *log->out << line << std::flush;
}

}  // namespace

Middleware access_log(std::ostream& out) {
    return [log = std::make_shared<AccessLog>(out)](Request& request, Response& response,
                                                    const Next& next) {
        return log_access(log, request, response, next);
    };
}

}  // namespace cardea
