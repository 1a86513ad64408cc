// Under test: EdDSA gives RFC 8032's signatures, and refuses the keys and signatures that anybody
// could make or change.
#include <cardea/crypto/eddsa.hpp>

#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/test_hex.hpp>

#include <gtest/gtest.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <string>
#include <thread>
#include <vector>

namespace cardea::crypto {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets octets_of(std::string_view text) { return {text.begin(), text.end()}; }
Secret<std::string> secret_of(std::string_view hex) { return Secret{text_of(unhex(hex))}; }

// --- published signatures ------------------------------------------------------------------------

struct EdExample {
    const char* name;
    EdCurve curve;
    const char* seed;
    const char* key;
    const char* message;
    const char* signature;
};

struct EdKeyGives : testing::TestWithParam<EdExample> {};
TEST_P(EdKeyGives, the_signatures_of_rfc_8032) {
    const auto& row = GetParam();
    const auto message = text_of(unhex(row.message));
    const auto pair = EdKey::from_private(row.curve, unhex(row.key), secret_of(row.seed)).value();
    EXPECT_EQ(octets_of(pair.sign(message)), unhex(row.signature));
    EXPECT_EQ(octets_of(pair.d().reveal()), unhex(row.seed));
    const auto key = EdKey::from_public(row.curve, unhex(row.key)).value();
    EXPECT_FALSE(key.is_private());
    EXPECT_TRUE(key.verify(message, unhex(row.signature)));
    EXPECT_FALSE(key.verify(message + "x", unhex(row.signature)));
}

INSTANTIATE_TEST_SUITE_P(
    Section7, EdKeyGives,
    testing::Values(
        EdExample{"ed25519_test_1", EdCurve::ed25519,
                  "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
                  "c61e39701cf9b46b"
                  "d25bf5f0595bbe24655141438e7a100b"},
        EdExample{"ed25519_test_2", EdCurve::ed25519,
                  "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
                  "458f3613d0f11d8c"
                  "387b2eaeb4302aeeb00d291612bb0c00"},
        EdExample{"ed25519_test_3", EdCurve::ed25519,
                  "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                  "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
                  "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
                  "ae67f760984dc659"
                  "4a7c15e9716ed28dc027beceea1ec40a"},
        EdExample{"ed448_blank", EdCurve::ed448,
                  "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3528c8a3fcc2f044e"
                  "39a3fc5b94492f8f"
                  "032e7549a20098f95b",
                  "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c706"
                  "1bd6783df1e50f6c"
                  "d1fa1abeafe8256180",
                  "",
                  "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281"
                  "f2fd7a22ddd47d78"
                  "28c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cd"
                  "da8530a113a0f4db"
                  "b61149f05a7363268c71d95808ff2e652600"},
        EdExample{"ed448_1_octet", EdCurve::ed448,
                  "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c"
                  "5e3bc397a659949e"
                  "f8021e954e0a12274e",
                  "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802"
                  "b8438ea4cb82169c"
                  "235160627b4c3a9480",
                  "03",
                  "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7"
                  "e18f62de8ccdf633"
                  "fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a64729"
                  "05e799f1953d2a0f"
                  "f3348ab21aa4adafd1d234441cf807c03a00"}),
    [](const auto& row) { return std::string{row.param.name}; });

// --- keys that are none --------------------------------------------------------------------------

// The encodings of Ed25519's eight points of small order, those that are not canonical too.
constexpr std::array<const char*, 14> small_order_25519{
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};

TEST(Ed25519, refuses_every_key_of_small_order) {
    for (const auto* key : small_order_25519)
        EXPECT_EQ(EdKey::from_public(EdCurve::ed25519, unhex(key)).error(), Errc::invalid_key)
            << key;
}

TEST(Ed25519, refuses_a_key_whose_y_is_not_reduced) {
    for (int above = 0; above <= 18; ++above) {  // all that fit into 255 bits
        for (const bool is_negative : {false, true}) {
            Octets key(32, 0xff);
            key[0] = static_cast<std::uint8_t>(0xed + above);
            key[31] = is_negative ? 0xff : 0x7f;
            EXPECT_EQ(EdKey::from_public(EdCurve::ed25519, key).error(), Errc::invalid_key)
                << above;
        }
    }
}

TEST(Ed25519, refuses_a_key_that_is_no_point_or_outside_of_the_main_subgroup) {
    Octets no_point(32, 0);
    no_point[0] = 2;
    EXPECT_EQ(EdKey::from_public(EdCurve::ed25519, no_point).error(), Errc::invalid_key);
    const auto pair = EdKey::generate(EdCurve::ed25519);
    Octets mixed(32);
    ASSERT_EQ(crypto_core_ed25519_add(mixed.data(), pair.public_bytes().data(),
                                      unhex(small_order_25519[4]).data()),
              0);
    EXPECT_EQ(EdKey::from_public(EdCurve::ed25519, mixed).error(), Errc::invalid_key);
}

constexpr std::uint8_t ed448_sign = 0x80;

/// 57 bytes: y as a small number, the sign of x in the last byte.
Octets small_y_of_448(std::uint8_t y, std::uint8_t last = 0) {
    Octets key(57, 0);
    key[0] = y;
    key[56] = last;
    return key;
}

/// p - 1, p, or p + `above` with `above` at most 255.
Octets y_near_p_of_448(int above, std::uint8_t last = 0) {
    Octets key(57, 0xff);
    key[28] = 0xfe;
    key[56] = last;
    if (above <= 0) {
        key[0] = static_cast<std::uint8_t>(0xff + above);
    } else {  // p + 1 = 2^448 - 2^224
        for (std::size_t at = 0; at < 28; ++at) key[at] = 0;
        key[28] = 0xff;
        key[0] = static_cast<std::uint8_t>(above - 1);
    }
    return key;
}

TEST(Ed448, refuses_every_key_of_small_order) {
    for (const std::uint8_t sign : {std::uint8_t{0}, ed448_sign}) {
        for (const auto& key :
             {small_y_of_448(0, sign), small_y_of_448(1, sign), y_near_p_of_448(-1, sign),
              y_near_p_of_448(0, sign), y_near_p_of_448(1, sign)}) {
            EXPECT_EQ(EdKey::from_public(EdCurve::ed448, key).error(), Errc::invalid_key)
                << testing::PrintToString(key);
        }
    }
}

TEST(Ed448, takes_the_points_of_its_curve_and_no_other_y) {
    const std::vector<int> on_the_curve{3, 4, 5, 7, 8, 9, 12, 13, 19};
    for (std::uint8_t y = 2; y < 20; ++y) {
        const bool is_on =
            std::find(on_the_curve.begin(), on_the_curve.end(), y) != on_the_curve.end();
        for (const std::uint8_t sign : {std::uint8_t{0}, ed448_sign})
            EXPECT_EQ(EdKey::from_public(EdCurve::ed448, small_y_of_448(y, sign)).has_value(),
                      is_on)
                << int{y};
    }
    for (int i = 0; i < 20; ++i) {
        const auto pair = EdKey::generate(EdCurve::ed448);
        EXPECT_TRUE(EdKey::from_public(EdCurve::ed448, pair.public_bytes()));
    }
}

TEST(Ed448, refuses_a_key_whose_y_is_not_reduced) {
    for (int above = 0; above < 20; ++above) {
        EXPECT_FALSE(EdKey::from_public(EdCurve::ed448, y_near_p_of_448(above))) << above;
        EXPECT_FALSE(EdKey::from_public(EdCurve::ed448, y_near_p_of_448(above, ed448_sign)))
            << above;
    }
    for (int bit = 0; bit < 7; ++bit)  // those between y and the sign
        EXPECT_FALSE(EdKey::from_public(EdCurve::ed448,
                                        small_y_of_448(3, static_cast<std::uint8_t>(1 << bit))))
            << bit;
}

// --- signatures that no signer makes -------------------------------------------------------------

/// The second half of a signature, S, with the order of the group added: the same number to whoever
/// does not check that it is reduced.
std::string with_order_added(std::string signature, const Octets& order) {
    const auto half = signature.size() / 2;
    unsigned carry = 0;
    for (std::size_t at = 0; at < order.size(); ++at) {
        carry += static_cast<std::uint8_t>(signature[half + at]) + order[at];
        signature[half + at] = static_cast<char>(carry & 0xffU);
        carry >>= 8U;
    }
    return signature;
}

const auto order_25519 = unhex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
const auto order_448 = unhex(
    "f34458ab92c27823558fc58d72c26c219036d6ae49db4ec4e923ca7cffffffffffffffffffffffffffffffffffffff"
    "ffffffffffffffff3f00");

struct EdDsaOn : testing::TestWithParam<EdCurve> {};

TEST_P(EdDsaOn, each_curve_refuses_a_signature_whose_number_is_not_reduced) {
    const auto pair = EdKey::generate(GetParam());
    const auto& order = GetParam() == EdCurve::ed25519 ? order_25519 : order_448;
    for (int i = 0; i < 20; ++i) {
        const auto message = "message " + std::to_string(i);
        auto signature = pair.sign(message);
        ASSERT_TRUE(pair.verify(message, bytes_of(signature)));
        for (int times = 0; times < 3; ++times) {
            signature = with_order_added(std::move(signature), order);
            EXPECT_FALSE(pair.verify(message, bytes_of(signature)));
        }
    }
}

TEST_P(EdDsaOn, each_curve_refuses_every_flipped_bit_and_every_other_length) {
    const auto pair = EdKey::generate(GetParam());
    auto signature = pair.sign("message");
    for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
        auto& byte = signature[bit / 8];
        byte = static_cast<char>(byte ^ (1 << (bit % 8)));
        EXPECT_FALSE(pair.verify("message", bytes_of(signature))) << bit;
        byte = static_cast<char>(byte ^ (1 << (bit % 8)));
    }
    for (std::size_t size = 0; size < signature.size(); ++size)
        EXPECT_FALSE(pair.verify("message", bytes_of(signature).first(size))) << size;
    EXPECT_FALSE(pair.verify("message", bytes_of(signature + '\0')));
    EXPECT_TRUE(pair.verify("message", bytes_of(signature)));
}

