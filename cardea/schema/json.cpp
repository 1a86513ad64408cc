#include <cardea/schema/json.hpp>

#include <cardea/schema/errc.hpp>
#include <cardea/schema/read_text.hpp>

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <string>
#include <vector>

namespace cardea::schema {

struct JsonAccess {
    static JsonValue wrap(simdjson::dom::element element) {
        JsonValue value;
        value.place_ = std::bit_cast<decltype(value.place_)>(element);
        return value;
    }
    static simdjson::dom::element unwrap(const JsonValue& value) {
        return std::bit_cast<simdjson::dom::element>(value.place_);
    }
};

namespace {

using simdjson::dom::element_type;

template <class T>
std::optional<T> get_as(const JsonValue& value) {
    T out;
    if (JsonAccess::unwrap(value).get(out) != simdjson::SUCCESS) return std::nullopt;
    return out;
}

Error malformed(std::string why) {
    return Error{Errc::malformed_json}.say("The JSON is malformed: " + std::move(why));
}

std::string explain(simdjson::error_code code) {
    switch (code) {
        case simdjson::DEPTH_ERROR: return "it is nested too deeply";
        case simdjson::UTF8_ERROR: return "it is not valid UTF-8";
        case simdjson::EMPTY: return "there is nothing in it";
        case simdjson::NUMBER_ERROR: return "a number is malformed or too large";
        case simdjson::STRING_ERROR: return "a string holds a malformed escape";
        case simdjson::UNESCAPED_CHARS: return "a string holds an unescaped control character";
        case simdjson::UNCLOSED_STRING: return "a string does not end";
        default: return "it is not one whole JSON value";
    }
}

/// simdjson reads a lone surrogate's escape into bytes that are no UTF-8: U+D800 to U+DFFF.
bool has_surrogate(std::string_view text) {
    for (auto at = text.find('\xed'); at != std::string_view::npos;
         at = text.find('\xed', at + 1)) {
        if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xa0) return true;
    }
    return false;
}

/// What simdjson lets pass, anywhere in the value: empty if there is nothing. `depth` is how many
/// more levels the value may have.
std::string flaw_of(simdjson::dom::element element, std::size_t depth,
                    std::vector<std::string_view>& names) {
    const auto type = element.type();
    if (depth == 0 && (type == element_type::OBJECT || type == element_type::ARRAY)) {
        return explain(simdjson::DEPTH_ERROR);
    }
    switch (type) {
        case element_type::OBJECT: {
            const auto start = names.size();
            for (const auto member : simdjson::dom::object{element}) names.push_back(member.key);
            std::sort(names.begin() + static_cast<std::ptrdiff_t>(start), names.end());
            const auto twice =
                std::adjacent_find(names.begin() + static_cast<std::ptrdiff_t>(start), names.end());
            if (twice != names.end()) return "a member stands twice in one object";
            for (auto at = start; at < names.size(); ++at) {
                if (has_surrogate(names[at])) return "a string holds half of a surrogate pair";
            }
            names.resize(start);
            for (const auto member : simdjson::dom::object{element}) {
                if (auto flaw = flaw_of(member.value, depth - 1, names); !flaw.empty()) return flaw;
            }
            return {};
        }
        case element_type::ARRAY:
            for (const auto item : simdjson::dom::array{element}) {
                if (auto flaw = flaw_of(item, depth - 1, names); !flaw.empty()) return flaw;
            }
            return {};
        case element_type::STRING:
            return has_surrogate(std::string_view{element})
                       ? "a string holds half of a surrogate pair"
                       : "";
        default: return {};
    }
}

}  // namespace

JsonKind JsonValue::kind() const {
    switch (JsonAccess::unwrap(*this).type()) {
        case element_type::ARRAY: return JsonKind::array;
        case element_type::OBJECT: return JsonKind::object;
        case element_type::INT64:
        case element_type::UINT64: return JsonKind::integer;
        case element_type::DOUBLE: return JsonKind::number;
        case element_type::STRING: return JsonKind::string;
        case element_type::BOOL: return JsonKind::boolean;
        case element_type::NULL_VALUE: break;
    }
    return JsonKind::null;
}

std::optional<bool> JsonValue::as_bool() const { return get_as<bool>(*this); }
std::optional<std::int64_t> JsonValue::as_int64() const { return get_as<std::int64_t>(*this); }
std::optional<std::uint64_t> JsonValue::as_uint64() const { return get_as<std::uint64_t>(*this); }
std::optional<double> JsonValue::as_double() const { return get_as<double>(*this); }
std::optional<std::string_view> JsonValue::as_string() const {
    return get_as<std::string_view>(*this);
}

std::optional<JsonValue> JsonValue::member(std::string_view name) const {
    simdjson::dom::object object;
    simdjson::dom::element found;
    if (JsonAccess::unwrap(*this).get(object) != simdjson::SUCCESS) return std::nullopt;
    if (object.at_key(name).get(found) != simdjson::SUCCESS) return std::nullopt;
    return JsonAccess::wrap(found);
}

std::size_t JsonValue::size() const {
    simdjson::dom::object object;
    simdjson::dom::array array;
    const auto element = JsonAccess::unwrap(*this);
    if (element.get(object) == simdjson::SUCCESS) return object.size();
    if (element.get(array) == simdjson::SUCCESS) return array.size();
    return 0;
}

void JsonValue::visit_members(void* function,
                              void (*call)(void*, std::string_view, JsonValue)) const {
    simdjson::dom::object object;
    if (JsonAccess::unwrap(*this).get(object) != simdjson::SUCCESS) return;
    for (const auto member : object) call(function, member.key, JsonAccess::wrap(member.value));
}

void JsonValue::visit_elements(void* function, void (*call)(void*, JsonValue)) const {
    simdjson::dom::array array;
    if (JsonAccess::unwrap(*this).get(array) != simdjson::SUCCESS) return;
    for (const auto element : array) call(function, JsonAccess::wrap(element));
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

Result<JsonValue> parse_json(std::string_view text, std::size_t depth_max) {
    // simdjson copies it, and from a null pointer not even nothing may be copied.
    if (text.empty()) return malformed(explain(simdjson::EMPTY));
    thread_local simdjson::dom::parser parser;
    thread_local std::vector<std::string_view> names;
    // A level more than is allowed, since simdjson counts levels in its own way: flaw_of decides.
    // Memory only grows, so that callers who take turns with other depths do not pay for it.
    if (parser.max_depth() < depth_max + 1 || parser.capacity() < text.size()) {
        const auto capacity = std::max<std::size_t>({text.size(), parser.capacity(), 4096});
        const auto depth = std::max({parser.max_depth(), depth_max + 1, json_depth_max + 1});
        if (parser.allocate(capacity, depth) != simdjson::SUCCESS)
            return malformed("it is too large");
    }
    simdjson::dom::element element;
    if (const auto code = parser.parse(text.data(), text.size()).get(element);
        code != simdjson::SUCCESS) {
        return malformed(explain(code));
    }
    names.clear();
    if (auto flaw = flaw_of(element, depth_max, names); !flaw.empty())
        return malformed(std::move(flaw));
    return JsonAccess::wrap(element);
}

}  // namespace cardea::schema
