#include <cardea/http/form.hpp>

#include <cardea/http/errc.hpp>
#include <cardea/schema/read_text.hpp>

namespace cardea::http {
namespace {

int hex_digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

Result<std::string> decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[at] != '%') {
            out += text[at];
        } else {
            const int high = at + 2 < text.size() ? hex_digit_value(text[at + 1]) : -1;
            const int low = at + 2 < text.size() ? hex_digit_value(text[at + 2]) : -1;
            if (high < 0 || low < 0) return Errc::malformed_encoding;
            out += static_cast<char>(high * 16 + low);
            at += 2;
        }
    }
    if (!schema::is_utf8(out)) return Errc::malformed_encoding;
    return out;
}

}  // namespace

Result<std::string> percent_decode(std::string_view text) { return decode(text, false); }

Result<std::vector<std::pair<std::string, std::string>>> parse_pairs(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!text.empty()) {
        const auto piece = text.substr(0, text.find('&'));
        text.remove_prefix(piece.size() == text.size() ? piece.size() : piece.size() + 1);
        if (piece.empty()) continue;
        if (pairs.size() == pairs_max) return Errc::too_many_pairs;
        const auto equals = piece.find('=');
        auto name = decode(piece.substr(0, equals), true);
        auto value = decode(
            equals == std::string_view::npos ? std::string_view{} : piece.substr(equals + 1), true);
        if (!name) return name.error();
        if (!value) return value.error();
        pairs.emplace_back(*std::move(name), *std::move(value));
    }
    return pairs;
}

}  // namespace cardea::http
