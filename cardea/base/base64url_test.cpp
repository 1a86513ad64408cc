#include <cardea/base/base64url.hpp>

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace cardea
