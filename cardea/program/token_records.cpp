#include <cardea/program/token_records.hpp>

#include <cardea/jose/errc.hpp>
#include <cardea/jose/jws.hpp>
#include <cardea/jose/without_expiry.hpp>
#include <cardea/program/json_layout.hpp>
#include <cardea/program/token_inspection.hpp>
#include <cardea/schema/json.hpp>
#include <cardea/schema/write_json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cardea::program {

using schema::JsonKind;
using schema::JsonValue;

namespace {

using jose::AlgorithmSet;

constexpr std::string_view accepted;  // in the place of a reason

/// What a record asks. Read whole before anything is verified, since a parsed text is good only
/// until the same thread parses the next.
struct TokenRecord {
    std::string id = "null";  // as JSON
    std::string mode = "jwt";
    std::optional<std::string> token;
    std::optional<AlgorithmSet> allow;
    std::optional<std::string> issuer;
    std::optional<std::string> audience;
    std::optional<std::string> type;
    std::optional<std::chrono::seconds> now;
    std::chrono::seconds leeway{0};
    std::vector<std::string> required;
    std::size_t token_bytes_max = record_bytes_max;
    std::vector<jose::Key> keys;
    bool has_refused_key = false;
    // Of the mode `raw` alone:
    std::optional<std::string> algorithm;
    std::optional<jose::Key> key;
    std::optional<std::string> message;
    std::optional<std::string> signature;
};

std::optional<std::uint8_t> value_of_digit(char digit) {
    if (digit >= '0' && digit <= '9') return static_cast<std::uint8_t>(digit - '0');
    if (digit >= 'a' && digit <= 'f') return static_cast<std::uint8_t>(digit - 'a' + 10);
    if (digit >= 'A' && digit <= 'F') return static_cast<std::uint8_t>(digit - 'A' + 10);
    return std::nullopt;
}

std::optional<std::string> read_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t at = 0; at < text.size(); at += 2) {
        const auto high = value_of_digit(text[at]);
        const auto low = value_of_digit(text[at + 1]);
        if (!high || !low) return std::nullopt;
        bytes += static_cast<char>(*high << 4U | *low);
    }
    return bytes;
}

/// Reads the known members of a record one by one; the first of the wrong type or out of range
/// spoils it. What is null is as if it weren't there.
class RecordReader {
public:
    TokenRecord record;
    bool is_malformed = false;

    void read(JsonValue object) {
        object.for_each_member([&](std::string_view name, JsonValue value) {
            if (name == "id") return read_id(value);
            if (value.kind() != JsonKind::null) read_member(name, value);
        });
        // Only now: they are bound to the algorithm, which may stand behind them.
        if (const auto jwk = object.member("jwk"); jwk && record.algorithm) read_key(*jwk);
    }

private:
    void read_member(std::string_view name, JsonValue value) {
        if (name == "mode") return keep(value.as_string(), record.mode);
        if (name == "token") return keep(value.as_string(), record.token);
        if (name == "iss") return keep(demand_of(value), record.issuer);
        if (name == "aud") return keep(demand_of(value), record.audience);
        if (name == "typ") return keep(demand_of(value), record.type);
        if (name == "alg") return keep(value.as_string(), record.algorithm);
        if (name == "now") return keep(seconds_of(value), record.now);
        if (name == "leeway") return keep(seconds_of(value), record.leeway);
        if (name == "max_token_bytes") return keep(value.as_uint64(), record.token_bytes_max);
        if (name == "msg") return keep(octets_of(value), record.message);
        if (name == "sig") return keep(octets_of(value), record.signature);
        if (name == "keys") return read_keys(value);
        if (name == "allow") return read_allowed(value);
        if (name == "require") return read_required(value);
    }

    template <class From, class To>
    void keep(const std::optional<From>& value, To& out) {
        if (value) {
            out = To{*value};
        } else {
            is_malformed = true;
        }
    }

    void read_id(JsonValue value) {
        std::string id;
        switch (value.kind()) {
            case JsonKind::null: return;
            case JsonKind::boolean: schema::write_json(*value.as_bool(), id); break;
            case JsonKind::string: schema::write_json_string(*value.as_string(), id); break;
            case JsonKind::number: schema::write_json_double(*value.as_double(), id); break;
            case JsonKind::integer:
                if (const auto number = value.as_int64()) {
                    schema::write_json(*number, id);
                } else {
                    schema::write_json(*value.as_uint64(), id);
                }
                break;
            default: is_malformed = true; return;
        }
        record.id = std::move(id);
    }

    /// An empty text is a demand that no token meets, and nothing that JSON can say equals this.
    static std::optional<std::string> demand_of(JsonValue value) {
        const auto text = value.as_string();
        if (!text) return std::nullopt;
        return std::string{text->empty() ? std::string_view{"\xff"} : *text};
    }

