// Under test: JSON Web Keys are read strictly, refused with the reason and none of their text, and
// their `use`, `key_ops` and `alg` are respected.
#include <cardea/jose/key.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/eddsa.hpp>
#include <cardea/crypto/pem.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/key_set.hpp>
#include <cardea/jose/private_key.hpp>
#include <cardea/schema/json.hpp>
#include <cardea/schema/write_json.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace cardea::jose {
namespace {

std::span<const std::uint8_t> octets(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The members of a JWK, each value as JSON has it.
using Members = std::vector<std::pair<std::string, std::string>>;

std::string json_text(std::string_view text) {
    std::string json;
    schema::write_json_string(text, json);
    return json;
}

Members members_of(std::string_view json) {
    Members members;
    const auto parsed = schema::parse_json(json).value();
    parsed.for_each_member([&](std::string_view name, schema::JsonValue value) {
        members.emplace_back(name, json_text(value.as_string().value()));
    });
    return members;
}

std::string json_of(const Members& members) {
    std::string json = "{";
    for (const auto& [name, value] : members) {
        if (json.size() > 1) json += ',';
        json.append(json_text(name)).append(":").append(value);
    }
    return json + "}";
}

std::string with_member(Members members, std::string_view name, std::string value) {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const auto& member) { return member.first == name; });
    if (found == members.end()) {
        members.emplace_back(name, std::move(value));
    } else {
        found->second = std::move(value);
    }
    return json_of(members);
}

std::string without_member(Members members, std::string_view name) {
    std::erase_if(members, [&](const auto& member) { return member.first == name; });
    return json_of(members);
}

/// Whether `detail` has eight characters in a row that a text of the JSON has, too. Shorter texts
/// are the names of types and curves.
bool tells_of(std::string_view detail, std::string_view json) {
    constexpr std::size_t run = 8;
    for (std::size_t at = 0; at + run <= detail.size(); ++at) {
        if (json.find(detail.substr(at, run)) != std::string_view::npos) return true;
    }
    return false;
}

void expect_refused(const std::string& json, Errc reason) {
    const auto key = Key::from_jwk(json);
    ASSERT_FALSE(key) << json;
    EXPECT_EQ(key.error(), reason) << json << key.error().detail();
    EXPECT_FALSE(key.error().detail().empty()) << json;
    EXPECT_FALSE(tells_of(key.error().detail(), json)) << key.error().detail() << json;
}

// --- members that are not what they should be ------------------------------------------------------

struct WholeJwk {
    const char* name;
    std::vector<const char*> numbers;
    Key (*make)();
};

Key new_ed448() {
    const auto pem = crypto::private_pem(crypto::EdKey::generate(crypto::EdCurve::ed448));
    return Key::from_pem(pem.reveal()).value();
}

/// RSA takes a tenth of a second: the same two all the time.
const Key& rsa_pair() {
    static const auto pair = Key::generate(Algorithm::rs256);
    return pair;
}
const Key& other_rsa_pair() {
    static const auto pair = Key::generate(Algorithm::rs256);
    return pair;
}

struct JwkOf : testing::TestWithParam<WholeJwk> {};