TEST_P(EdDsaOn, each_curve_refuses_private_keys_that_are_none) {
    const auto pair = EdKey::generate(GetParam());
    const auto other = EdKey::generate(GetParam());
    EXPECT_TRUE(EdKey::from_private(GetParam(), pair.public_bytes(), pair.d()));
    EXPECT_EQ(EdKey::from_private(GetParam(), other.public_bytes(), pair.d()).error(),
              Errc::invalid_key);
    const auto seed = pair.d();
    const Secret<std::string> shorter{seed.reveal().substr(1)};
    const Secret<std::string> longer{seed.reveal() + 'x'};
    EXPECT_EQ(EdKey::from_private(GetParam(), pair.public_bytes(), shorter).error(),
              Errc::invalid_key);
    EXPECT_EQ(EdKey::from_private(GetParam(), pair.public_bytes(), longer).error(),
              Errc::invalid_key);
    EXPECT_EQ(EdKey::from_private(GetParam(), {}, pair.d()).error(), Errc::invalid_key);
    EXPECT_EQ(EdKey::from_public(GetParam(), std::span{pair.public_bytes()}.subspan(1)).error(),
              Errc::invalid_key);
}

TEST_P(EdDsaOn, each_curve_serves_many_threads_at_once) {
    const auto pair = EdKey::generate(GetParam());
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i) EXPECT_TRUE(pair.verify("m", bytes_of(pair.sign("m"))));
        });
    }
}

