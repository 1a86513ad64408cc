#include <cardea/base/base64url.hpp>

#include <array>

namespace cardea::base64url {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint32_t no_digit = 0xff000000;  // a bit that no sum of good digits has

constexpr auto digits = [] {
    std::array<std::uint32_t, 256> table{};
    table.fill(no_digit);
    for (std::uint32_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<std::uint8_t>(alphabet[i])] = i;
    return table;
}();

std::uint32_t digit(char c) { return digits[static_cast<std::uint8_t>(c)]; }

std::uint8_t low_byte(std::uint32_t bits) { return static_cast<std::uint8_t>(bits & 0xff); }

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

void encode(std::span<const std::uint8_t> bytes, std::string& out) {
    out.reserve(out.size() + (bytes.size() * 4 + 2) / 3);
    std::size_t at = 0;
    for (; at + 3 <= bytes.size(); at += 3) {
        const std::uint32_t group =
            std::uint32_t{bytes[at]} << 16U | std::uint32_t{bytes[at + 1]} << 8U | bytes[at + 2];
        for (const unsigned shift : {18U, 12U, 6U, 0U})
            out.push_back(alphabet[group >> shift & 63U]);
    }
    if (bytes.size() - at == 1) {
        out.push_back(alphabet[bytes[at] >> 2U]);
        out.push_back(alphabet[(bytes[at] & 3U) << 4U]);
    } else if (bytes.size() - at == 2) {
        out.push_back(alphabet[bytes[at] >> 2U]);
        out.push_back(alphabet[(bytes[at] & 3U) << 4U | bytes[at + 1] >> 4U]);
        out.push_back(alphabet[(bytes[at + 1] & 15U) << 2U]);
    }
}

std::string encode(std::span<const std::uint8_t> bytes) {
    std::string out;
    encode(bytes, out);
    return out;
}

std::string encode(std::string_view bytes) { return encode(bytes_of(bytes)); }

std::optional<std::size_t> decode(std::string_view text, std::uint8_t* out) {
    const std::uint8_t* const start = out;
    std::uint32_t bad = 0;  // gathered, so that the loop has no branch to take
    while (text.size() >= 4) {
        const auto group =
            digit(text[0]) << 18U | digit(text[1]) << 12U | digit(text[2]) << 6U | digit(text[3]);
        bad |= digit(text[0]) | digit(text[1]) | digit(text[2]) | digit(text[3]);
        *out++ = low_byte(group >> 16U);
        *out++ = low_byte(group >> 8U);
        *out++ = low_byte(group);
        text.remove_prefix(4);
    }
    if (text.size() == 1) return std::nullopt;
    if (text.size() >= 2) {
        const auto first = digit(text[0]);
        const auto second = digit(text[1]);
        bad |= first | second;
        *out++ = low_byte(first << 2U | second >> 4U);
        std::uint32_t left_over = second & 15U;
        if (text.size() == 3) {
            const auto third = digit(text[2]);
            bad |= third;
            *out++ = low_byte(second << 4U | third >> 2U);
            left_over = third & 3U;
        }
        if (left_over != 0) return std::nullopt;
    }
    if ((bad & no_digit) != 0) return std::nullopt;
    return static_cast<std::size_t>(out - start);
}

std::optional<std::vector<std::uint8_t>> decode(std::string_view text) {
    std::vector<std::uint8_t> bytes(decoded_size(text.size()));
    const auto size = decode(text, bytes.data());
    if (!size) return std::nullopt;
    bytes.resize(*size);
    return bytes;
}

}  // namespace cardea::base64url
