// Under test: one JSON object a line, and nothing that a stranger sent can make a second one.
#include <cardea/server/log.hpp>

#include <cardea/schema/json.hpp>
#include <cardea/schema/read_json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <thread>
#include <vector>

namespace cardea::server {
namespace {

/// The lines on standard error that `work` wrote.
template <class Work>
std::vector<std::string> lines_of(Work&& work) {
    testing::internal::CaptureStderr();
    work();
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(text.empty() || text.ends_with('\n')) << text;
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::string line_of(LogLevel level, std::string_view event,
                    std::initializer_list<LogMember> members) {
    const auto lines = lines_of([&] { Log{"debug"}.write(level, event, members); });
    EXPECT_EQ(lines.size(), 1U);
    return lines.empty() ? "" : lines.front();
}

/// A text member of a line; fails where the line is no strict JSON object.
std::string member_of(const std::string& line, std::string_view name) {
    const auto json = schema::parse_json(line);
    EXPECT_TRUE(json) << line;
    if (!json) return "no JSON";
    const auto member = json->member(name);
    const auto text = member ? member->as_string() : std::nullopt;
    return text ? std::string{*text} : "absent";
}

bool is_printable(std::string_view line) {
    return std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

TEST(Log, writes_time_level_event_and_members_in_this_order) {
    const auto line =
        line_of(LogLevel::warning, "request", {{"path", "/users/me"}, {"status", "401"}});
    EXPECT_THAT(line, testing::MatchesRegex(
                          R"(\{"time":"....-..-..T..:..:..Z","level":"warning","event":"request",)"
                          R"("path":"/users/me","status":"401"\})"));
    EXPECT_EQ(member_of(line, "status"), "401");
}

TEST(Log, leaves_empty_members_out) {
    const auto line =
        line_of(LogLevel::info, "request", {{"code", ""}, {"detail", {}}, {"id", "1"}});
    EXPECT_EQ(member_of(line, "code"), "absent");
    EXPECT_EQ(member_of(line, "detail"), "absent");
    EXPECT_EQ(member_of(line, "id"), "1");
}

TEST(Log, writes_its_level_and_what_is_above) {
    constexpr std::array levels{LogLevel::debug, LogLevel::info, LogLevel::warning,
                                LogLevel::error};
    constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
    for (std::size_t least = 0; least < levels.size(); ++least) {
        const Log log{names.at(least)};
        const auto lines = lines_of([&] {
            const Log at_least{names.at(least)};
            for (const auto level : levels) at_least.write(level, "event", {});
        });
        ASSERT_EQ(lines.size(), levels.size() - least) << names.at(least);
        for (std::size_t at = least; at < levels.size(); ++at) {
            EXPECT_EQ(member_of(lines.at(at - least), "level"), names.at(at));
        }
        for (std::size_t at = 0; at < levels.size(); ++at)
            EXPECT_EQ(log.writes(levels.at(at)), at >= least);
    }
}

TEST(Log, mixes_no_lines_of_threads) {
    constexpr int threads = 8;
    constexpr int each = 200;
    const auto lines = lines_of([] {
        const Log log{"info"};
        std::vector<std::jthread> writing;
        for (int at = 0; at < threads; ++at) {
            writing.emplace_back([&log, text = std::string(300, static_cast<char>('a' + at))] {
                for (int i = 0; i < each; ++i) log.write(LogLevel::info, "event", {{"text", text}});
            });
        }
    });
    ASSERT_EQ(lines.size(), static_cast<std::size_t>(threads * each));
    for (const auto& line : lines) {
        const auto text = member_of(line, "text");
        EXPECT_EQ(text, std::string(300, text.front()));
    }
}

struct Sent {
    const char* name;
    std::string value;
    std::string read;  // what a reader of the log gets
};
struct LogKeepsToItsLine : testing::TestWithParam<Sent> {};

TEST_P(LogKeepsToItsLine, in_a_value) {
    const auto line =
        line_of(LogLevel::info, "request", {{"path", GetParam().value}, {"status", "200"}});
    EXPECT_TRUE(is_printable(line)) << line;
    EXPECT_EQ(member_of(line, "path"), GetParam().read);
    EXPECT_EQ(member_of(line, "status"), "200");
}

TEST_P(LogKeepsToItsLine, in_an_event) {
    const auto line = line_of(LogLevel::info, GetParam().value, {{"status", "200"}});
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 0);
    EXPECT_EQ(member_of(line, "event"), GetParam().read);
    EXPECT_EQ(member_of(line, "status"), "200");
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, LogKeepsToItsLine,
    testing::Values(Sent{"line_feed", "a\nb", "a\nb"}, Sent{"carriage_return", "a\r\nb", "a\r\nb"},
                    Sent{"a_whole_line", "/\"}\n{\"level\":\"info\",\"event\":\"forged\"}",
                         "/\"}\n{\"level\":\"info\",\"event\":\"forged\"}"},
                    Sent{"another_member", "/\",\"status\":\"500", "/\",\"status\":\"500"},
                    Sent{"quote_at_the_end", "a\"", "a\""},
                    Sent{"backslash_at_the_end", "a\\", "a\\"},
                    Sent{"nul", std::string{"a\0b", 3}, std::string{"a\0b", 3}},
                    Sent{"terminal_escape", "\x1b[2J\x07\x08", "\x1b[2J\x07\x08"},
                    Sent{"delete", "a\x7f", "a?"},
                    Sent{"c1_control",
                         "\xc2\x9b"
                         "31m",
                         "??31m"},
                    Sent{"line_separator", "\xe2\x80\xa8", "???"},
                    Sent{"right_to_left", "\xe2\x80\xae", "???"}, Sent{"utf8", "\xc3\xa9", "??"},
                    Sent{"no_utf8", "\xff\xfe\xc3 x", "??? x"},
                    Sent{"format", "%v %n {} {0} %s", "%v %n {} {0} %s"}),
    [](const auto& row) { return row.param.name; });

TEST(Log, cuts_a_very_long_value_short) {
    const std::string value(1U << 20U, 'a');
    const auto line = line_of(LogLevel::info, "request", {{"path", value}, {"status", "200"}});
    EXPECT_EQ(member_of(line, "path"), std::string(300, 'a'));
    EXPECT_EQ(member_of(line, "status"), "200");
}

TEST(Log, cuts_no_escape_in_two) {
    for (const auto* piece : {"\"", "\\", "\n", "\x01", "\xf0\x9f\x98\x80"}) {
        for (std::size_t before = 295; before <= 300; ++before) {
            const auto value = std::string(before, 'a') + piece + piece + piece + piece + piece;
            const auto line = line_of(LogLevel::info, "request", {{"path", value}});
            EXPECT_TRUE(is_printable(line)) << line;
            EXPECT_EQ(member_of(line, "path").size(), 300U);
        }
    }
}

}  // namespace
}  // namespace cardea::server
