// Under test: codes under a key that is hashed once, against the vectors of RFC 4231.
#include <cardea/crypto/hmac.hpp>

#include <cardea/crypto/test_hex.hpp>

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace cardea::crypto {
namespace {

struct HmacExample {
    const char* name;
    std::string key;
    std::string message;
    const char* sha256;
    const char* sha384;
    const char* sha512;
};

struct HmacGives : testing::TestWithParam<HmacExample> {};
TEST_P(HmacGives, the_codes_of_rfc_4231) {
    const auto& example = GetParam();
    const Hmac hmac{Secret<std::string>{std::string{example.key}}};
    for (int again = 0; again < 2; ++again) {  // the prepared state is not used up
        EXPECT_EQ(hex_of(hmac.sign(Hash::sha256, example.message)), example.sha256);
        EXPECT_EQ(hex_of(hmac.sign(Hash::sha384, example.message)), example.sha384);
        EXPECT_EQ(hex_of(hmac.sign(Hash::sha512, example.message)), example.sha512);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Rfc4231, HmacGives,
    testing::Values(HmacExample{"case_1", std::string(20, '\x0b'), "Hi There",
                                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
                                "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59c"
                                "faea9ea9076ede7f4af152e8b2fa9cb6",
                                "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                                "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"},
                    HmacExample{"case_2", "Jefe", "what do ya want for nothing?",
                                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
                                "8e2240ca5e69e2c78b3239ecfab21649",
                                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                                "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
                    HmacExample{
                        "case_6_with_a_key_longer_than_a_block", std::string(131, '\xaa'),
                        "Test Using Larger Than Block-Size Key - Hash Key First",
                        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
                        "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c6"
                        "0c2ef6ab4030fe8296248df163f44952",
                        "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                        "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Hmac, hashes_only_a_key_that_is_longer_than_a_block) {
    // Zeros behind a key change nothing (RFC 2104), and a block of SHA-384 and SHA-512 is longer.
    const std::string key(64, 'k');
    const Hmac exact{Secret<std::string>{std::string{key}}};
    const Hmac padded{Secret<std::string>{key + '\0'}};
    EXPECT_NE(hex_of(exact.sign(Hash::sha256, "m")), hex_of(padded.sign(Hash::sha256, "m")));
    EXPECT_EQ(hex_of(exact.sign(Hash::sha384, "m")), hex_of(padded.sign(Hash::sha384, "m")));
    EXPECT_EQ(hex_of(exact.sign(Hash::sha512, "m")), hex_of(padded.sign(Hash::sha512, "m")));
}

TEST(Hmac, refuses_every_flipped_bit_and_every_other_length) {
    const Hmac hmac{Secret<std::string>{std::string(64, 'k')}};
    for (const auto hash : {Hash::sha256, Hash::sha384, Hash::sha512}) {
        const auto code = hmac.sign(hash, "message");
        const std::span<const std::uint8_t> whole = code;
        std::vector<std::uint8_t> bytes{whole.begin(), whole.end()};
        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            const auto flip = static_cast<std::uint8_t>(1U << (bit % 8));
            bytes[bit / 8] ^= flip;
            EXPECT_FALSE(hmac.verify(hash, "message", bytes)) << bit;
            bytes[bit / 8] ^= flip;
        }
        EXPECT_TRUE(hmac.verify(hash, "message", bytes));
        for (std::size_t size = 0; size < bytes.size(); ++size)
            EXPECT_FALSE(hmac.verify(hash, "message", std::span{bytes}.first(size))) << size;
        bytes.push_back(0);
        EXPECT_FALSE(hmac.verify(hash, "message", bytes));
    }
}

TEST(Hmac, verifies_the_whole_code_and_nothing_less) {
    const Hmac hmac{Secret<std::string>{std::string(32, 'k')}};
    auto code = hmac.sign(Hash::sha256, "message");
    const std::span<const std::uint8_t> whole = code;
    EXPECT_TRUE(hmac.verify(Hash::sha256, "message", code));
    EXPECT_FALSE(hmac.verify(Hash::sha256, "message", whole.first(31)));
    EXPECT_FALSE(hmac.verify(Hash::sha256, "message", {}));
    EXPECT_FALSE(hmac.verify(Hash::sha256, "messagf", code));
    EXPECT_FALSE(hmac.verify(Hash::sha384, "message", code));
    code.bytes[31] ^= 1;
    EXPECT_FALSE(hmac.verify(Hash::sha256, "message", code));
}

TEST(Hmac, serves_many_threads_at_once) {
    const Hmac hmac{Secret<std::string>{std::string(64, 'k')}};
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 200; ++i) {
                EXPECT_TRUE(hmac.verify(Hash::sha512, "m", hmac.sign(Hash::sha512, "m")));
            }
        });
    }
}

}  // namespace
}  // namespace cardea::crypto
