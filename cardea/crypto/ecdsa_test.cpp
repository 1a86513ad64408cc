// Under test: ECDSA verifies what it signs on each curve, and refuses what no signer makes.
#include <cardea/crypto/ecdsa.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/errc.hpp>

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
