#include <cardea/jose/compact.hpp>

#include <cardea/base/ascii.hpp>
#include <cardea/base/base64url.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/schema/scan_json.hpp>

#include <algorithm>
#include <string>

namespace cardea::jose {

using schema::JsonKind;
using schema::ScannedValue;

namespace {

// An embedded key or certificate list has three levels; nothing that a header may need has more
// members and elements than this. Both keep a header that nobody signed from costing more than a
// good token: one hard number takes as long as a KiB of text.
constexpr schema::ScanLimits header_limits{.depth_max = 4, .members_max = 32};

/// What was seen of the members that count.
struct HeaderReader {
    Header header;
    std::optional<std::string_view> algorithm;
    std::string_view wrong;
    bool is_critical = false;

    void read(std::string_view name, const ScannedValue& value) {
        if (name == "alg") return text(name, value, algorithm);
        if (name == "kid") return text(name, value, header.kid);
        if (name == "typ") return text(name, value, header.type);
        // `b64` counts only where `crit` lists it (RFC 7797 section 6); nothing critical is
        // understood.
        if (name == "crit" || name == "b64") is_critical = true;
    }

private:
    void text(std::string_view name, const ScannedValue& value,
              std::optional<std::string_view>& out) {
        out = value.as_string();
        if (!out && wrong.empty()) wrong = name;
    }
};

std::string_view without_application(std::string_view type) {
    constexpr std::string_view prefix = "application/";
    if (equal_in_any_case(type.substr(0, prefix.size()), prefix) &&
        type.find('/', prefix.size()) == std::string_view::npos) {
        return type.substr(prefix.size());
    }
    return type;
}

}  // namespace

Result<Compact> split_compact(std::string_view token, std::size_t bytes_max) {
    if (token.size() > std::min(bytes_max, token_bytes_limit))
        return Error{Errc::malformed, "too long"};
    const auto first = token.find('.');
    const auto last =
        first == std::string_view::npos ? std::string_view::npos : token.find('.', first + 1);
    if (last == std::string_view::npos || token.find('.', last + 1) != std::string_view::npos)
        return Error{Errc::malformed, "not three parts"};
    return Compact{.header = token.substr(0, first),
                   .payload = token.substr(first + 1, last - first - 1),
                   .signature = token.substr(last + 1),
                   .signing_input = token.substr(0, last)};
}

bool DecodedPart::decode(std::string_view part) {
    const auto room = base64url::decoded_size(part.size());
    if (bytes_.size() < room) bytes_.resize(room);
    const auto size = base64url::decode(part, bytes_.data());
    size_ = size.value_or(0);
    return size.has_value();
}

Result<> DecodedToken::decode(const Compact& token) {
    if (header.decode(token.header) && payload.decode(token.payload) &&
        signature.decode(token.signature)) {
        return {};
    }
    return Error{Errc::malformed, "a part is not canonical base64url"};
}

Result<Header> read_header(std::string_view json, AlgorithmSet allowed) {
    thread_local std::vector<char> scratch;
    if (scratch.size() < json.size()) scratch.resize(json.size());
    HeaderReader reader;
    const auto flaw = schema::scan_object(
        json, header_limits, scratch,
        [&](std::string_view name, const ScannedValue& value) { reader.read(name, value); });
    if (flaw != schema::ScanFlaw::none)
        return Error{Errc::malformed, "header: " + std::string{schema::sentence_of(flaw)}};
    if (!reader.wrong.empty())
        return Error{Errc::malformed, "header: " + std::string{reader.wrong} + " is no text"};
    if (!reader.algorithm) return Error{Errc::malformed, "header: alg is missing"};
    const auto algorithm = algorithm_from(*reader.algorithm);
    if (!algorithm || !allowed.contains(*algorithm)) return Errc::algorithm;
    if (reader.is_critical) return Errc::critical;
    reader.header.algorithm = *algorithm;
    return reader.header;
}

bool is_of_type(const Header& header, const std::optional<std::string>& wanted) {
    return !wanted || (header.type && equal_in_any_case(without_application(*header.type),
                                                        without_application(*wanted)));
}

}  // namespace cardea::jose