INSTANTIATE_TEST_SUITE_P(Edwards, EdDsaOn, testing::Values(EdCurve::ed25519, EdCurve::ed448),
                         [](const auto& row) {
                             return std::string{row.param == EdCurve::ed25519 ? "Ed25519"
                                                                              : "Ed448"};
                         });

/// The signature with this R that the key's owner could make if R = 0: S = k a, the equation holds
/// for the neutral point, and with a check that multiplies by the cofactor for all of small order.
std::string signature_with_r(const Octets& r, const EdKey& pair, std::string_view message) {
    std::array<std::uint8_t, 64> hash{};
    const auto seed = pair.d();
    crypto_hash_sha512(hash.data(), bytes_of(seed.reveal()).data(), seed.reveal().size());
    std::array<std::uint8_t, 64> scalar{};
    std::copy_n(hash.begin(), 32, scalar.begin());
    scalar[0] &= 248U;
    scalar[31] = static_cast<std::uint8_t>((scalar[31] & 63U) | 64U);
    std::array<std::uint8_t, 32> a{};
    crypto_core_ed25519_scalar_reduce(a.data(), scalar.data());

    auto hashed = r;
    hashed.insert(hashed.end(), pair.public_bytes().begin(), pair.public_bytes().end());
    hashed.insert(hashed.end(), message.begin(), message.end());
    crypto_hash_sha512(hash.data(), hashed.data(), hashed.size());
    std::array<std::uint8_t, 32> k{};
    crypto_core_ed25519_scalar_reduce(k.data(), hash.data());
    std::array<std::uint8_t, 32> s{};
    crypto_core_ed25519_scalar_mul(s.data(), k.data(), a.data());
    return text_of(r) + std::string{s.begin(), s.end()};
}

