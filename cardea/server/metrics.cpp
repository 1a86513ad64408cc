#include <cardea/server/metrics.hpp>

#include <cardea/base/clock.hpp>
#include <cardea/server/version.hpp>

#include <fmt/format.h>

namespace cardea::server {
namespace {

std::size_t place_of_thread() {
    static std::atomic<std::size_t> threads = 0;
    thread_local const std::size_t place = threads++;
    return place;
}

}  // namespace

Metrics::Metrics() : started_at_{system_clock().now().time_since_epoch().count()} {}

void Metrics::count_answer(Status status, std::uint64_t nanoseconds) {
    auto& place = places_[place_of_thread() % places];
    const auto group = static_cast<std::size_t>(status) / 100;
    if (group < 1 || group > 5) return;
    place.answers[group - 1].fetch_add(1, std::memory_order_relaxed);
    place.nanoseconds.fetch_add(nanoseconds, std::memory_order_relaxed);
}

std::string Metrics::text() const {
    std::string out =
        "# HELP cardea_http_answers_total Answers to requests that were well-formed HTTP, by the "
        "status's class.\n"
        "# TYPE cardea_http_answers_total counter\n";
    std::uint64_t nanoseconds = 0;
    for (const auto& place : places_)
        nanoseconds += place.nanoseconds.load(std::memory_order_relaxed);
    for (std::size_t group = 0; group < 5; ++group) {
        std::uint64_t answers = 0;
        for (const auto& place : places_)
            answers += place.answers[group].load(std::memory_order_relaxed);
        out += fmt::format("cardea_http_answers_total{{class=\"{}xx\"}} {}\n", group + 1, answers);
    }
    out +=
        "# HELP cardea_http_answer_seconds_total Time from a request's head to its answer, summed "
        "up.\n"
        "# TYPE cardea_http_answer_seconds_total counter\n";
    out += fmt::format("cardea_http_answer_seconds_total {:.6f}\n",
                       static_cast<double>(nanoseconds) / 1e9);
    out +=
        "# HELP process_start_time_seconds When the process started, in seconds since the epoch.\n"
        "# TYPE process_start_time_seconds gauge\n";
    out += fmt::format("process_start_time_seconds {}\n", started_at_);
    out += "# HELP cardea_build_info The version that runs.\n# TYPE cardea_build_info gauge\n";
    out += fmt::format("cardea_build_info{{version=\"{}\"}} 1\n", version);
    return out;
}

std::string text_of(const RevocationFigures& figures) {
    return fmt::format(
        "# HELP cardea_revocations Sessions, tokens and users that are known to be revoked.\n"
        "# TYPE cardea_revocations gauge\n"
        "cardea_revocations {}\n"
        "# HELP cardea_revocations_bytes The memory that this takes.\n"
        "# TYPE cardea_revocations_bytes gauge\n"
        "cardea_revocations_bytes {}\n"
        "# HELP cardea_revocations_age_seconds How old this view of revocations is.\n"
        "# TYPE cardea_revocations_age_seconds gauge\n"
        "cardea_revocations_age_seconds {:.3f}\n"
        "# HELP cardea_journal_position The entry up to which the journal has been followed.\n"
        "# TYPE cardea_journal_position gauge\n"
        "cardea_journal_position {}\n",
        figures.entries, figures.bytes, static_cast<double>(figures.age.count()) / 1e3,
        figures.position);
}

}  // namespace cardea::server
