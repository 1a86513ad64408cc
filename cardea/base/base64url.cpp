#include <cardea/base/base64url.hpp>

#include <array>

#if defined(__x86_64__)
#include <tmmintrin.h>
#endif

namespace cardea::base64url {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint32_t no_digit = 0xff000000;  // bits that no group of good digits has

/// What each character adds to its group of 24 bits, by its place in the group.
constexpr auto digits = [] {
    std::array<std::array<std::uint32_t, 256>, 4> tables{};
    for (std::uint32_t place = 0; place < 4; ++place) {
        tables[place].fill(no_digit);
        for (std::uint32_t i = 0; i < alphabet.size(); ++i)
            tables[place][static_cast<std::uint8_t>(alphabet[i])] = i << (18 - 6 * place);
    }
    return tables;
}();

/// What the character at `place` of a group adds to it.
std::uint32_t digit(const char* group, std::size_t place) {
    return digits[place][static_cast<std::uint8_t>(group[place])];
}

std::uint8_t low_byte(std::uint32_t bits) { return static_cast<std::uint8_t>(bits & 0xff); }

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Decodes whole groups from the front of `text`, moves `text` and `out` on, and says whether all
/// characters were good. How much it leaves is its own matter.
bool decode_front(std::string_view& text, std::uint8_t*& out) {
    std::uint32_t bad = 0;  // gathered, so that the loop has no branch to take
    while (text.size() >= 4) {
        const char* const four = text.data();
        const auto group = digit(four, 0) | digit(four, 1) | digit(four, 2) | digit(four, 3);
        bad |= group;
        *out++ = low_byte(group >> 16U);
        *out++ = low_byte(group >> 8U);
        *out++ = low_byte(group);
        text.remove_prefix(4);
    }
    return (bad & no_digit) == 0;
}

#if defined(__x86_64__)

using SixteenBytes = std::array<std::uint8_t, 16>;

/// By a character's upper half: a bit of its own for each half that the alphabet has.
constexpr auto upper_bit = [] {
    SixteenBytes bits{};
    bits.fill(64);
    for (unsigned upper = 2; upper < 8; ++upper)
        bits[upper] = static_cast<std::uint8_t>(1U << (upper - 2));
    return bits;
}();

/// By a character's lower half: the bits of all upper halves that make no digit with it.
constexpr auto lower_bits = [] {
    SixteenBytes bits{};
    for (unsigned lower = 0; lower < 16; ++lower) {
        for (unsigned upper = 0; upper < 16; ++upper) {
            const bool is_digit = digits[3][upper << 4U | lower] != no_digit;
            if (!is_digit) bits[lower] |= upper_bit[upper];
        }
    }
    return bits;
}();

/// By a character's upper half: what makes a digit of it, added. '_' shares its half with P to Z
/// and needs something else: 8 rows below.
constexpr SixteenBytes to_digit{
    0, 0, 62 - '-', 52 - '0', 256 - 'A', 256 - 'A',     256 + 26 - 'a', 256 + 26 - 'a',
    0, 0, 0,        0,        0,         256 + 63 - '_'};

__m128i load(const void* bytes) { return _mm_loadu_si128(static_cast<const __m128i*>(bytes)); }

/// The same, 16 characters at a time.
/// See: Mula and Lemire, "Faster Base64 Encoding and Decoding using AVX2 Instructions".
[[gnu::target("ssse3")]] bool decode_front_by_16(std::string_view& text, std::uint8_t*& out) {
    const auto low_half = _mm_set1_epi8(0x0f);
    auto bad = _mm_setzero_si128();
    // A step writes 16 bytes of which 12 count: behind it must be 4 more, or 6 characters.
    while (text.size() >= 16 + 6) {
        const auto chars = load(text.data());
        const auto upper = _mm_and_si128(_mm_srli_epi32(chars, 4), low_half);
        const auto lower = _mm_and_si128(chars, low_half);
        bad = _mm_or_si128(bad, _mm_and_si128(_mm_shuffle_epi8(load(upper_bit.data()), upper),
                                              _mm_shuffle_epi8(load(lower_bits.data()), lower)));
        const auto is_line = _mm_cmpeq_epi8(chars, _mm_set1_epi8('_'));
        const auto row = _mm_or_si128(upper, _mm_and_si128(is_line, _mm_set1_epi8(8)));
        const auto six = _mm_add_epi8(chars, _mm_shuffle_epi8(load(to_digit.data()), row));
        const auto twelve = _mm_maddubs_epi16(six, _mm_set1_epi32(0x01400140));
        const auto groups = _mm_madd_epi16(twelve, _mm_set1_epi32(0x00011000));
        const auto bytes = _mm_shuffle_epi8(
            groups, _mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes);
        out += 12;
        text.remove_prefix(16);
    }
    return _mm_movemask_epi8(_mm_cmpeq_epi8(bad, _mm_setzero_si128())) == 0xffff;
}

bool decode_most(std::string_view& text, std::uint8_t*& out) {
    if (__builtin_cpu_supports("ssse3") && !decode_front_by_16(text, out)) return false;
    return decode_front(text, out);
}

#else

bool decode_most(std::string_view& text, std::uint8_t*& out) { return decode_front(text, out); }

#endif

}  // namespace

void encode(std::span<const std::uint8_t> bytes, std::string& out) {
    const auto start = out.size();
    out.resize(start + (bytes.size() * 4 + 2) / 3);
    char* to = out.data() + start;
    std::size_t at = 0;
    for (; at + 3 <= bytes.size(); at += 3) {
        const std::uint32_t group =
            std::uint32_t{bytes[at]} << 16U | std::uint32_t{bytes[at + 1]} << 8U | bytes[at + 2];
        *to++ = alphabet[group >> 18U];
        *to++ = alphabet[group >> 12U & 63U];
        *to++ = alphabet[group >> 6U & 63U];
        *to++ = alphabet[group & 63U];
    }
    if (bytes.size() - at == 1) {
        *to++ = alphabet[bytes[at] >> 2U];
        *to++ = alphabet[(bytes[at] & 3U) << 4U];
    } else if (bytes.size() - at == 2) {
        *to++ = alphabet[bytes[at] >> 2U];
        *to++ = alphabet[(bytes[at] & 3U) << 4U | bytes[at + 1] >> 4U];
        *to++ = alphabet[(bytes[at + 1] & 15U) << 2U];
    }
}

void encode(std::string_view bytes, std::string& out) { encode(bytes_of(bytes), out); }

std::string encode(std::span<const std::uint8_t> bytes) {
    std::string out;
    encode(bytes, out);
    return out;
}

std::string encode(std::string_view bytes) { return encode(bytes_of(bytes)); }

std::optional<std::size_t> decode(std::string_view text, std::uint8_t* out) {
    const std::uint8_t* const start = out;
    if (text.size() % 4 == 1 || !decode_most(text, out)) return std::nullopt;
    if (!text.empty()) {
        auto group = digit(text.data(), 0) | digit(text.data(), 1);
        if (text.size() == 3) group |= digit(text.data(), 2);
        const std::uint32_t beyond = text.size() == 2 ? 0xffff : 0xff;
        if ((group & (no_digit | beyond)) != 0) return std::nullopt;
        *out++ = low_byte(group >> 16U);
        if (text.size() == 3) *out++ = low_byte(group >> 8U);
    }
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
