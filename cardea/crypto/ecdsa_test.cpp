// Under test: ECDSA verifies what it signs on each curve, and refuses what no signer makes.
#include <cardea/crypto/ecdsa.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/test_hex.hpp>

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace cardea::crypto {
namespace {

using Octets = std::vector<std::uint8_t>;

// RFC 7515 appendix A.3.
Octets octets(std::string_view base64) { return base64url::decode(base64).value(); }
const auto rfc_x = octets("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
const auto rfc_y = octets("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
const auto rfc_d = octets("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");

Secret<std::string> secret_of(const Octets& bytes) {
    return Secret<std::string>{std::string(bytes.begin(), bytes.end())};
}

TEST(Ecdsa, verifies_the_example_of_rfc_7515) {
    const auto key = EcKey::from_public(Curve::p256, rfc_x, rfc_y).value();
    const auto signature = octets(
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-"
        "F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
    EXPECT_TRUE(key.verify(
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
        "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
        signature));
    EXPECT_FALSE(key.is_private());
}

struct EcdsaOn : testing::TestWithParam<Curve> {};

TEST_P(EcdsaOn, each_curve_verifies_what_it_signs_and_nothing_else) {
    const auto pair = EcKey::generate(GetParam());
    const auto other = EcKey::generate(GetParam());
    for (int i = 0; i < 100; ++i) {  // enough for scalars with leading zeros and set top bits
        const auto message = "message " + std::to_string(i);
        auto signature = pair.sign(message);
        EXPECT_TRUE(pair.verify(message, bytes_of(signature)));
        EXPECT_FALSE(other.verify(message, bytes_of(signature)));
        auto& byte = signature[static_cast<std::size_t>(i) % signature.size()];
        byte = static_cast<char>(byte ^ (1 << (i % 8)));
        EXPECT_FALSE(pair.verify(message, bytes_of(signature)));
    }
}

TEST_P(EcdsaOn, each_curve_refuses_signatures_that_no_signer_makes) {
    const auto pair = EcKey::generate(GetParam());
    const auto good = pair.sign("m");
    EXPECT_FALSE(pair.verify("m", Octets(good.size(), 0)));     // r = s = 0
    EXPECT_FALSE(pair.verify("m", Octets(good.size(), 0xff)));  // beyond the group's order
    EXPECT_FALSE(pair.verify("m", bytes_of(good).first(good.size() - 1)));
    EXPECT_FALSE(pair.verify("m", bytes_of(good + "x")));
    EXPECT_FALSE(pair.verify("m", {}));
    EXPECT_TRUE(pair.verify("m", bytes_of(good)));  // and the context still works
}

TEST_P(EcdsaOn, each_curve_takes_a_key_back_from_its_numbers) {
    const auto pair = EcKey::generate(GetParam());
    const auto again = EcKey::from_private(GetParam(), pair.x(), pair.y(), pair.d()).value();
    EXPECT_EQ(again.x(), pair.x());
    EXPECT_EQ(again.d().reveal(), pair.d().reveal());
    const auto other = EcKey::from_public(GetParam(), pair.x(), pair.y()).value();
    EXPECT_TRUE(other.verify("m", bytes_of(again.sign("m"))));
    auto off_curve = pair.y();
    off_curve.back() ^= 1;
    EXPECT_EQ(EcKey::from_public(GetParam(), pair.x(), off_curve).error(), Errc::invalid_key);
    auto longer = pair.x();
    longer.insert(longer.begin(), 0);
    EXPECT_EQ(EcKey::from_public(GetParam(), longer, pair.y()).error(), Errc::invalid_key);
}

INSTANTIATE_TEST_SUITE_P(Nist, EcdsaOn, testing::Values(Curve::p256, Curve::p384, Curve::p521),
                         [](const auto& row) {
                             return "P" + std::to_string(size_of(row.param) * 8 / 32 * 32);
                         });

TEST(Ecdsa, refuses_private_keys_that_are_none) {
    EXPECT_EQ(EcKey::from_private(Curve::p256, rfc_x, rfc_y, secret_of(rfc_d)).value().d().reveal(),
              secret_of(rfc_d).reveal());
    auto other_scalar = rfc_d;
    other_scalar[31] ^= 1;
    EXPECT_EQ(EcKey::from_private(Curve::p256, rfc_x, rfc_y, secret_of(other_scalar)).error(),
              Errc::invalid_key);
    EXPECT_EQ(EcKey::from_private(Curve::p256, rfc_x, rfc_y, secret_of(Octets(32, 0))).error(),
              Errc::invalid_key);
    EXPECT_EQ(EcKey::from_public(Curve::p256, Octets(32, 0), Octets(32, 0)).error(),
              Errc::invalid_key);
    EXPECT_EQ(EcKey::from_public(Curve::p384, rfc_x, rfc_y).error(), Errc::invalid_key);
}

struct EcdsaExample {
    const char* name;
    Curve curve;
    const char* d;
    const char* x;
    const char* y;
    const char* r;
    const char* s;
};

struct EcKeyJudges : testing::TestWithParam<EcdsaExample> {};
TEST_P(EcKeyJudges, the_signatures_of_rfc_6979) {
    const auto& row = GetParam();
    const auto key = EcKey::from_public(row.curve, unhex(row.x), unhex(row.y)).value();
    auto signature = unhex(row.r);
    const auto s = unhex(row.s);
    signature.insert(signature.end(), s.begin(), s.end());
    EXPECT_TRUE(key.verify("sample", signature));
    EXPECT_FALSE(key.verify("samplf", signature));
    const auto pair =
        EcKey::from_private(row.curve, unhex(row.x), unhex(row.y), secret_of(unhex(row.d))).value();
    EXPECT_TRUE(key.verify("sample", bytes_of(pair.sign("sample"))));
}

INSTANTIATE_TEST_SUITE_P(
    AppendixA2, EcKeyJudges,
    testing::Values(
        EcdsaExample{"p256_with_sha256", Curve::p256,
                     "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
                     "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
                     "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
                     "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
                     "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
        EcdsaExample{"p384_with_sha384", Curve::p384,
                     "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
                     "96d5724e4c70a825f872c9ea60d2edf5",
                     "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64"
                     "def8f0ea9055866064a254515480bc13",
                     "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1"
                     "288b231c3ae0d4fe7344fd2533264720",
                     "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
                     "81a648152e44acf96e36dd1e80fabe46",
                     "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
                     "a329c145786e679e7b82c71a38628ac8"},
        EcdsaExample{"p521_with_sha512", Curve::p521,
                     "00fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75"
                     "caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538",
                     "01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd"
                     "371123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4",
                     "00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a"
                     "28a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5",
                     "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f"
                     "174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa",
                     "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af"
                     "282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a"}),
    [](const auto& row) { return std::string{row.param.name}; });

/// The order of the group and the prime of the field (FIPS 186-5 and SP 800-186).
Octets order_of(Curve curve) {
    switch (curve) {
        case Curve::p256:
            return unhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        case Curve::p384:
            return unhex(
                "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
                "581a0db248b0a77aecec196accc52973");
        case Curve::p521: break;
    }
    return unhex(
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
        "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409");
}

Octets plus(Octets number, const Octets& other) {
    unsigned carry = 0;
    for (auto at = number.size(); at-- > 0;) {
        carry += static_cast<unsigned>(number[at]) + other[at];
        number[at] = static_cast<std::uint8_t>(carry & 0xffU);
        carry >>= 8U;
    }
    return carry == 0 ? number : Octets{};
}

Octets one_of(Curve curve) {
    Octets one(size_of(curve), 0);
    one.back() = 1;
    return one;
}

TEST_P(EcdsaOn, each_curve_refuses_zero_and_the_order_in_either_half_of_a_signature) {
    const auto pair = EcKey::generate(GetParam());
    const auto size = size_of(GetParam());
    const auto good = pair.sign("m");
    const auto order = order_of(GetParam());
    const Octets r{good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)};
    const Octets s{good.begin() + static_cast<std::ptrdiff_t>(size), good.end()};
    const auto verifies = [&](Octets first, const Octets& second) {
        first.insert(first.end(), second.begin(), second.end());
        return pair.verify("m", first);
    };
    EXPECT_TRUE(verifies(r, s));
    const Octets zero(size, 0);
    for (const auto& number : {zero, order, plus(order, one_of(GetParam())), Octets(size, 0xff)}) {
        EXPECT_FALSE(verifies(number, s));
        EXPECT_FALSE(verifies(r, number));
        EXPECT_FALSE(verifies(number, number));
    }
    EXPECT_FALSE(verifies(one_of(GetParam()), one_of(GetParam())));
    EXPECT_FALSE(verifies(s, r));
    // The same numbers modulo the order, where they fit: always on P-521.
    if (const auto larger = plus(r, order); !larger.empty()) {
        EXPECT_FALSE(verifies(larger, s));
    }
    if (const auto larger = plus(s, order); !larger.empty()) {
        EXPECT_FALSE(verifies(r, larger));
    }
}

TEST_P(EcdsaOn, each_curve_refuses_der) {
    const auto pair = EcKey::generate(GetParam());
    const auto good = pair.sign("m");
    const auto half = static_cast<char>(size_of(GetParam()));
    const auto integer = [&](std::string_view digits) {
        return std::string{'\2', half}.append(digits);
    };
    const auto first = std::string_view{good}.substr(0, size_of(GetParam()));
    const auto second = std::string_view{good}.substr(size_of(GetParam()));
    const auto numbers = integer(first) + integer(second);
    const auto der = std::string{'0', static_cast<char>(numbers.size())} + numbers;
    EXPECT_FALSE(pair.verify("m", bytes_of(der)));
    EXPECT_FALSE(pair.verify("m", bytes_of(der).first(good.size())));
}

TEST_P(EcdsaOn, each_curve_refuses_scalars_and_coordinates_that_are_not_reduced) {
    // d + n would have the same point.
    const auto pair = EcKey::generate(GetParam());
    const auto scalar = pair.d();
    const Octets d{scalar.reveal().begin(), scalar.reveal().end()};
    for (const auto& other : {plus(d, order_of(GetParam())), order_of(GetParam()),
                              Octets(size_of(GetParam()), 0), Octets(size_of(GetParam()), 0xff)}) {
        EXPECT_EQ(EcKey::from_private(GetParam(), pair.x(), pair.y(), secret_of(other)).error(),
                  Errc::invalid_key);
    }
    const Octets largest(size_of(GetParam()), 0xff);
    EXPECT_EQ(EcKey::from_public(GetParam(), largest, pair.y()).error(), Errc::invalid_key);
    EXPECT_EQ(EcKey::from_public(GetParam(), pair.x(), largest).error(), Errc::invalid_key);
    EXPECT_EQ(EcKey::from_public(GetParam(), pair.y(), pair.x()).error(), Errc::invalid_key);
    if (GetParam() == Curve::p521) {
        Octets prime(66, 0xff);
        prime[0] = 1;
        EXPECT_EQ(EcKey::from_public(GetParam(), plus(pair.x(), prime), pair.y()).error(),
                  Errc::invalid_key);
        EXPECT_EQ(EcKey::from_public(GetParam(), pair.x(), plus(pair.y(), prime)).error(),
                  Errc::invalid_key);
    }
}

TEST_P(EcdsaOn, each_curve_refuses_every_byte_that_is_another_and_every_length_but_its_own) {
    const auto pair = EcKey::generate(GetParam());
    auto signature = pair.sign("message");
    for (std::size_t at = 0; at < signature.size(); ++at) {
        const auto flip = static_cast<char>(1 << (at % 8));
        signature[at] = static_cast<char>(signature[at] ^ flip);
        EXPECT_FALSE(pair.verify("message", bytes_of(signature))) << at;
        signature[at] = static_cast<char>(signature[at] ^ flip);
    }
    for (std::size_t size = 0; size < 2 * signature.size(); ++size) {
        auto other = signature;
        other.resize(size);
        EXPECT_EQ(pair.verify("message", bytes_of(other)), size == signature.size()) << size;
    }
}

TEST(Ecdsa, does_not_mix_curves) {
    const auto p256 = EcKey::generate(Curve::p256);
    const auto p384 = EcKey::generate(Curve::p384);
    EXPECT_FALSE(p384.verify("m", bytes_of(p256.sign("m"))));
    EXPECT_FALSE(p256.verify("m", bytes_of(p384.sign("m"))));
    EXPECT_EQ(EcKey::from_private(Curve::p256, p384.x(), p384.y(), p384.d()).error(),
              Errc::invalid_key);
}

TEST(Ecdsa, serves_many_threads_at_once) {
    const auto pair = EcKey::generate(Curve::p256);
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i) EXPECT_TRUE(pair.verify("m", bytes_of(pair.sign("m"))));
        });
    }
}

}  // namespace
}  // namespace cardea::crypto