INSTANTIATE_TEST_SUITE_P(
    Every, JwkOf,
    testing::Values(
        WholeJwk{"P256", {"x", "y", "d"}, [] { return Key::generate(Algorithm::es256); }},
        WholeJwk{"P384", {"x", "y", "d"}, [] { return Key::generate(Algorithm::es384); }},
        WholeJwk{"P521", {"x", "y", "d"}, [] { return Key::generate(Algorithm::es512); }},
        WholeJwk{"Ed25519", {"x", "d"}, [] { return Key::generate(Algorithm::eddsa); }},
        WholeJwk{"Ed448", {"x", "d"}, [] { return new_ed448(); }},
        WholeJwk{"Rsa", {"n", "e", "d", "p", "q", "dp", "dq", "qi"}, [] { return rsa_pair(); }},
        WholeJwk{"Secret", {"k"}, [] { return Key::generate(Algorithm::hs512); }}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST_P(JwkOf, each_type_is_refused_where_a_number_is_not_canonical_base64url_in_text) {
    const auto key = GetParam().make();
    const auto members = members_of(private_jwk(key).reveal());
    EXPECT_TRUE(Key::from_jwk(json_of(members)));
    for (const auto* name : GetParam().numbers) {
        SCOPED_TRACE(name);
        const auto found = std::find_if(members.begin(), members.end(),
                                        [&](const auto& member) { return member.first == name; });
        ASSERT_NE(found, members.end());
        const auto text = found->second.substr(1, found->second.size() - 2);
        for (const auto* value : {"null", "true", "7", "1.5", "[]", "{}", "\"\"", "[\"AQAB\"]",
                                  "\"=\"", "\"A\"", "\"*\"", "\"\\u0000\""})
            expect_refused(with_member(members, name, value), Errc::invalid_key);
        for (const auto& value :
             {text + "=", text + "==", " " + text, text + "\n", text + "*", "+" + text.substr(1),
              "/" + text.substr(1), text.substr(0, 2) + "." + text.substr(2), text + text + "A",
              std::string(8192, 'A'), std::string(8193, 'A'), std::string(100'000, 'z')}) {
            expect_refused(with_member(members, name, json_text(value)), Errc::invalid_key);
        }
    }
}

TEST_P(JwkOf, each_type_is_refused_where_a_number_is_missing_or_another) {
    const auto key = GetParam().make();
    const bool is_secret = key.algorithm() == Algorithm::hs512;
    const auto members = members_of(private_jwk(key).reveal());
    const auto others = members_of(
        private_jwk(key.algorithm() == Algorithm::rs256 ? other_rsa_pair() : GetParam().make())
            .reveal());
    for (const auto* name : GetParam().numbers) {
        SCOPED_TRACE(name);
        const auto is_named = [&](const auto& member) { return member.first == name; };
        const auto text = std::find_if(members.begin(), members.end(), is_named)->second;
        const auto bytes = base64url::decode(text.substr(1, text.size() - 2)).value();
        const auto of_bytes = [](std::vector<std::uint8_t> changed) {
            return json_text(base64url::encode(changed));
        };
        // Without d an RSA key has numbers too many, and the others are public keys.
        const bool is_public_without =
            std::string_view{name} == "d" && GetParam().numbers.size() < 4;
        EXPECT_EQ(Key::from_jwk(without_member(members, name)).has_value(), is_public_without);
        if (is_secret) continue;
        const auto other = std::find_if(others.begin(), others.end(), is_named)->second;
        if (other != text) {
            expect_refused(with_member(members, name, other), Errc::invalid_key);
        }
        auto changed = bytes;
        changed.back() ^= 2U;
        expect_refused(with_member(members, name, of_bytes(changed)), Errc::invalid_key);
        changed = bytes;
        changed.pop_back();
        expect_refused(with_member(members, name, of_bytes(changed)), Errc::invalid_key);
        changed = bytes;
        changed.push_back(0);
        expect_refused(with_member(members, name, of_bytes(changed)), Errc::invalid_key);
        expect_refused(
            with_member(members, name, of_bytes(std::vector<std::uint8_t>(bytes.size(), 0))),
            Errc::invalid_key);
        expect_refused(
            with_member(members, name, of_bytes(std::vector<std::uint8_t>(bytes.size(), 0xff))),
            Errc::invalid_key);
        changed = bytes;
        changed.insert(changed.begin(), 0);
        const bool may_be_padded = GetParam().numbers.size() == 8 && changed.size() <= 256 &&
                                   std::string_view{name} != "e";
        if (!may_be_padded) {
            expect_refused(with_member(members, name, of_bytes(changed)), Errc::invalid_key);
        }
    }
}

TEST_P(JwkOf, each_type_is_refused_where_a_member_stands_twice) {
    const auto json = std::string{private_jwk(GetParam().make()).reveal()};
    for (const auto& [name, value] : members_of(json)) {
        SCOPED_TRACE(name);
        expect_refused(json.substr(0, json.size() - 1) + "," + json_text(name) + ":" + value + "}",
                       Errc::invalid_key);
    }
    const auto name = std::string{GetParam().numbers.front()};
    const auto escaped =
        "\\u00" + std::string{"0123456789abcdef"[name[0] >> 4]} + "0123456789abcdef"[name[0] & 15];
    expect_refused(json.substr(0, json.size() - 1) + ",\"" + escaped + "\":\"\"}",
                   Errc::invalid_key);
}

TEST_P(JwkOf, each_type_is_refused_as_every_other) {
    const auto members = members_of(private_jwk(GetParam().make()).reveal());
    const auto own = std::find_if(members.begin(), members.end(),
                                  [](const auto& member) { return member.first == "kty"; });
    for (const auto* kty : {"\"EC\"", "\"RSA\"", "\"OKP\"", "\"oct\""}) {
        if (own->second == kty) continue;
        EXPECT_FALSE(Key::from_jwk(with_member(members, "kty", kty))) << kty;
    }
    for (const auto* crv : {"\"P-256\"", "\"P-384\"", "\"P-521\"", "\"Ed25519\"", "\"Ed448\""}) {
        const auto has = std::find_if(members.begin(), members.end(),
                                      [](const auto& member) { return member.first == "crv"; });
        if (has == members.end() || has->second == crv) continue;
        EXPECT_FALSE(Key::from_jwk(with_member(members, "crv", crv))) << crv;
    }
}

TEST(RsaJwk, may_have_private_numbers_as_long_as_the_modulus) {
    // Some write each in the full length (.NET), so that now and then one has zeros before it.
    const auto members = members_of(private_jwk(rsa_pair()).reveal());
    for (const auto* name : {"p", "q", "dp", "dq", "qi"}) {
        const auto text = std::find_if(members.begin(), members.end(), [&](const auto& member) {
                              return member.first == name;
                          })->second;
        auto bytes = base64url::decode(text.substr(1, text.size() - 2)).value();
        bytes.insert(bytes.begin(), 0);
        const auto key =
            Key::from_jwk(with_member(members, name, json_text(base64url::encode(bytes))));
        ASSERT_TRUE(key) << name;
        EXPECT_EQ(private_jwk(*key).reveal(), private_jwk(rsa_pair()).reveal());
    }
}

// --- rows ------------------------------------------------------------------------------------------

constexpr std::string_view p256_x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
constexpr std::string_view p256_y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
constexpr std::string_view ed25519_x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
constexpr std::string_view secret_k =
    "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMw";

std::string p256_with(std::string_view members) {
    return R"({"kty":"EC","crv":"P-256","x":")" + std::string{p256_x} + R"(","y":")" +
           std::string{p256_y} + '"' + std::string{members} + "}";
}
std::string ed25519_with(std::string_view x, std::string_view crv = "Ed25519") {
    return R"({"kty":"OKP","crv":")" + std::string{crv} + R"(","x":")" + std::string{x} + R"("})";
}
std::string secret_with(std::string_view k, std::string_view members = {}) {
    return R"({"kty":"oct","k":")" + std::string{k} + '"' + std::string{members} + "}";
}
std::string secret_of_bytes(std::string_view bytes) {
    return secret_with(base64url::encode(bytes));
}
std::string rsa_with(std::string_view n, std::string_view e, std::string_view members = {}) {
    return R"({"kty":"RSA","n":")" + base64url::encode(n) + R"(","e":")" + base64url::encode(e) +
           '"' + std::string{members} + "}";
}
std::string odd_modulus(std::size_t bits) {
    std::string number(bits / 8, '\0');
    number.front() = '\x80';
    number.back() = '\x01';
    return number;
}

struct BadKey {
    const char* name;
    std::string json;
    Errc reason;
};

struct JwkRefuses : testing::TestWithParam<BadKey> {};
TEST_P(JwkRefuses, what_cannot_be_used_and_says_why) {
    expect_refused(GetParam().json, GetParam().reason);
}

const std::string e_65537{"\1\0\1", 3};

INSTANTIATE_TEST_SUITE_P(
    Hostile, JwkRefuses,
    testing::Values(
        BadKey{"nothing", "", Errc::invalid_key}, BadKey{"a_text", R"("EC")", Errc::invalid_key},
        BadKey{"a_list", "[]", Errc::invalid_key}, BadKey{"null", "null", Errc::invalid_key},
        BadKey{"an_empty_object", "{}", Errc::invalid_key},
        BadKey{"not_json", "{kty:EC}", Errc::invalid_key},
        BadKey{"two_objects", p256_with("") + p256_with(""), Errc::invalid_key},
        BadKey{"a_comma_too_many", p256_with(","), Errc::invalid_key},
        BadKey{"bad_utf8", p256_with(",\"kid\":\"\xff\""), Errc::invalid_key},
        BadKey{"a_lone_surrogate", p256_with(R"(,"kid":"\ud800")"), Errc::invalid_key},
        BadKey{"too_deep", p256_with(R"(,"more":[[[[[]]]]])"), Errc::invalid_key},
        BadKey{"kty_missing", R"({"crv":"P-256"})", Errc::invalid_key},
        BadKey{"kty_a_number", R"({"kty":1})", Errc::invalid_key},
        BadKey{"kty_unknown", R"({"kty":"AKP"})", Errc::foreign_key},
        BadKey{"kty_in_other_case", R"({"kty":"ec"})", Errc::foreign_key},
        BadKey{"crv_missing", R"({"kty":"EC"})", Errc::invalid_key},
        BadKey{"crv_a_list", R"({"kty":"EC","crv":["P-256"]})", Errc::invalid_key},
        BadKey{"crv_of_bitcoin", R"({"kty":"EC","crv":"secp256k1"})", Errc::foreign_key},
        BadKey{"crv_in_other_case", R"({"kty":"EC","crv":"p-256"})", Errc::foreign_key},
        BadKey{"crv_of_edwards_as_ec", R"({"kty":"EC","crv":"Ed25519"})", Errc::foreign_key},
        BadKey{"crv_of_ec_as_edwards", R"({"kty":"OKP","crv":"P-256"})", Errc::foreign_key},
        BadKey{"x25519", ed25519_with(ed25519_x, "X25519"), Errc::foreign_key},
        BadKey{"okp_crv_missing", R"({"kty":"OKP"})", Errc::invalid_key},
        BadKey{"ed25519_of_small_order",
               ed25519_with("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), Errc::invalid_key},
        BadKey{"ed25519_zero", ed25519_with("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
               Errc::invalid_key},
        BadKey{"ed25519_of_31_bytes", ed25519_with("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
               Errc::invalid_key},
        BadKey{"ed25519_as_ed448", ed25519_with(ed25519_x, "Ed448"), Errc::invalid_key},
        BadKey{"ed448_of_small_order", ed25519_with("AQ" + std::string(74, 'A'), "Ed448"),
               Errc::invalid_key},
        BadKey{"ed448_no_point", ed25519_with("Ag" + std::string(74, 'A'), "Ed448"),
               Errc::invalid_key},
        BadKey{"infinity", R"({"kty":"EC","crv":"P-256","x":"","y":""})", Errc::invalid_key},
        BadKey{"rsa_of_1024_bits", rsa_with(odd_modulus(1024), e_65537), Errc::invalid_key},
        BadKey{"rsa_of_2040_bits", rsa_with(odd_modulus(2040), e_65537), Errc::invalid_key},
        BadKey{"rsa_of_16392_bits", rsa_with(odd_modulus(16392), e_65537), Errc::invalid_key},
        BadKey{"rsa_even_modulus", rsa_with(odd_modulus(2040) + '\2', e_65537), Errc::invalid_key},
        BadKey{"rsa_padded_modulus", rsa_with('\0' + odd_modulus(2048), e_65537),
               Errc::invalid_key},
        BadKey{"rsa_padded_exponent", rsa_with(odd_modulus(2048), '\0' + e_65537),
               Errc::invalid_key},
        BadKey{"rsa_e_is_1", rsa_with(odd_modulus(2048), "\1"), Errc::invalid_key},
        BadKey{"rsa_e_is_2", rsa_with(odd_modulus(2048), "\2"), Errc::invalid_key},
        BadKey{"rsa_e_is_even", rsa_with(odd_modulus(2048), std::string{"\1\0", 2}),
               Errc::invalid_key},
        BadKey{"rsa_e_has_9_bytes", rsa_with(odd_modulus(2048), std::string(9, '\1')),
               Errc::invalid_key},
        BadKey{"rsa_with_d_alone", rsa_with(odd_modulus(2048), e_65537, R"(,"d":"AQAB")"),
               Errc::invalid_key},
        BadKey{"rsa_with_p_alone", rsa_with(odd_modulus(2048), e_65537, R"(,"p":"AQAB")"),
               Errc::invalid_key},
        BadKey{"rsa_with_oth_alone", rsa_with(odd_modulus(2048), e_65537, R"(,"oth":[])"),
               Errc::invalid_key},
        BadKey{"k_missing", R"({"kty":"oct"})", Errc::invalid_key},
        BadKey{"k_of_31_bytes", secret_of_bytes(std::string(31, 's')), Errc::invalid_key},
        BadKey{"k_of_2049_bytes", secret_of_bytes(std::string(2049, 's')), Errc::invalid_key},
        BadKey{"k_is_a_pem", secret_of_bytes(Key::from_jwk(p256_with("")).value().public_pem()),
               Errc::invalid_key},
        BadKey{"k_is_a_jwk", secret_of_bytes(p256_with("")), Errc::invalid_key},
        BadKey{"k_is_for_ssh", secret_of_bytes("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"),
               Errc::invalid_key},
        BadKey{"k_is_elliptic_and_for_ssh",
               secret_of_bytes("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY="),
               Errc::invalid_key},
        BadKey{"k_is_a_public_key_file_of_ssh",
               secret_of_bytes("---- BEGIN SSH2 PUBLIC KEY ----\nAAAAC3NzaC1lZDI1NTE5AAAAI"),
               Errc::invalid_key},
        BadKey{"alg_none", p256_with(R"(,"alg":"none")"), Errc::foreign_key},
        BadKey{"alg_a_number", p256_with(R"(,"alg":256)"), Errc::invalid_key},
        BadKey{"alg_null", p256_with(R"(,"alg":null)"), Errc::invalid_key},
        BadKey{"alg_in_other_case", p256_with(R"(,"alg":"es256")"), Errc::foreign_key},
        BadKey{"alg_for_encryption", p256_with(R"(,"alg":"ECDH-ES")"), Errc::foreign_key},
        BadKey{"alg_of_another_curve", p256_with(R"(,"alg":"ES384")"), Errc::invalid_key},
        BadKey{"alg_of_another_type", p256_with(R"(,"alg":"HS256")"), Errc::invalid_key},
        BadKey{"alg_of_a_longer_secret",
               secret_with(base64url::encode(std::string(47, 's')), R"(,"alg":"HS384")"),
               Errc::invalid_key},
        BadKey{"alg_of_rsa_for_a_secret", secret_with(secret_k, R"(,"alg":"RS256")"),
               Errc::invalid_key},
        BadKey{"alg_of_a_secret_for_rsa", rsa_with(odd_modulus(2048), e_65537, R"(,"alg":"HS256")"),
               Errc::invalid_key},
        BadKey{"alg_for_wrapping_with_a_short_secret",
               secret_with("GawgguFyGrWKav7AX4VKUg", R"(,"alg":"A128KW")"), Errc::foreign_key},
        BadKey{"use_for_encryption", p256_with(R"(,"use":"enc")"), Errc::foreign_key},
        BadKey{"use_in_other_case", p256_with(R"(,"use":"SIG")"), Errc::foreign_key},
        BadKey{"use_a_list", p256_with(R"(,"use":["sig"])"), Errc::invalid_key},
        BadKey{"key_ops_a_text", p256_with(R"(,"key_ops":"verify")"), Errc::invalid_key},
        BadKey{"key_ops_of_numbers", p256_with(R"(,"key_ops":["verify",7])"), Errc::invalid_key},
        BadKey{"key_ops_twice_the_same", p256_with(R"(,"key_ops":["verify","verify"])"),
               Errc::invalid_key},
        BadKey{"key_ops_empty", p256_with(R"(,"key_ops":[])"), Errc::foreign_key},
        BadKey{"key_ops_for_encryption", p256_with(R"(,"key_ops":["encrypt","wrapKey"])"),
               Errc::foreign_key},
        BadKey{"key_ops_of_a_public_key_to_sign", p256_with(R"(,"key_ops":["sign"])"),
               Errc::foreign_key},
        BadKey{"kid_empty", p256_with(R"(,"kid":"")"), Errc::invalid_key},
        BadKey{"kid_null", p256_with(R"(,"kid":null)"), Errc::invalid_key},
        BadKey{"kid_a_list", p256_with(R"(,"kid":["a"])"), Errc::invalid_key},
        BadKey{"d_null", p256_with(R"(,"d":null)"), Errc::invalid_key},
        BadKey{"d_empty", p256_with(R"(,"d":"")"), Errc::invalid_key},
        BadKey{"d_of_another", p256_with(R"(,"d":"AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lM")"),
               Errc::invalid_key}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Jwk, may_have_members_that_nobody_here_knows) {
    for (const auto* members :
         {R"(,"x5c":["MIIB"],"x5t":"AQ","x5u":"https://a.test","ext":true)", R"(,"a":{"b":[1,{}]})",
          R"(,"k":"c2VjcmV0","n":"AQAB")", R"(,"alg":"ES256","use":"sig")",
          R"(,"key_ops":["verify","encrypt","some other"])"}) {
        const auto key = Key::from_jwk(p256_with(members));
        ASSERT_TRUE(key) << members;
        EXPECT_EQ(key->public_jwk().find("x5"), std::string::npos);
        EXPECT_EQ(key->thumbprint(), "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U");
    }
    EXPECT_TRUE(Key::from_jwk(" \n" + p256_with(R"(,"kid":"a\u0000\n\"b")") + "\t"));
}

TEST(Jwk, keeps_the_name_that_it_has_through_every_form) {
    const std::vector<std::string> names{
        "1",    "a name with spaces",  "quote\"back\\slash", std::string{"tab\tnul\0", 8},
        "ключ", std::string(5000, 'k')};
    for (const auto& kid : names) {
        const auto key = Key::from_jwk(p256_with(",\"kid\":" + json_text(kid))).value();
        EXPECT_EQ(key.kid(), kid);
        EXPECT_EQ(Key::from_jwk(key.public_jwk()).value().kid(), kid);
        EXPECT_EQ(Key::from_jwk(private_jwk(key).reveal()).value().kid(), kid);
    }
}

// --- what a key may do -----------------------------------------------------------------------------

struct PurposeRow {
    const char* members;
    bool may_sign;
    bool may_verify;
};

TEST(Jwk, may_do_what_its_key_ops_say) {
    for (const auto& row :
         {PurposeRow{"", true, true}, PurposeRow{R"(,"use":"sig")", true, true},
          PurposeRow{R"(,"key_ops":["sign","verify"])", true, true},
          PurposeRow{R"(,"key_ops":["sign"])", true, false},
          PurposeRow{R"(,"key_ops":["verify"])", false, true},
          PurposeRow{R"(,"use":"sig","key_ops":["verify","decrypt"])", false, true}}) {
        for (const auto& json :
             {secret_with(secret_k, row.members),
              p256_with(std::string{R"(,"d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI")"} +
                        row.members)}) {
            const auto key = Key::from_jwk(json).value();
            const auto all =
                Key::from_jwk(
                    json.substr(0, json.size() - std::string_view{row.members}.size() - 1) + "}")
                    .value();
            EXPECT_TRUE(key.is_private());
            EXPECT_EQ(key.may_sign(), row.may_sign) << json;
            EXPECT_EQ(key.may_verify(), row.may_verify) << json;
            EXPECT_EQ(key.verifies(key.algorithm(), "m", octets(all.sign("m"))), row.may_verify)
                << json;
            EXPECT_EQ(KeySet{key}.find(key.algorithm(), key.kid()).has_value(), row.may_verify)
                << json;
            if (!row.may_sign) {
                EXPECT_THROW((void)key.sign("m"), std::logic_error);
            }
            // A key that was stored may do no more when it comes back.
            const auto again = Key::from_jwk(private_jwk(key).reveal()).value();
            EXPECT_EQ(again.may_sign(), row.may_sign) << json;
            EXPECT_EQ(again.may_verify(), row.may_verify) << json;
        }
    }
}

TEST(Jwk, of_a_key_that_only_signs_is_published_for_those_who_verify) {
    const auto key =
        Key::from_jwk(
            p256_with(R"(,"d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI","key_ops":["sign"])"))
            .value();
    EXPECT_TRUE(Key::from_jwk(key.public_jwk())
                    .value()
                    .verifies(Algorithm::es256, "m", octets(key.sign("m"))));
}

TEST(Jwk, that_is_private_is_left_out_of_a_published_set_unread) {
    // To check one costs as much as to sign, and a set may have 64. This one would not pass.
    const auto bad = rsa_with(odd_modulus(2048), e_65537, R"(,"d":"AQAB")");
    EXPECT_EQ(read_jwk_set(R"({"keys":[)" + bad + "]}").error().detail(),
              "key 1: a private key in a published set");
    const auto keys =
        read_jwk_set(R"({"keys":[)" + bad + "," + std::string{private_jwk(rsa_pair()).reveal()} +
                     "," + rsa_pair().public_jwk() + "]}")
            .value();
    ASSERT_EQ(keys.keys().size(), 1U);
    EXPECT_FALSE(keys.keys()[0].is_private());
    EXPECT_EQ(read_jwk_set(R"({"keys":[)" + secret_with(secret_k) + "]}").error().detail(),
              "key 1: a symmetric key in a published set");
}

// --- secrets ---------------------------------------------------------------------------------------

struct BadSecret {
    const char* name;
    std::string secret;
    Algorithm algorithm = Algorithm::hs256;
};

std::string der_of(Algorithm algorithm) {
    const auto pem = Key::generate(algorithm).public_pem();
    std::string text;
    for (auto at = pem.find('\n'); at < pem.rfind("\n-----"); ++at) {
        const auto digit = pem[at];
        if (digit != '\n' && digit != '=') text += digit == '+' ? '-' : digit == '/' ? '_' : digit;
    }
    const auto bytes = base64url::decode(text).value();
    return {bytes.begin(), bytes.end()};
}

TEST(Secrets, are_not_what_everybody_may_know) {
    for (const auto algorithm : {Algorithm::es256, Algorithm::es384, Algorithm::es512,
                                 Algorithm::eddsa, Algorithm::rs256}) {
        const auto der = der_of(algorithm);
        const auto key = Key::generate(algorithm);
        for (const auto& text :
             {der, key.public_pem(), " \r\n" + key.public_pem(), key.public_jwk(),
              "\t" + key.public_jwk(), public_jwk_set(KeySet{key})}) {
            EXPECT_EQ(Key::from_secret(Secret{std::string{text}}).error(), Errc::invalid_key)
                << text;
            EXPECT_EQ(Key::from_jwk(secret_of_bytes(text)).error(), Errc::invalid_key) << text;
        }
        EXPECT_TRUE(Key::from_secret(Secret{der + "x"}) ||
                    algorithm == Algorithm::rs256);  // no key any more
    }
}

struct SecretRefuses : testing::TestWithParam<BadSecret> {};
TEST_P(SecretRefuses, what_is_none_and_says_why) {
    const auto key = Key::from_secret(Secret{std::string{GetParam().secret}}, GetParam().algorithm);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error(), Errc::invalid_key);
    EXPECT_FALSE(key.error().detail().empty());
    EXPECT_FALSE(tells_of(key.error().detail(), GetParam().secret));
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, SecretRefuses,
    testing::Values(BadSecret{"empty", ""}, BadSecret{"of_31_bytes", std::string(31, 's')},
                    BadSecret{"of_47_bytes", std::string(47, 's'), Algorithm::hs384},
                    BadSecret{"of_63_bytes", std::string(63, 's'), Algorithm::hs512},
                    BadSecret{"of_2049_bytes", std::string(2049, 's')},
                    BadSecret{"for_rsa", std::string(64, 's'), Algorithm::rs256},
                    BadSecret{"for_ecdsa", std::string(64, 's'), Algorithm::es256},
                    BadSecret{"for_eddsa", std::string(64, 's'), Algorithm::eddsa}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Secrets, may_be_any_bytes) {
    for (const auto& secret :
         {std::string(32, '\0'), std::string(32, '\xff'), std::string(32, ' '),
          "0*" + std::string(30, '0'), std::string{"{\"a\":\"a JSON text that is a secret\"}"}}) {
        const auto key = Key::from_secret(Secret{std::string{secret}}).value();
        EXPECT_TRUE(key.verifies(Algorithm::hs256, "m", octets(key.sign("m"))));
        EXPECT_EQ(Key::from_jwk(private_jwk(key).reveal()).value().thumbprint(), key.thumbprint());
    }
}

}  // namespace
}  // namespace cardea::jose
