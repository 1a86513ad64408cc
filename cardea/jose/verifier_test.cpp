// Under test: a token is believed only if every check holds; each failure has its own name.
#include <cardea/jose/verifier.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/hmac.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/private_key.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/test_claims.hpp>
#include <cardea/jose/without_expiry.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace cardea::jose {
namespace {

using namespace std::chrono_literals;

const Key& es256() {
    static const auto key = Key::generate(Algorithm::es256);
    return key;
}
const Key& hs256() {
    static const auto key = Key::generate(Algorithm::hs256);
    return key;
}

Claims good_claims() {
    Claims claims;
    claims.issuer = "https://id.test";
    claims.subject = "ada";
    claims.audience = {"orders"};
    claims.expires_at = noon + 60s;
    claims.issued_at = noon;
    return claims;
}

Expectation demands() {
    return {.issuer = "https://id.test", .audience = "orders", .type = "at+jwt"};
}

std::string b64(std::string_view text) { return base64url::encode(text); }

/// A token of any header and payload, rightly signed.
std::string token_of(std::string_view header, std::string_view payload, const Key& key = es256()) {
    const auto input = b64(header) + "." + b64(payload);
    return input + "." + b64(key.sign(input));
}

/// The same, by a secret that no Key would be made of.
std::string token_of(std::string_view header, std::string_view payload, const std::string& secret) {
    const auto input = b64(header) + "." + b64(payload);
    const auto code =
        crypto::Hmac{Secret<std::string>{std::string{secret}}}.sign(crypto::Hash::sha256, input);
    return input + "." + base64url::encode(std::span<const std::uint8_t>{code});
}

std::string header_with(std::string_view more = "") {
    return R"({"alg":"ES256","typ":"at+jwt")" + std::string{more} + "}";
}

/// A JWK that does not say which algorithm it is for.
std::string without_alg(std::string jwk) {
    const auto at = jwk.find(R"(,"alg":")");
    return jwk.erase(at, jwk.find('"', at + 9) + 1 - at);
}

std::string good_token() { return Signer{es256(), "at+jwt"}.sign(good_claims()); }

/// A payload that is good but for what `more` adds or, coming first in the text, says instead.
std::string payload_with(std::string_view more) {
    return R"({"iss":"https://id.test","aud":"orders","exp":1800000060)" + std::string{more} + "}";
}

struct VerifierTest : testing::Test {
    ManualClock clock{noon};
    Verifier verifier{KeySet{es256()}, demands(), clock};
};

TEST_F(VerifierTest, believes_a_token_until_the_second_it_expires) {
    const auto token = good_token();
    clock.advance(59s);
    EXPECT_TRUE(verifier.verify(token));
    clock.advance(1s);
    EXPECT_EQ(verifier.verify(token).error(), Errc::expired);
}

TEST_F(VerifierTest, hands_over_every_claim) {
    auto claims = good_claims();
    claims.audience = {"invoices", "orders"};
    claims.id = "t1";
    claims.client_id = "cardea";
    claims.scope = "notes:read notes:write";
    claims.session = "s1";
    claims.auth_time = noon - 5s;
    claims.methods = {"pwd"};
    const auto believed = verifier.verify(Signer{es256(), "at+jwt"}.sign(claims)).value();
    EXPECT_EQ(believed.subject(), "ada");
    EXPECT_EQ(believed.issuer(), "https://id.test");
    EXPECT_THAT(believed.audience(), testing::ElementsAre("invoices", "orders"));
    EXPECT_EQ(believed.expires_at(), noon + 60s);
    EXPECT_EQ(believed.issued_at(), noon);
    EXPECT_EQ(believed.id(), "t1");
    EXPECT_EQ(believed.client_id(), "cardea");
    EXPECT_EQ(believed.scope(), "notes:read notes:write");
    EXPECT_EQ(believed.session(), "s1");
    EXPECT_EQ(believed.auth_time(), noon - 5s);
    EXPECT_THAT(believed.methods(), testing::ElementsAre("pwd"));
}

TEST_F(VerifierTest, believes_what_a_symmetric_key_signed) {
    const Verifier symmetric{KeySet{hs256()}, demands(), clock};
    const auto token = Signer{hs256(), "at+jwt"}.sign(good_claims());
    EXPECT_TRUE(symmetric.verify(token));
    EXPECT_EQ(verifier.verify(token).error(), Errc::key);
}

TEST_F(VerifierTest, demands_only_what_it_was_told_to) {
    const Verifier open{KeySet{hs256()}, {}, clock};
    EXPECT_TRUE(open.verify(token_of(R"({"alg":"HS256"})", R"({"exp":1800000001})", hs256())));
    EXPECT_EQ(open.verify(token_of(R"({"alg":"HS256"})", "{}", hs256())).error(), Errc::claims);
}

TEST_F(VerifierTest, verifies_the_example_of_rfc_7515_a_3) {
    const auto key = Key::from_jwk(
        R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
        R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
    const ManualClock then{TimePoint{TimePoint::duration{1300819379}}};
    const Verifier joe{KeySet{*key}, {.issuer = "joe"}, then};
    const std::string input =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6"
        "Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
    EXPECT_TRUE(joe.verify(
        input +
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"));
    EXPECT_EQ(joe.verify(input + "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-"
                                 "F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1R")
                  .error(),
              Errc::malformed)
        << "bits beyond the last byte";
}

TEST_F(VerifierTest, rounds_fractions_to_the_stricter_side) {
    const auto verdict = [&](std::string_view more) {
        return verifier.verify(token_of(header_with(), payload_with(more)));
    };
    EXPECT_TRUE(verdict(R"(,"nbf":1799999999.5)"));
    EXPECT_EQ(verdict(R"(,"nbf":1800000000.5)").error(), Errc::not_yet_valid);
    EXPECT_EQ(verdict(R"(,"iat":1800000000.5)").error(), Errc::not_yet_valid);
    EXPECT_EQ(
        verifier
            .verify(token_of(header_with(),
                             R"({"iss":"https://id.test","aud":"orders","exp":1800000000.9})"))
            .error(),
        Errc::expired);
}

TEST_F(VerifierTest, grants_leeway_and_skew_where_told) {
    auto lenient = demands();
    lenient.leeway = 5s;
    lenient.skew = 5s;
    const Verifier kind{KeySet{es256()}, lenient, clock};
    EXPECT_TRUE(kind.verify(token_of(header_with(), payload_with(R"(,"nbf":1800000005)"))));
    EXPECT_FALSE(kind.verify(token_of(header_with(), payload_with(R"(,"nbf":1800000006)"))));
    clock.advance(64s);
    EXPECT_TRUE(kind.verify(good_token()));
    clock.advance(1s);
    EXPECT_EQ(kind.verify(good_token()).error(), Errc::expired);
}

TEST_F(VerifierTest, compares_types_as_media_types) {
    for (const auto* type : {"at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"}) {
        EXPECT_TRUE(verifier.verify(Signer{es256(), type}.sign(good_claims()))) << type;
    }
}

TEST_F(VerifierTest, refuses_every_flipped_bit_and_every_truncation) {
    const auto token = good_token();
    for (std::size_t at = 0; at < token.size(); ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            auto flipped = token;
            flipped[at] = static_cast<char>(static_cast<unsigned char>(flipped[at]) ^ (1U << bit));
            EXPECT_FALSE(verifier.verify(flipped)) << at << "." << bit;
        }
        EXPECT_FALSE(verifier.verify(token.substr(0, at))) << at;
    }
}

TEST_F(VerifierTest, demands_the_claims_that_are_required) {
    auto expected = demands();
    expected.required_claims = {"sub", "tenant"};
    const Verifier strict{KeySet{es256()}, expected, clock};
    const auto verdict = [&](std::string_view more) {
        return strict.verify(token_of(header_with(), payload_with(more)));
    };
    EXPECT_TRUE(verdict(R"(,"sub":"ada","tenant":{})"));
    EXPECT_EQ(verdict(R"(,"sub":"ada")").error(), Errc::claims);
    EXPECT_EQ(verdict(R"(,"sub":"ada","tenant":null)").error(), Errc::claims);
    EXPECT_EQ(verdict(R"(,"sub":"ada","x":{"tenant":1})").error(), Errc::claims);
    EXPECT_EQ(verdict("").error(), Errc::claims);
}

TEST_F(VerifierTest, demands_an_algorithm_where_told_whatever_the_keys_can_do) {
    const auto rsa = Key::generate(Algorithm::rs256);
    const auto able = Key::from_jwk(without_alg(private_jwk(rsa).reveal())).value();
    const auto token = Signer{able}.sign(good_claims());  // by the first that it can: RS256
    const Verifier open{KeySet{able}, {}, clock};
    EXPECT_TRUE(open.verify(token));
    const Verifier pss{KeySet{able}, {.algorithms = AlgorithmSet{Algorithm::ps256}}, clock};
    EXPECT_EQ(pss.verify(token).error(), Errc::algorithm);
    const auto bound = Key::from_jwk(without_alg(private_jwk(rsa).reveal()), Algorithm::ps256);
    EXPECT_EQ(pss.verify(Signer{*bound}.sign(good_claims()))->subject(), "ada");
    EXPECT_EQ((Verifier{KeySet{*bound}, {}, clock}.verify(token).error()), Errc::algorithm);
}

TEST_F(VerifierTest, believes_what_never_expires_through_its_own_door_alone) {
    const auto token = token_of(header_with(), R"({"iss":"https://id.test","aud":"orders"})");
    EXPECT_EQ(verifier.verify(token).error(), Errc::claims);
    const auto patient = verifier_without_expiry(KeySet{es256()}, demands(), clock);
    EXPECT_EQ(patient.verify(token)->expires_at(), TimePoint{TimePoint::duration{253402300799}});
    clock.advance(60s);
    EXPECT_EQ(patient.verify(good_token()).error(), Errc::expired);
    auto kind = demands();
    kind.leeway = std::chrono::hours{24 * 365};
    EXPECT_TRUE(verifier_without_expiry(KeySet{es256()}, kind, clock).verify(good_token()));
    kind.leeway = std::chrono::seconds::max();
    EXPECT_TRUE(verifier_without_expiry(KeySet{es256()}, kind, clock).verify(good_token()));
    kind.leeway = -1s;
    EXPECT_THROW((void)verifier_without_expiry(KeySet{es256()}, kind, clock),
                 std::invalid_argument);
}

TEST_F(VerifierTest, reads_escapes_and_other_scripts_as_they_were_meant) {
    const auto believed =
        verifier
            .verify(token_of(header_with(R"(,"kid":"\u0061")"),
                             payload_with(R"(,"sub":"\u00e4\ud83d\ude00\"","client_id":"日本")")))
            .error();
    EXPECT_EQ(believed, Errc::key);  // the header's escapes are read too
    const auto claims =
        verifier
            .verify(token_of(header_with(), payload_with(R"(,"sub":"\u00e4\ud83d\ude00\"")"
                                                         R"(,"client_id":"日本","jti":"a\/b")")))
            .value();
    EXPECT_EQ(claims.subject(), "ä😀\"");
    EXPECT_EQ(claims.client_id(), "日本");
    EXPECT_EQ(claims.id(), "a/b");
    EXPECT_NE(claims.payload().find(R"("jti":"a\/b")"), std::string_view::npos);
    // U+00A0 is the first behind the controls, and begins with the same byte.
    EXPECT_TRUE(verifier.verify(token_of(header_with(), payload_with(",\"sub\":\"a\xc2\xa0\""))));
}

TEST_F(VerifierTest, takes_headers_that_are_new_and_headers_that_it_has_seen_alike) {
    for (int i = 0; i < 20; ++i) {  // more than it remembers
        const auto header = header_with(R"(,"x":)" + std::to_string(i % 7));
        EXPECT_TRUE(verifier.verify(token_of(header, payload_with("")))) << i;
        auto flipped = token_of(header, payload_with(""));
        flipped[flipped.size() - 10] = flipped[flipped.size() - 10] == 'A' ? 'B' : 'A';
        EXPECT_EQ(verifier.verify(flipped).error(), Errc::signature) << i;
    }
}

struct VerifierBelieves : testing::TestWithParam<Algorithm> {};
TEST_P(VerifierBelieves, every_algorithm_and_none_of_its_changes) {
    const ManualClock clock{noon};
    const auto key = Key::generate(GetParam());
    const Verifier verifier{KeySet{key}, demands(), clock};
    const auto token = Signer{key, "at+jwt"}.sign(good_claims());
    EXPECT_EQ(verifier.verify(token)->subject(), "ada");
    const bool is_slow = GetParam() != Algorithm::hs256 && GetParam() != Algorithm::eddsa;
    for (std::size_t at = 0; at < token.size(); at += is_slow ? 7 : 1) {
        auto flipped = token;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 7)));
        EXPECT_FALSE(verifier.verify(flipped)) << at;
        EXPECT_FALSE(verifier.verify(token.substr(0, at))) << at;
        EXPECT_FALSE(verifier.verify(token.substr(at + 1))) << at;
    }
    EXPECT_FALSE(verifier.verify(token + "A"));
}
INSTANTIATE_TEST_SUITE_P(Algorithms, VerifierBelieves,
                         testing::Values(Algorithm::hs256, Algorithm::hs384, Algorithm::hs512,
                                         Algorithm::rs256, Algorithm::rs384, Algorithm::rs512,
                                         Algorithm::ps256, Algorithm::ps384, Algorithm::ps512,
                                         Algorithm::es256, Algorithm::es384, Algorithm::es512,
                                         Algorithm::eddsa),
                         [](const auto& row) { return std::string{name_of(row.param)}; });

TEST(Verifier, refuses_an_expectation_that_means_nothing) {
    EXPECT_THROW((Verifier{KeySet{es256()}, {.algorithms = AlgorithmSet{}}}),
                 std::invalid_argument);
    EXPECT_THROW((Verifier{KeySet{es256()}, {.required_claims = {""}}}), std::invalid_argument);
    EXPECT_THROW((Verifier{KeySet{es256()}, {.token_bytes_max = 0}}), std::invalid_argument);
    EXPECT_THROW((Verifier{KeySet{es256()}, {.token_bytes_max = 65537}}), std::invalid_argument);
    EXPECT_THROW((Verifier{KeySet{es256()}, {.issuer = ""}}), std::invalid_argument);
    EXPECT_THROW((Verifier{KeySet{es256()}, {.audience = ""}}), std::invalid_argument);
    EXPECT_THROW((Verifier{KeySet{es256()}, {.leeway = 301s}}), std::invalid_argument);
    EXPECT_THROW((Verifier{KeySet{es256()}, {.skew = -1s}}), std::invalid_argument);
    EXPECT_THROW((Verifier{std::shared_ptr<const LiveKeySet>{}}), std::invalid_argument);
}

TEST(Signer, refuses_a_public_key) {
    EXPECT_THROW(Signer{Key::from_jwk(es256().public_jwk()).value()}, std::invalid_argument);
}

struct Refusal {
    const char* name;
    std::string token;
    Errc expected;
};
struct VerifierRefuses : VerifierTest, testing::WithParamInterface<Refusal> {};
TEST_P(VerifierRefuses, and_names_the_reason) {
    EXPECT_EQ(verifier.verify(GetParam().token).error(), GetParam().expected);
}

std::string with_header(std::string_view header) {
    return token_of(header, payload_with(R"(,"sub":"ada")"));
}
std::string with_payload(std::string_view payload) { return token_of(header_with(), payload); }
std::string with_claims(std::string_view more) { return with_payload(payload_with(more)); }
std::string unsigned_token(std::string_view header) {
    return b64(header) + "." + b64(payload_with("")) + ".";
}

INSTANTIATE_TEST_SUITE_P(
    Form, VerifierRefuses,
    testing::Values(Refusal{"empty_text", "", Errc::malformed},
                    Refusal{"no_dot", "abc", Errc::malformed},
                    Refusal{"one_dot", "e30.e30", Errc::malformed},
                    Refusal{"three_dots", good_token() + ".", Errc::malformed},
                    Refusal{"jwe", good_token() + ".e30.e30", Errc::malformed},
                    Refusal{"thousands_of_dots", std::string(8000, '.'), Errc::malformed},
                    Refusal{"too_long", good_token() + std::string(8192, 'A'), Errc::malformed},
                    Refusal{"padded", good_token() + "=", Errc::malformed},
                    Refusal{"standard_alphabet", "+/+/" + good_token(), Errc::malformed},
                    Refusal{"white_space", " " + good_token(), Errc::malformed},
                    Refusal{"line_break", good_token() + "\n", Errc::malformed},
                    Refusal{"json_serialisation",
                            R"({"payload":"e30","protected":"e30","signature":"AA"})",
                            Errc::malformed},
                    Refusal{"header_is_no_object", token_of("[]", "{}"), Errc::malformed},
                    Refusal{"header_is_no_json", token_of("{", "{}"), Errc::malformed},
                    Refusal{"header_is_no_utf8",
                            token_of("{\"alg\":\"ES256\",\"x\":\"\xff\"}", "{}"), Errc::malformed},
                    Refusal{"header_is_deep", with_header(header_with(R"(,"x":[[[[[[1]]]]]])")),
                            Errc::malformed},
                    Refusal{"header_has_many_elements",
                            with_header(header_with(R"(,"x":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,)"
                                                    R"(0,0,0,0,0,0,0,0,0,0,0,0,0,0,0])")),
                            Errc::malformed},
                    Refusal{"empty_header", with_header("{}"), Errc::malformed}),
    [](const auto& row) { return std::string{row.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Headers, VerifierRefuses,
    testing::Values(
        Refusal{"two_algs", with_header(R"({"alg":"ES256","alg":"ES256","typ":"at+jwt"})"),
                Errc::malformed},
        Refusal{"alg_is_a_number", with_header(R"({"alg":1})"), Errc::malformed},
        Refusal{"alg_none", unsigned_token(R"({"alg":"none","typ":"at+jwt"})"), Errc::algorithm},
        Refusal{"alg_None", unsigned_token(R"({"alg":"None","typ":"at+jwt"})"), Errc::algorithm},
        Refusal{"alg_empty", unsigned_token(R"({"alg":"","typ":"at+jwt"})"), Errc::algorithm},
        Refusal{"alg_in_lower_case", with_header(R"({"alg":"es256","typ":"at+jwt"})"),
                Errc::algorithm},
        Refusal{"alg_unknown", with_header(R"({"alg":"ES256K","typ":"at+jwt"})"), Errc::algorithm},
        Refusal{"alg_of_no_key_here", with_header(R"({"alg":"ES512","typ":"at+jwt"})"), Errc::key},
        Refusal{"public_key_as_secret",
                token_of(R"({"alg":"HS256","typ":"at+jwt","kid":")" + es256().kid() + "\"}",
                         payload_with(""), es256().public_jwk()),
                Errc::algorithm},
        Refusal{"crit", with_header(header_with(R"(,"crit":["exp"])")), Errc::critical},
        Refusal{"empty_crit", with_header(header_with(R"(,"crit":[])")), Errc::critical},
        Refusal{"b64_false", with_header(header_with(R"(,"b64":false)")), Errc::critical},
        Refusal{"kid_unknown", with_header(header_with(R"(,"kid":"x")")), Errc::key},
        Refusal{"kid_is_a_number", with_header(header_with(R"(,"kid":1)")), Errc::malformed},
        Refusal{"kid_is_a_path", with_header(header_with(R"(,"kid":"../../dev/null")")), Errc::key},
        Refusal{"type_missing", with_header(R"({"alg":"ES256"})"), Errc::type},
        Refusal{"type_of_an_id_token", with_header(R"({"alg":"ES256","typ":"JWT"})"), Errc::type},
        Refusal{"type_with_a_prefix", with_header(R"({"alg":"ES256","typ":"text/at+jwt"})"),
                Errc::type},
        Refusal{"type_is_a_number", with_header(R"({"alg":"ES256","typ":1})"), Errc::malformed},
        Refusal{"embedded_key",
                token_of(R"({"alg":"ES256","typ":"at+jwt","jwk":)" +
                             Key::generate(Algorithm::es256).public_jwk() + "}",
                         payload_with(""), Key::generate(Algorithm::es256)),
                Errc::signature}),
    [](const auto& row) { return std::string{row.param.name}; });

std::string with_signature(std::string_view signature) {
    const auto token = good_token();
    return token.substr(0, token.rfind('.') + 1) + b64(signature);
}

INSTANTIATE_TEST_SUITE_P(
    Signatures, VerifierRefuses,
    testing::Values(Refusal{"empty", with_signature(""), Errc::signature},
                    Refusal{"all_zero", with_signature(std::string(64, '\0')), Errc::signature},
                    Refusal{"short", with_signature(std::string(63, 'x')), Errc::signature},
                    Refusal{"long", with_signature(std::string(65, 'x')), Errc::signature},
                    Refusal{"der", with_signature("\x30\x06\x02\x01\x01\x02\x01\x01"),
                            Errc::signature},
                    Refusal{"r_and_s_beyond_the_order", with_signature(std::string(64, '\xff')),
                            Errc::signature},
                    Refusal{"payload_is_never_read_before",
                            b64(header_with()) + "." + b64("{") + "." + b64(std::string(64, 'x')),
                            Errc::signature}),
    [](const auto& row) { return std::string{row.param.name}; });

INSTANTIATE_TEST_SUITE_P(
    Claims, VerifierRefuses,
    testing::Values(
        Refusal{"payload_is_no_json", with_payload("{"), Errc::malformed},
        Refusal{"payload_is_a_list", with_payload("[]"), Errc::malformed},
        Refusal{"two_exps", with_claims(R"(,"exp":1)"), Errc::malformed},
        Refusal{"exp_missing", with_payload(R"({"iss":"https://id.test","aud":"orders"})"),
                Errc::claims},
        Refusal{"exp_is_text", with_payload(R"({"exp":"1800000060"})"), Errc::claims},
        Refusal{"exp_is_null", with_payload(R"({"exp":null})"), Errc::claims},
        Refusal{"exp_is_negative", with_payload(R"({"exp":-1})"), Errc::claims},
        Refusal{"exp_beyond_the_year_9999", with_payload(R"({"exp":253402300800})"), Errc::claims},
        Refusal{"exp_is_huge", with_payload(R"({"exp":1e300})"), Errc::claims},
        Refusal{"exp_overflows", with_payload(R"({"exp":18446744073709551615})"), Errc::claims},
        Refusal{"nbf_is_text", with_claims(R"(,"nbf":"0")"), Errc::claims},
        Refusal{"nbf_beyond_all_numbers", with_claims(R"(,"nbf":1e9223372036854775807)"),
                Errc::malformed},
        Refusal{"nbf_in_the_future", with_claims(R"(,"nbf":1800000001)"), Errc::not_yet_valid},
        Refusal{"iat_in_the_future", with_claims(R"(,"iat":1800000001)"), Errc::not_yet_valid},
        Refusal{"iat_is_a_bool", with_claims(R"(,"iat":true)"), Errc::claims},
        Refusal{"iss_missing", with_payload(R"({"aud":"orders","exp":1800000060})"), Errc::issuer},
        Refusal{"iss_by_prefix",
                with_payload(R"({"iss":"https://id.test/","aud":"orders","exp":1800000060})"),
                Errc::issuer},
        Refusal{"iss_is_a_list",
                with_payload(R"({"iss":["https://id.test"],"aud":"orders","exp":1800000060})"),
                Errc::claims},
        Refusal{"aud_missing", with_payload(R"({"iss":"https://id.test","exp":1800000060})"),
                Errc::audience},
        Refusal{"aud_by_prefix",
                with_payload(R"({"iss":"https://id.test","aud":"orders2","exp":1800000060})"),
                Errc::audience},
        Refusal{"aud_empty_list",
                with_payload(R"({"iss":"https://id.test","aud":[],"exp":1800000060})"),
                Errc::audience},
        Refusal{"aud_with_a_number",
                with_payload(R"({"iss":"https://id.test","aud":["orders",1],"exp":1800000060})"),
                Errc::claims},
        Refusal{"sub_is_empty", with_claims(R"(,"sub":"")"), Errc::claims},
        Refusal{"sub_is_a_number", with_claims(R"(,"sub":1)"), Errc::claims},
        Refusal{"sub_is_null", with_claims(R"(,"sub":null)"), Errc::claims},
        Refusal{"sub_is_too_long", with_claims(R"(,"sub":")" + std::string(256, 'x') + "\""),
                Errc::claims},
        Refusal{"sub_has_controls", with_claims(R"(,"sub":"a\nb")"), Errc::claims},
        Refusal{"sub_has_a_control_beyond_ascii",
                with_claims(",\"sub\":\"a\xc2\x9b"
                            "2J\""),
                Errc::claims},
        Refusal{"sub_has_an_escaped_control_beyond_ascii", with_claims(R"(,"sub":"a\u0085b")"),
                Errc::claims},
        Refusal{"jti_is_a_number", with_claims(R"(,"jti":1)"), Errc::claims},
        Refusal{"scope_is_a_list", with_claims(R"(,"scope":["a"])"), Errc::claims},
        Refusal{"sid_is_a_number", with_claims(R"(,"sid":1)"), Errc::claims},
        Refusal{"amr_is_text", with_claims(R"(,"amr":"pwd")"), Errc::claims}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
}  // namespace cardea::jose
