// Under test: keys are read from every PEM that OpenSSL's command line writes for them, written back
// as it writes them, and refused with a sentence where they are something else.
#include <cardea/crypto/pem.hpp>

#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/test_pem.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cardea::crypto {
namespace {

// --- taken -----------------------------------------------------------------------------------------

std::string sign_with(const AsymmetricKey& key, std::string_view message) {
    if (const auto* rsa = std::get_if<RsaKey>(&key))
        return rsa->sign({RsaPadding::pss, Hash::sha384}, message);
    if (const auto* elliptic = std::get_if<EcKey>(&key)) return elliptic->sign(message);
    return std::get<EdKey>(key).sign(message);
}

bool verify_with(const AsymmetricKey& key, std::string_view message, std::string_view signature) {
    const auto bytes = bytes_of(signature);
    if (const auto* rsa = std::get_if<RsaKey>(&key))
        return rsa->verify({RsaPadding::pss, Hash::sha384}, message, bytes);
    if (const auto* elliptic = std::get_if<EcKey>(&key)) return elliptic->verify(message, bytes);
    return std::get<EdKey>(key).verify(message, bytes);
}

bool is_private(const AsymmetricKey& key) {
    return std::visit([](const auto& made) { return made.is_private(); }, key);
}

struct PairForms {
    const char* name;
    std::string_view pkcs8;
    std::string_view spki;
    std::vector<std::string_view> other_private;
    std::vector<std::string_view> other_public;
};

struct PemOf : testing::TestWithParam<PairForms> {};

TEST_P(PemOf, each_pair_comes_in_by_every_form_and_leaves_by_two) {
    const auto& forms = GetParam();
    const auto pair = read_pem(forms.pkcs8).value();
    const auto key = read_pem(forms.spki).value();
    EXPECT_TRUE(is_private(pair));
    EXPECT_FALSE(is_private(key));
    EXPECT_EQ(private_pem(pair).reveal(), forms.pkcs8);
    EXPECT_EQ(public_pem(pair), forms.spki);
    EXPECT_EQ(public_pem(key), forms.spki);
    EXPECT_TRUE(verify_with(key, "message", sign_with(pair, "message")));
    for (const auto& form : forms.other_private) {
        const auto again = read_pem(form).value();
        EXPECT_EQ(private_pem(again).reveal(), forms.pkcs8);
        EXPECT_TRUE(verify_with(key, "message", sign_with(again, "message")));
    }
    for (const auto& form : forms.other_public)
        EXPECT_EQ(public_pem(read_pem(form).value()), forms.spki);
}

INSTANTIATE_TEST_SUITE_P(
    OpenSsl, PemOf,
    testing::Values(
        PairForms{"rsa", rsa_pkcs8, rsa_spki, {rsa_pkcs1}, {rsa_public_pkcs1}},
        PairForms{
            "p256", p256_pkcs8, p256_spki, {p256_sec1, p256_sec1_without_point}, {p256_compressed}},
        PairForms{"p384", p384_pkcs8, p384_spki, {p384_sec1}, {}},
        PairForms{"p521", p521_pkcs8, p521_spki, {p521_sec1}, {}},
        PairForms{"ed25519", ed25519_pkcs8, ed25519_spki, {}, {}},
        PairForms{"ed448", ed448_pkcs8, ed448_spki, {}, {}}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Pem, is_read_behind_the_parameters_of_its_curve) {
    EXPECT_TRUE(is_private(read_pem(p256_after_parameters).value()));
    const auto with_other_parameters =
        "-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n" +
        std::string{p256_sec1};
    EXPECT_EQ(public_pem(read_pem(with_other_parameters).value()), p256_spki);
}

TEST(Pem, that_spells_out_its_curve_is_refused_even_where_it_is_one_of_ours) {
    EXPECT_EQ(read_pem(explicit_sec1).error(), Errc::invalid_key);
    EXPECT_EQ(read_pem(explicit_spki).error(), Errc::invalid_key);
}

std::string with_each(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

TEST(Pem, may_have_other_line_ends_and_text_around_it) {
    const std::string spki{p256_spki};
    std::string one_line{p256_spki};
    one_line.erase(one_line.find('\n', 40), 1);
    for (const auto& text :
         {with_each(spki, "\n", "\r\n"), with_each(spki, "\n", "\n\n"),
          with_each(spki, "\n", " \t\n"), with_each(spki, "\n", ""), one_line,
          "subject: a key\n" + spki + "\nand more text", std::string{"\xef\xbb\xbf"} + spki,
          spki.substr(0, spki.size() - 1), std::string(pem_bytes_max - spki.size(), '\n') + spki}) {
        const auto key = read_pem(text);
        ASSERT_TRUE(key) << text;
        EXPECT_EQ(public_pem(*key), p256_spki);
    }
}

// --- refused ---------------------------------------------------------------------------------------

struct BadPem {
    const char* name;
    std::string text;
    const char* reason;
};

constexpr auto malformed = "malformed";
constexpr auto unwanted = "does not sign tokens";
constexpr auto encrypted = "decrypt it first";

struct PemRefuses : testing::TestWithParam<BadPem> {};
TEST_P(PemRefuses, what_is_no_key_for_tokens_and_says_why) {
    const auto key = read_pem(GetParam().text);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error(), Errc::invalid_key);
    EXPECT_NE(key.error().detail().find(GetParam().reason), std::string::npos)
        << key.error().detail();
}

std::string relabelled(std::string_view pem, std::string_view from, std::string_view to) {
    return with_each(std::string{pem}, from, to);
}

std::string with_first_line(std::string_view pem, std::string_view replacement) {
    const auto start = pem.find('\n') + 1;
    return std::string{pem.substr(0, start)}
        .append(replacement)
        .append(pem.substr(pem.find('\n', start)));
}

std::string without_line(std::string_view pem, std::size_t number) {
    std::string text;
    for (std::size_t at = 0, line = 0; at < pem.size(); ++line) {
        const auto end = pem.find('\n', at) + 1;
        if (line != number) text.append(pem.substr(at, end - at));
        at = end;
    }
    return text;
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, PemRefuses,
    testing::Values(
        BadPem{"nothing", "", "no PEM"}, BadPem{"no_pem", "a secret of mine", "no PEM"},
        BadPem{"a_begin_alone", "-----BEGIN PUBLIC KEY-----", "no PEM"},
        BadPem{"an_end_alone", "-----END PUBLIC KEY-----", "no PEM"},
        BadPem{"another_end", relabelled(p256_spki, "END PUBLIC", "END PRIVATE"), "no PEM"},
        BadPem{"an_empty_block", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
               malformed},
        BadPem{"parameters_alone",
               "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n",
               "no PEM"},
        BadPem{"two_keys", std::string{p256_spki}.append(p384_spki), "more than one key"},
        BadPem{"a_key_and_its_certificate", std::string{p256_pkcs8}.append(certificate),
               "more than one key"},
        BadPem{"a_certificate", std::string{certificate}, "openssl x509 -pubkey"},
        BadPem{"a_certificate_as_a_key", relabelled(certificate, "CERTIFICATE", "PUBLIC KEY"),
               malformed},
        BadPem{"encrypted_pkcs8", std::string{encrypted_pkcs8}, encrypted},
        BadPem{"encrypted_sec1", std::string{encrypted_sec1}, encrypted},
        BadPem{"encrypted_as_plain", relabelled(encrypted_pkcs8, "ENCRYPTED ", ""), malformed},
        BadPem{"encrypted_as_public", relabelled(encrypted_pkcs8, "ENCRYPTED PRIVATE", "PUBLIC"),
               malformed},
        BadPem{"pkcs8_as_public", relabelled(p256_pkcs8, "PRIVATE", "PUBLIC"), malformed},
        BadPem{"pkcs8_as_pkcs1", relabelled(rsa_pkcs8, "PRIVATE", "RSA PRIVATE"), malformed},
        BadPem{"pkcs8_as_sec1", relabelled(p256_pkcs8, "PRIVATE", "EC PRIVATE"), malformed},
        BadPem{"pkcs1_as_pkcs8", relabelled(rsa_pkcs1, "RSA ", ""), malformed},
        BadPem{"pkcs1_as_spki", relabelled(rsa_public_pkcs1, "RSA ", ""), malformed},
        BadPem{"sec1_as_pkcs8", relabelled(p256_sec1, "EC ", ""), malformed},
        BadPem{"sec1_as_pkcs1", relabelled(p256_sec1, "EC ", "RSA "), malformed},
        BadPem{"spki_as_pkcs8", relabelled(p256_spki, "PUBLIC", "PRIVATE"), malformed},
        BadPem{"spki_as_pkcs1", relabelled(rsa_spki, "PUBLIC", "RSA PUBLIC"), malformed},
        BadPem{"openssh", relabelled(p256_spki, "PUBLIC KEY", "OPENSSH PRIVATE KEY"),
               "a PEM of a key is"},
        BadPem{"a_label_in_small_letters", relabelled(p256_spki, "PUBLIC KEY", "public key"),
               "a PEM of a key is"},
        BadPem{"a_label_with_a_space", relabelled(p256_spki, "PUBLIC KEY", "PUBLIC KEY "),
               "a PEM of a key is"},
        BadPem{"x25519", std::string{x25519_spki}, unwanted},
        BadPem{"x25519_private", std::string{x25519_pkcs8}, unwanted},
        BadPem{"dsa", std::string{dsa_spki}, unwanted},
        BadPem{"dh", std::string{dh_spki}, unwanted},
        BadPem{"rsa_for_pss_alone", std::string{rsa_pss_spki}, unwanted},
        BadPem{"rsa_of_1024_bits", std::string{rsa_1024_spki}, "weak"},
        BadPem{"secp256k1", std::string{secp256k1_spki}, "weak or malformed"},
        BadPem{"secp256k1_private", std::string{secp256k1_sec1}, "weak or malformed"},
        BadPem{"p256_with_another_generator", std::string{other_generator_spki},
               "weak or malformed"},
        BadPem{"a_private_key_of_1_with_the_generator_to_fit", std::string{other_generator_sec1},
               "weak or malformed"},
        BadPem{"a_line_left_out", without_line(rsa_pkcs8, 7), malformed},
        BadPem{"the_last_line_left_out", without_line(p256_spki, 2), malformed},
        BadPem{"cut_base64",
               with_each(std::string{p256_spki}, "\n-----END", "\n-----BEGIN x\n-----END"),
               malformed},
        BadPem{"no_base64", with_first_line(p256_spki, "MFkwEwYHKoZIzj0CAQYIKoZI*j0DAQcDQgAE"),
               malformed},
        BadPem{"base64url", relabelled(rsa_spki, "+", "-"), malformed},
        BadPem{"padding_in_the_middle", with_first_line(p256_spki, "MFkw="), malformed},
        BadPem{"too_much_padding", relabelled(p256_spki, "\n-----END", "====\n-----END"),
               malformed},
        BadPem{"bytes_behind_the_key", relabelled(p384_spki, "\n-----END", "\nAAAA\n-----END"),
               malformed},
        BadPem{"a_header", relabelled(p256_spki, "KEY-----\nM", "KEY-----\nComment: mine\n\nM"),
               malformed},
        BadPem{"a_nul", with_each(std::string{p256_spki}, "MFkw", std::string_view{"MFk\0w", 5}),
               malformed},
        BadPem{
            "a_block_within_a_block",
            "-----BEGIN PUBLIC KEY-----\n" + std::string{p256_pkcs8} + "-----END PUBLIC KEY-----\n",
            malformed},
        BadPem{"der_with_no_end_to_its_length",
               "-----BEGIN PUBLIC KEY-----\nMIA=\n-----END PUBLIC KEY-----\n", malformed},
        BadPem{"der_with_a_length_of_gigabytes",
               "-----BEGIN PUBLIC KEY-----\nMIR/////\n-----END PUBLIC KEY-----\n", malformed},
        BadPem{"one_byte_too_long",
               std::string(pem_bytes_max + 1 - p256_spki.size(), '\n').append(p256_spki), "longer"},
        BadPem{"a_million_bytes", std::string(1'000'000, '-').append(p256_spki), "longer"},
        BadPem{"thousands_of_begins", with_each(std::string(1500, '\n'), "\n", "-----BEGIN A-----"),
               "no PEM"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Pem, is_refused_wherever_it_is_cut) {
    for (const auto pem : {p256_sec1, ed25519_pkcs8, p384_spki}) {
        const auto whole = pem.size() - 1;  // the last line end may be missing
        for (std::size_t size = 0; size < whole; ++size)
            EXPECT_FALSE(read_pem(pem.substr(0, size))) << size;
        EXPECT_TRUE(read_pem(pem.substr(0, whole)));
    }
}

TEST(Pem, of_a_pair_with_another_letter_is_refused) {
    for (auto at = p256_sec1.find('\n') + 1; at < p256_sec1.rfind("\n-----"); ++at) {
        std::string changed{p256_sec1};
        if (changed[at] == '\n' || changed[at] == '=') continue;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        const auto key = read_pem(changed);
        if (key) {  // some bits say nothing
            EXPECT_EQ(private_pem(*key).reveal(), p256_pkcs8) << at;
        }
    }
}

TEST(Pem, never_asks_for_a_password) {
    // Whoever asks at a terminal reads standard input, or fails for want of one: here it is at its end.
    ASSERT_NE(freopen("/dev/null", "r", stdin), nullptr);
    for (const auto pem : {encrypted_pkcs8, encrypted_sec1}) EXPECT_FALSE(read_pem(pem));
    EXPECT_FALSE(read_pem(relabelled(encrypted_pkcs8, "ENCRYPTED ", "")));
    EXPECT_FALSE(read_pem(relabelled(encrypted_sec1, "Proc-Type: 4,ENCRYPTED\n", "")));
}

}  // namespace
}  // namespace cardea::crypto
