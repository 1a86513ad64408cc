#include <cardea/jose/compact.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/schema/json.hpp>

#include <algorithm>
#include <vector>

namespace cardea::jose {
namespace {

constexpr std::size_t header_depth_max = 4;  // an embedded key or certificate list, which we ignore

Result<std::optional<std::string>> text_of(schema::JsonValue header, std::string_view name) {
    const auto member = header.member(name);
    if (!member) return std::optional<std::string>{};
    const auto text = member->as_string();
    if (!text) return Error{Errc::malformed, "header: " + std::string{name} + " is no text"};
    return std::optional<std::string>{*text};
}

Result<Header> parse_header(std::string_view json) {
    const auto parsed = schema::parse_json(json, header_depth_max);
    if (!parsed) return Error{Errc::malformed, "header: " + std::string{parsed.error().message()}};
    if (parsed->kind() != schema::JsonKind::object)
        return Error{Errc::malformed, "the header is no JSON object"};
    const auto named = parsed->member("alg");
    const auto name = named ? named->as_string() : std::nullopt;
    if (!name) return Error{Errc::malformed, "header: alg is no text"};
    const auto algorithm = algorithm_from(*name);
    if (!algorithm) return Errc::algorithm;
    // `b64` counts only where `crit` lists it (RFC 7797 section 6); nothing critical is understood.
    if (parsed->member("crit") || parsed->member("b64")) return Errc::critical;
    auto type = text_of(*parsed, "typ");
    if (!type) return type.error();
    auto kid = text_of(*parsed, "kid");
    if (!kid) return kid.error();
    return Header{.algorithm = *algorithm, .kid = *std::move(kid), .type = *std::move(type)};
}

char lower(char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                : character;
}

bool is_same_text(std::string_view one, std::string_view other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](char left, char right) { return lower(left) == lower(right); });
}

std::string_view without_application(std::string_view type) {
    constexpr std::string_view prefix = "application/";
    if (is_same_text(type.substr(0, prefix.size()), prefix) &&
        type.find('/', prefix.size()) == std::string_view::npos) {
        return type.substr(prefix.size());
    }
    return type;
}

}  // namespace

Result<Compact> split_compact(std::string_view token, std::size_t bytes_max) {
    if (token.size() > bytes_max) return Error{Errc::malformed, "too long"};
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    if (first == last || token.find('.', first + 1) != last)
        return Error{Errc::malformed, "not three parts"};
    const std::string_view parts[] = {
        token.substr(0, first), token.substr(first + 1, last - first - 1), token.substr(last + 1)};

    thread_local std::vector<std::uint8_t> bytes;  // of all three parts, side by side
    bytes.resize(std::max(bytes.size(), token.size()));
    std::span<const std::uint8_t> decoded[3];
    std::size_t used = 0;
    for (std::size_t at = 0; at < 3; ++at) {
        const auto size = base64url::decode(parts[at], bytes.data() + used);
        if (!size) return Error{Errc::malformed, "a part is not canonical base64url"};
        decoded[at] = {bytes.data() + used, *size};
        used += *size;
    }
    const auto text = [](std::span<const std::uint8_t> part) {
        return std::string_view{reinterpret_cast<const char*>(part.data()), part.size()};
    };
    auto header = parse_header(text(decoded[0]));
    if (!header) return header.error();
    return Compact{.header = *std::move(header),
                   .signing_input = token.substr(0, last),
                   .payload = text(decoded[1]),
                   .signature = decoded[2]};
}

bool is_same_type(std::string_view one, std::string_view other) {
    return is_same_text(without_application(one), without_application(other));
}

}  // namespace cardea::jose
