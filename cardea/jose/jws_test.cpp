// Under test: a JWS over free octets is held to the rules of a token, but for its payload.
#include <cardea/jose/jws.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/jose/errc.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace cardea::jose {
namespace {

std::string encoded(std::string_view text) { return base64url::encode(text); }

std::string jws_of(std::string_view header, std::string_view payload, const Key& key) {
    const auto input = encoded(header) + "." + encoded(payload);
    return input + "." + encoded(key.sign(input));
}

struct JwsBy : testing::TestWithParam<Algorithm> {};
TEST_P(JwsBy, each_algorithm_comes_back_as_it_went) {
    const auto key = Key::generate(GetParam());
    for (const std::string_view payload :
         {std::string_view{"\0\xff no text", 10}, std::string_view{}})
        EXPECT_EQ(verify_jws(sign_jws(payload, key), KeySet{key}).value(), payload);
    EXPECT_EQ(
        verify_jws(sign_jws("x", Key::generate(GetParam()).named(key.kid())), KeySet{key}).error(),
        Errc::signature);
}
INSTANTIATE_TEST_SUITE_P(Algorithms, JwsBy,
                         testing::Values(Algorithm::hs256, Algorithm::hs384, Algorithm::hs512,
                                         Algorithm::rs256, Algorithm::ps384, Algorithm::es256,
                                         Algorithm::es384, Algorithm::es512, Algorithm::eddsa),
                         [](const auto& row) { return std::string{name_of(row.param)}; });

TEST(Jws, proves_its_type_and_algorithm_where_asked) {
    const auto key = Key::generate(Algorithm::es256);
    const auto jws = sign_jws("x", key, "revocations+jws");
    EXPECT_TRUE(verify_jws(jws, KeySet{key}, {.type = "application/revocations+jws"}));
    EXPECT_EQ(verify_jws(jws, KeySet{key}, {.type = "at+jwt"}).error(), Errc::type);
    EXPECT_EQ(verify_jws(sign_jws("x", key), KeySet{key}, {.type = "at+jwt"}).error(), Errc::type);
    EXPECT_EQ(verify_jws(jws, KeySet{key}, {.algorithms = Algorithm::eddsa}).error(),
              Errc::algorithm);
    EXPECT_EQ(verify_jws(jws, KeySet{key}, {.token_bytes_max = jws.size() - 1}).error(),
              Errc::malformed);
}

TEST(Jws, refuses_what_a_token_would_be_refused_for) {
    const auto key = Key::generate(Algorithm::es256);
    const KeySet keys{key};
    EXPECT_EQ(verify_jws("", keys).error(), Errc::malformed);
    EXPECT_EQ(verify_jws(sign_jws("x", key) + "=", keys).error(), Errc::malformed);
    EXPECT_EQ(verify_jws(jws_of(R"({"alg":"none"})", "x", key), keys).error(), Errc::algorithm);
    EXPECT_EQ(
        verify_jws(jws_of(R"({"alg":"ES256","b64":false,"crit":["b64"]})", "x", key), keys).error(),
        Errc::critical);
    EXPECT_EQ(verify_jws(jws_of(R"({"alg":"ES256","kid":"other"})", "x", key), keys).error(),
              Errc::key);
    EXPECT_TRUE(verify_jws(jws_of(R"({"alg":"ES256"})", "x", key), keys));
}

TEST(Jws, is_signed_by_a_private_key_alone) {
    const auto key = Key::from_jwk(Key::generate(Algorithm::eddsa).public_jwk()).value();
    EXPECT_THROW((void)sign_jws("x", key), std::invalid_argument);
}

}  // namespace
}  // namespace cardea::jose