    /// Whole seconds; a fraction is rounded down.
    static std::optional<std::chrono::seconds> seconds_of(JsonValue value) {
        constexpr auto seconds_max = static_cast<double>(jose::numeric_date_max);
        const auto number = value.as_double();
        if (!number || !(*number >= 0 && *number <= seconds_max)) return std::nullopt;
        return std::chrono::seconds{static_cast<std::int64_t>(std::floor(*number))};
    }

    static std::optional<std::string> octets_of(JsonValue value) {
        const auto text = value.as_string();
        return text ? read_hex(*text) : std::nullopt;
    }

    template <class F>
    void read_list(JsonValue list, F f) {
        if (list.kind() == JsonKind::array) {
            list.for_each_element(f);
        } else {
            is_malformed = true;
        }
    }

    void read_keys(JsonValue list) {
        if (list.size() > jose::jwk_set_keys_max) {
            record.has_refused_key = true;  // a set that no loading would take
            return;
        }
        read_list(list, [&](JsonValue jwk) {
            auto key = jose::Key::from_jwk(jwk);
            if (key) {
                record.keys.push_back(*std::move(key));
            } else if (key.error() != jose::Errc::foreign_key) {  // which fits nothing anyway
                record.has_refused_key = true;
            }
        });
    }

    /// Names that are none of ours allow nothing.
    void read_allowed(JsonValue list) {
        AlgorithmSet allowed;
        read_list(list, [&](JsonValue element) {
            std::string name;
            keep(element.as_string(), name);
            if (const auto algorithm = jose::algorithm_from(name)) allowed.insert(*algorithm);
        });
        record.allow = allowed;
    }

    void read_required(JsonValue list) {
        read_list(list, [&](JsonValue element) {
            keep(element.as_string(), record.required.emplace_back());
        });
    }

    void read_key(JsonValue jwk) {
        const auto algorithm = jose::algorithm_from(*record.algorithm);
        if (!algorithm) return;
        if (auto key = jose::Key::from_jwk(jwk, algorithm)) record.key = *std::move(key);
    }
};

template <class T>
std::string_view reason_of_result(const Result<T>& result) {
    return result ? accepted : jose::reason_of(result.error());
}

std::string_view judge_jwt(TokenRecord& record) {
    if (!record.token) return "malformed";
    if (record.has_refused_key) return "key";
    jose::Expectation expected{
        .issuer = std::move(record.issuer),
        .audience = std::move(record.audience),
        .type = std::move(record.type),
        .leeway = record.leeway,
        .skew = record.leeway,
        .token_bytes_max = std::min(record.token_bytes_max, token_bytes_max)};
    expected.algorithms = record.allow;
    expected.required_claims = std::move(record.required);
    const ManualClock clock{record.now ? TimePoint{*record.now} : system_clock().now()};
    const auto verifier = jose::verifier_without_expiry(jose::KeySet{std::move(record.keys)},
                                                        std::move(expected), clock);
    return reason_of_result(verifier.verify(*record.token));
}

std::string_view judge_jws(TokenRecord& record) {
    if (!record.token) return "malformed";
    if (record.has_refused_key) return "key";
    const jose::JwsExpectation expected{
        .type = std::move(record.type),
        .algorithms = record.allow,
        .token_bytes_max = std::min(record.token_bytes_max, token_bytes_max)};
    return reason_of_result(
        jose::verify_jws(*record.token, jose::KeySet{std::move(record.keys)}, expected));
}

std::string_view judge_raw(const TokenRecord& record) {
    if (!record.algorithm || !record.message || !record.signature) return "malformed";
    const auto algorithm = jose::algorithm_from(*record.algorithm);
    if (!algorithm) return "algorithm";
    if (!record.key || !record.key->may_verify()) return "key";
    const auto& bytes = *record.signature;
    const std::span signature{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
    if (!record.key->verifies(*algorithm, *record.message, signature)) return "signature";
    return accepted;
}

std::string_view judge(TokenRecord& record) {
    if (record.mode == "jwt") return judge_jwt(record);
    if (record.mode == "jws") return judge_jws(record);
    if (record.mode == "raw") return judge_raw(record);
    return "malformed";
}

}  // namespace

std::string answer_to_record(std::string_view line) {
    const auto begin = std::chrono::steady_clock::now();
    std::string_view reason = "malformed";
    RecordReader reader;
    try {
        const auto parsed = schema::parse_json(line);
        if (!parsed || parsed->kind() != JsonKind::object) return answer_to_no_record();
        reader.read(*parsed);
        if (!reader.is_malformed) reason = judge(reader.record);
    } catch (const std::exception&) {
        reason = "malformed";  // whatever it was: not accepted, and the next line is another's
    }
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    return fmt::format(R"({{"id": {}, "verdict": "{}", "reason": {}, "ms": {:.4f}}})",
                       on_one_line(reader.record.id), reason == accepted ? "accept" : "reject",
                       reason == accepted ? "null" : '"' + std::string{reason} + '"', took.count());
}

std::string answer_to_no_record() {
    return R"({"id": null, "verdict": "reject", "reason": "malformed", "ms": 0})";
}

}  // namespace cardea::program
