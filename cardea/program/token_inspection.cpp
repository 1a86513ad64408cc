#include <cardea/program/token_inspection.hpp>

#include <cardea/jose/claims.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/unverified.hpp>
#include <cardea/program/json_layout.hpp>
#include <cardea/schema/json.hpp>
#include <cardea/schema/timestamp.hpp>

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

namespace cardea::program {

using schema::JsonKind;
using schema::JsonValue;

namespace {

/// The claims that are times.
constexpr std::array<std::string_view, 4> time_names{"exp", "nbf", "iat", "auth_time"};

struct ClaimedTime {
    bool is_there = false;
    std::optional<TimePoint> time;  // empty where it is no time that anybody could mean
};

struct Inspection {
    jose::UnverifiedToken token;
    std::array<ClaimedTime, time_names.size()> times;

    [[nodiscard]] const ClaimedTime& expiry() const { return times.front(); }
};

ClaimedTime read_time(JsonValue claims, std::string_view name) {
    constexpr auto seconds_max = static_cast<double>(jose::numeric_date_max);
    const auto member = claims.member(name);
    if (!member) return {};
    const auto number = member->as_double();
    if (!number || !(*number >= 0 && *number <= seconds_max)) return {.is_there = true, .time = {}};
    return {
        .is_there = true,
        .time = TimePoint{std::chrono::seconds{static_cast<std::int64_t>(std::floor(*number))}}};
}

/// Errors: where a part of the token is no JSON object.
Result<JsonValue> parse_part(std::string_view json, std::string_view part) {
    const auto parsed = schema::parse_json(json);
    if (!parsed)
        return Error{jose::Errc::malformed, fmt::format("{}: {}", part, parsed.error().message())};
    if (parsed->kind() != JsonKind::object)
        return Error{jose::Errc::malformed, fmt::format("{}: no JSON object", part)};
    return *parsed;
}

Result<Inspection> inspect(std::string_view compact) {
    auto token = jose::read_unverified(compact, token_bytes_max);
    if (!token) return token.error();
    if (const auto header = parse_part(token->header, "the header"); !header) return header.error();
    const auto claims = parse_part(token->payload, "the payload");
    if (!claims) return claims.error();
    Inspection inspection{.token = *std::move(token), .times = {}};
    for (std::size_t at = 0; at < time_names.size(); ++at)
        inspection.times.at(at) = read_time(*claims, time_names.at(at));
    return inspection;
}

std::string_view word_for(std::string_view name, TimePoint time, TimePoint now) {
    if (name == "exp") return now >= time ? "  expired" : "  not yet expired";
    return now < time ? "  in the future" : "";
}

}  // namespace

Result<std::string> describe_token(std::string_view compact, TimePoint now) {
    const auto inspection = inspect(compact);
    if (!inspection) return inspection.error();
    const auto& token = inspection->token;
    std::string text = fmt::format("header, not verified:\n{}\nclaims, not verified:\n{}\n",
                                   indented(token.header), indented(token.payload));
    std::string times;
    for (std::size_t at = 0; at < time_names.size(); ++at) {
        const auto name = time_names.at(at);
        const auto& claimed = inspection->times.at(at);
        if (!claimed.is_there) continue;
        times += fmt::format("  {:<9}  {}{}\n", name,
                             claimed.time ? Timestamp{*claimed.time}.text() : "no time",
                             claimed.time ? word_for(name, *claimed.time, now) : "");
    }
    if (!times.empty()) text += "times, not verified:\n" + times;
    text += fmt::format("signature, not verified: {} bytes", token.signature_bytes);
    return text;
}

Result<std::string> token_as_json(std::string_view compact, TimePoint now) {
    const auto inspection = inspect(compact);
    if (!inspection) return inspection.error();
    const auto& token = inspection->token;
    std::string times;
    for (std::size_t at = 0; at < time_names.size(); ++at) {
        const auto& time = inspection->times.at(at).time;
        if (!time) continue;
        times += fmt::format(R"({}"{}":"{}")", times.empty() ? "" : ",", time_names.at(at),
                             Timestamp{*time}.text());
    }
    const auto& expiry = inspection->expiry().time;
    return fmt::format(R"({{"verified":false,"header":{},"claims":{},"times":{{{}}},"expired":{},)"
                       R"("signature_bytes":{}}})",
                       on_one_line(token.header), on_one_line(token.payload), times,
                       !expiry          ? "null"
                       : now >= *expiry ? "true"
                                        : "false",
                       token.signature_bytes);
}

}  // namespace cardea::program
