#include <cardea/base/base64url.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace cardea {
namespace {

std::string round_trip(std::string_view bytes) {
    const auto decoded = base64url::decode(base64url::encode(bytes));
    return decoded ? std::string{decoded->begin(), decoded->end()} : "refused";
}

TEST(Base64url, gives_back_what_it_was_given) {
    for (const std::string_view bytes :
         {"", "f", "fo", "foo", "foob", "fooba", "foobar", "\xff\xfe\x00\x3e"}) {
        EXPECT_EQ(round_trip(bytes), bytes);
    }
    EXPECT_EQ(base64url::encode(std::string_view{"\xfb\xff", 2}), "-_8");
    EXPECT_EQ(base64url::encode(std::string_view{"foob"}), "Zm9vYg");  // RFC 4648 section 10
}

TEST(Base64url, refuses_every_text_but_the_canonical_one) {
    for (const std::string_view text : {"A", "Zg==", "Zm9=", "Zm 9", "Zm9v\n", "Z/9v", "Z+9v", "Zh",
                                        "Zm9vYh", "Zm9vZm=", "Zm9v.", "\xc3\xa9zz", "AAAAA"}) {
        EXPECT_FALSE(base64url::decode(text)) << text;
    }
    EXPECT_FALSE(base64url::decode(std::string_view{"Zm\0v", 4}));
}

TEST(Base64url, has_exactly_one_text_for_each_last_group) {
    int accepted = 0;
    for (int first = 0; first < 128; ++first) {
        for (int second = 0; second < 128; ++second) {
            const char text[] = {static_cast<char>(first), static_cast<char>(second)};
            accepted += base64url::decode({text, 2}).has_value();
        }
    }
    EXPECT_EQ(accepted, 256);
}

/// Bit by bit, as RFC 4648 tells it.
std::optional<std::string> plainly_decoded(std::string_view text) {
    const std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string bytes;
    unsigned bits = 0;
    unsigned bit_count = 0;
    for (const char c : text) {
        const auto digit = alphabet.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = bits << 6U | static_cast<unsigned>(digit);
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes += static_cast<char>(bits >> bit_count & 0xffU);
        }
        bits &= (1U << bit_count) - 1;
    }
    if (bits != 0 || text.size() % 4 == 1) return std::nullopt;
    return bytes;
}

std::string varied_text(std::size_t size) {
    const std::string_view alphabet =
        "AQgw_-9z8Zy7Yx6XB5vC4uD3tE2sF1rG0qHpIoJnKmLlMkNjOiPhRfSeTdUcVbWa";
    std::string text;
    for (std::size_t at = 0; at < size; ++at) text += alphabet[(at * 37 + size) % alphabet.size()];
    if (size % 4 > 1) text.back() = 'A';
    return text;
}

/// Into memory that is as large as it must be, so that AddressSanitizer sees a byte too many.
std::optional<std::string> decoded(std::string_view text) {
    const auto bytes = base64url::decode(text);
    if (!bytes) return std::nullopt;
    return std::string{bytes->begin(), bytes->end()};
}

TEST(Base64url, decodes_any_length_as_the_plain_way_does) {
    for (std::size_t size = 0; size <= 200; ++size) {
        const auto text = varied_text(size);
        EXPECT_EQ(decoded(text), plainly_decoded(text)) << text;
        EXPECT_EQ(decoded(text).has_value(), size % 4 != 1) << text;
        EXPECT_EQ(base64url::encode(decoded(text).value_or("")), size % 4 != 1 ? text : "");
    }
}

TEST(Base64url, judges_any_byte_at_any_place_as_the_plain_way_does) {
    for (const std::size_t size : {2U, 3U, 4U, 22U, 43U, 64U, 87U, 200U}) {
        for (std::size_t at = 0; at < size; ++at) {
            auto text = varied_text(size);
            for (int byte = 0; byte < 256; ++byte) {
                text[at] = static_cast<char>(byte);
                ASSERT_EQ(decoded(text), plainly_decoded(text)) << byte << " at " << at;
            }
        }
    }
}

}  // namespace
}  // namespace cardea
