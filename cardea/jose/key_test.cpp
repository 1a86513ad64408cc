// Under test: keys are read strictly from JWKs, named by their thumbprints, and found by name.
#include <cardea/jose/key.hpp>

#include <cardea/jose/errc.hpp>
#include <cardea/jose/key_set.hpp>
#include <cardea/jose/private_key.hpp>

#include <gtest/gtest.h>

namespace cardea::jose {
namespace {

// RFC 7515, appendix A.3.1.
constexpr std::string_view rfc_public =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";

std::span<const std::uint8_t> octets(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(Key, is_named_by_its_thumbprint) {
    EXPECT_EQ(Key::from_jwk(rfc_public)->kid(), "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
}

struct BadJwk {
    const char* name;
    std::string json;
};
struct KeyRefuses : testing::TestWithParam<BadJwk> {};
TEST_P(KeyRefuses, what_cannot_be_used) {
    EXPECT_EQ(Key::from_jwk(GetParam().json).error(), Errc::invalid_key);
}

std::string with(std::string_view members) {
    return std::string{rfc_public.substr(0, rfc_public.size() - 1)} + std::string{members} + "}";
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, KeyRefuses,
    testing::Values(
        BadJwk{"nothing", ""}, BadJwk{"no_object", "[]"}, BadJwk{"no_type", "{}"},
        BadJwk{"rsa", R"({"kty":"RSA","n":"AQAB","e":"AQAB"})"},
        BadJwk{"short_secret", R"({"kty":"oct","k":"c2hvcnQ"})"},
        BadJwk{"empty_secret", R"({"kty":"oct","k":""})"},
        BadJwk{"padded_secret",
               R"({"kty":"oct","k":"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ="})"},
        BadJwk{"other_curve", R"({"kty":"EC","crv":"P-384","x":"AA","y":"AA"})"},
        BadJwk{"off_the_curve",
               R"({"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",)"
               R"("y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"})"},
        BadJwk{"foreign_algorithm", with(R"(,"alg":"ES384")")},
        BadJwk{"kid_is_a_number", with(R"(,"kid":7)")},
        BadJwk{"kid_is_empty", with(R"(,"kid":"")")},
        BadJwk{"twice_a_member", with(R"(,"kty":"EC")")}, BadJwk{"short_d", with(R"(,"d":"AQ")")},
        BadJwk{"foreign_d", with(R"(,"d":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE")")}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Key, tells_those_that_are_for_others_from_those_that_are_bad) {
    for (const auto* members :
         {R"(,"use":"enc")", R"(,"key_ops":["deriveKey"])", R"(,"alg":"RS1")"})
        EXPECT_EQ(Key::from_jwk(with(members)).error(), Errc::foreign_key) << members;
    EXPECT_EQ(Key::from_jwk(R"({"kty":"EC","crv":"secp256k1","x":"","y":""})").error(),
              Errc::foreign_key);
    EXPECT_EQ(Key::from_jwk(R"({"kty":"AKP"})").error(), Errc::foreign_key);
}

TEST(KeySet, finds_the_key_that_is_named) {
    const auto one = Key::generate(Algorithm::es256);
    const auto other = Key::generate(Algorithm::es256);
    const KeySet keys{{one, other}};
    EXPECT_EQ((*keys.find(Algorithm::es256, other.kid()))->kid(), other.kid());
    EXPECT_EQ(keys.find(Algorithm::hs256, other.kid()).error(), Errc::algorithm);
    EXPECT_EQ(keys.find(Algorithm::es256, "unknown").error(), Errc::key);
    EXPECT_EQ(keys.find(Algorithm::es256, "").error(), Errc::key);
}

TEST(KeySet, without_a_name_takes_the_only_one_that_fits) {
    const auto key = Key::generate(Algorithm::es256);
    EXPECT_EQ((*KeySet{key}.find(Algorithm::es256, {}))->kid(), key.kid());
    EXPECT_EQ(KeySet{key}.find(Algorithm::hs256, {}).error(), Errc::key);
    EXPECT_EQ((KeySet{{key, Key::generate(Algorithm::es256)}}.find(Algorithm::es256, {}).error()),
              Errc::key);
    EXPECT_EQ((KeySet{{key, key}}.find(Algorithm::es256, key.kid()).error()), Errc::key);
    EXPECT_EQ(KeySet{}.find(Algorithm::es256, {}).error(), Errc::key);
}

TEST(KeySet, of_both_kinds_answers_nobody) {
    const auto key = Key::generate(Algorithm::es256);
    const KeySet mixed{{key, Key::generate(Algorithm::hs256)}};
    EXPECT_EQ(mixed.find(Algorithm::es256, key.kid()).error(), Errc::key);
}

TEST(KeySet, publishes_asymmetric_keys_alone) {
    EXPECT_EQ(public_jwk_set(KeySet{Key::generate(Algorithm::hs256)}), R"({"keys":[]})");
    const auto one = Key::generate(Algorithm::es256);
    const auto other = Key::generate(Algorithm::es256);
    EXPECT_EQ(public_jwk_set(KeySet{{one, other}}),
              "{\"keys\":[" + one.public_jwk() + "," + other.public_jwk() + "]}");
}

TEST(KeySet, comes_back_from_what_it_publishes) {
    const auto one = Key::generate(Algorithm::es256);
    const auto other = Key::generate(Algorithm::es256);
    const auto keys = read_jwk_set(public_jwk_set(KeySet{{one, other}})).value();
    ASSERT_EQ(keys.keys().size(), 2U);
    EXPECT_EQ(keys.keys().at(1).kid(), other.kid());
    EXPECT_TRUE((*keys.find(Algorithm::es256, one.kid()))
                    ->verifies(Algorithm::es256, "message", octets(one.sign("message"))));
}

TEST(KeySet, leaves_out_keys_that_are_of_no_use_here) {
    const auto key = Key::generate(Algorithm::es256);
    const auto symmetric = Key::generate(Algorithm::hs256);
    const auto keys = read_jwk_set(R"({"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"},7,)" +
                                   with(R"(,"use":"enc")") + "," + private_jwk(symmetric).reveal() +
                                   "," + key.public_jwk() + R"(],"issued":"by somebody"})")
                          .value();
    ASSERT_EQ(keys.keys().size(), 1U);
    EXPECT_EQ(keys.keys().front().kid(), key.kid());
}

struct KeySetRefuses : testing::TestWithParam<BadJwk> {};
TEST_P(KeySetRefuses, what_is_no_set_of_keys) {
    EXPECT_EQ(read_jwk_set(GetParam().json).error(), Errc::invalid_key);
}

std::string set_of(std::size_t count) {
    std::string json = R"({"keys":[)" + std::string{rfc_public};
    for (std::size_t i = 1; i < count; ++i) json.append(",").append(rfc_public);
    return json + "]}";
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, KeySetRefuses,
    testing::Values(BadJwk{"nothing", ""}, BadJwk{"a_list", "[]"}, BadJwk{"no_keys", "{}"},
                    BadJwk{"empty", R"({"keys":[]})"}, BadJwk{"one_key", std::string{rfc_public}},
                    BadJwk{"keys_are_an_object", R"({"keys":{}})"},
                    BadJwk{"keys_twice", R"({"keys":[],"keys":[)" + std::string{rfc_public} + "]}"},
                    BadJwk{"none_of_use", R"({"keys":[{"kty":"RSA"}]})"},
                    BadJwk{"too_many", set_of(jwk_set_keys_max + 1)},
                    BadJwk{"more_behind_it", set_of(1) + "{}"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(KeySet, may_have_as_many_keys_as_it_says) {
    EXPECT_EQ(read_jwk_set(set_of(jwk_set_keys_max))->keys().size(), jwk_set_keys_max);
}

}  // namespace
}  // namespace cardea::jose
