#include <cardea/jose/claims.hpp>

#include <cardea/jose/errc.hpp>
#include <cardea/schema/json.hpp>
#include <cardea/schema/text.hpp>
#include <cardea/schema/write_json.hpp>

#include <algorithm>
#include <cmath>

namespace cardea::jose {

using schema::JsonKind;
using schema::JsonValue;

namespace {

constexpr double numeric_date_max = 253402300799;  // the last second of the year 9999
constexpr std::size_t subject_characters_max = 255;

enum class Rounding { down, up };

/// Reads the known claims one by one and remembers the first that is wrong.
class ClaimReader {
public:
    Claims claims;

    void read(std::string_view name, JsonValue value) {
        if (name == "iss") return text(name, value, claims.issuer);
        if (name == "sub") return subject(value);
        if (name == "aud") return audience(value);
        if (name == "exp") return date(name, value, Rounding::down, claims.expires_at);
        if (name == "nbf") return date(name, value, Rounding::up, claims.not_before);
        if (name == "iat") return date(name, value, Rounding::up, claims.issued_at);
        if (name == "jti") return text(name, value, claims.id);
        if (name == "client_id") return text(name, value, claims.client_id);
        if (name == "scope") return text(name, value, claims.scope.emplace());
        if (name == "sid") return text(name, value, claims.session);
        if (name == "auth_time") return date(name, value, Rounding::up, claims.auth_time);
        if (name == "amr") return texts(name, value, claims.methods);
    }

    [[nodiscard]] std::string_view wrong() const { return wrong_; }

private:
    void refuse(std::string_view name) {
        if (wrong_.empty()) wrong_ = name;
    }

    void text(std::string_view name, JsonValue value, std::string& out) {
        if (const auto content = value.as_string()) {
            out = *content;
        } else {
            refuse(name);
        }
    }

    void subject(JsonValue value) {
        text("sub", value, claims.subject);
        const auto& subject = claims.subject;
        const bool has_control = std::any_of(
            subject.begin(), subject.end(),
            [](unsigned char character) { return character < 0x20 || character == 0x7f; });
        if (subject.empty() || has_control ||
            schema::count_characters(subject) > subject_characters_max) {
            refuse("sub");
        }
    }

    void texts(std::string_view name, JsonValue value, std::vector<std::string>& out) {
        if (value.kind() != JsonKind::array) return refuse(name);
        out.reserve(value.size());
        value.for_each_element([&](JsonValue element) { text(name, element, out.emplace_back()); });
    }

    void audience(JsonValue value) {
        if (value.kind() == JsonKind::string)
            return text("aud", value, claims.audience.emplace_back());
        texts("aud", value, claims.audience);
    }

    void date(std::string_view name, JsonValue value, Rounding rounding,
              std::optional<TimePoint>& out) {
        const auto number = value.as_double();
        if (!number || !(*number >= 0 && *number <= numeric_date_max)) return refuse(name);
        const double whole = rounding == Rounding::down ? std::floor(*number) : std::ceil(*number);
        out = TimePoint{TimePoint::duration{static_cast<std::int64_t>(whole)}};
    }

    std::string_view wrong_;
};

/// Writes members one after the other, leaving out what is not there.
class ClaimWriter {
public:
    explicit ClaimWriter(std::string& json) : json_{json} {}

    void text(std::string_view name, const std::string& value) {
        if (!value.empty()) put(name, value);
    }

    template <class T>
    void put(std::string_view name, const T& value) {
        json_ += is_first_ ? "{\"" : ",\"";
        is_first_ = false;
        json_ += name;
        json_ += "\":";
        schema::write_json(value, json_);
    }

    void date(std::string_view name, const std::optional<TimePoint>& time) {
        if (time) put(name, time->time_since_epoch().count());
    }

    void finish() { json_ += is_first_ ? "{}" : "}"; }

private:
    std::string& json_;
    bool is_first_ = true;
};

}  // namespace

Result<Claims> parse_claims(std::string_view payload) {
    const auto parsed = schema::parse_json(payload);
    if (!parsed) return Error{Errc::malformed, "payload: " + std::string{parsed.error().message()}};
    if (parsed->kind() != JsonKind::object)
        return Error{Errc::malformed, "the payload is no JSON object"};
    ClaimReader reader;
    parsed->for_each_member(
        [&](std::string_view name, JsonValue value) { reader.read(name, value); });
    if (!reader.wrong().empty()) return Error{Errc::claims, std::string{reader.wrong()}};
    return std::move(reader.claims);
}

void write_claims(const Claims& claims, std::string& json) {
    ClaimWriter writer{json};
    writer.text("iss", claims.issuer);
    writer.text("sub", claims.subject);
    if (claims.audience.size() == 1) {
        writer.put("aud", claims.audience.front());
    } else if (!claims.audience.empty()) {
        writer.put("aud", claims.audience);
    }
    writer.date("exp", claims.expires_at);
    writer.date("nbf", claims.not_before);
    writer.date("iat", claims.issued_at);
    writer.text("jti", claims.id);
    writer.text("client_id", claims.client_id);
    if (claims.scope) writer.put("scope", *claims.scope);
    writer.text("sid", claims.session);
    writer.date("auth_time", claims.auth_time);
    if (!claims.methods.empty()) writer.put("amr", claims.methods);
    writer.finish();
}

}  // namespace cardea::jose