TEST(Ed25519, refuses_a_signature_whose_point_has_small_order) {
    const auto pair = EdKey::generate(EdCurve::ed25519);
    for (const auto* r : small_order_25519) {
        EXPECT_FALSE(pair.verify("m", bytes_of(signature_with_r(unhex(r), pair, "m")))) << r;
        EXPECT_FALSE(pair.verify("m", bytes_of(text_of(unhex(r)) + std::string(32, '\0')))) << r;
    }
}

// Made as above, with the first key of RFC 8032 section 7.4 and the message "m".
constexpr std::array small_order_signatures_448{
    "0100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    "000000000000000000"
    "000f3c38c3fb4bbc3a923f3f012c37f1ef8780058d13cae47da0895bdcdfc49f1b9bd93418494ecb7be507a9717b19"
    "3dc48e9ebbe6fd5bbf"
    "1e00",
    "0100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    "000000000000000000"
    "8062900184280f38f34b7e2503cf60b5ec94bc49633abd958a3e2ccd41de73aeb730a809442b0a0f7ca094ec19294e"
    "f77fc10396bd60b220"
    "2e00",
    "fefffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffff"
    "ffffffffffffffffff"
    "00c6b8fd44355c2f1c5c061efefa594dac537bf64bab060bd22f461676add91bb1efa8ca0dd0bc8b0cedd80dbbddf7"
    "7f6a5376280e2822f9"
    "2c00",
    "fefffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffff"
    "ffffffffffffffffff"
    "802d492e19c50eefcfd0781a2e5f28c0ce8b21777e4b28b190666672f32a96670e140f1744b2ffc706ffd83408d2fe"
    "806f321ef69c33a000"
    "0300",
    "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    "000000000000000000"
    "002520c1cb97bc287f650ce622546ca8e5860e42410490cb4f411f1cb068977548d374bbb40aa4af5faca2ab920f3e"
    "253d1f25b567b8a7bf"
    "0600",
    "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    "000000000000000000"
    "8097f8c3dbef9e0e41ccc835ce616307b58e8106dab6da2b0af7ce257c48bd0958dcf7867b11244b41d278b7bf87ca"
    "535e4a83f55c70737c"
    "3a00",
    "00000000000000000000000000000000000000000000000000000000ffffffffffffffffffffffffffffffffffffff"
    "ffffffffffffffffff"
    "009a22177dfd41a914f090f22952a662b0e493b5f2e899c1becfa6c27b9df9b9972622705a88c2efd289e2080ce8af"
    "2b95bd0474a09e7a9d"
    "3400"};

TEST(Ed448, refuses_a_signature_whose_point_has_small_order) {
    const auto key =
        EdKey::from_public(EdCurve::ed448, unhex("5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8"
                                                 "a0ea75d80e96778edf124769b46c7061bd6783d"
                                                 "f1e50f6cd1fa1abeafe8256180"))
            .value();
    for (const auto* signature : small_order_signatures_448)
        EXPECT_FALSE(key.verify("m", unhex(signature))) << signature;
}

}  // namespace
}  // namespace cardea::crypto
