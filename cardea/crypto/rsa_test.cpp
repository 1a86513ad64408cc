// Under test: RSA signatures by two paddings and three hashes, the sizes that keys must have, and
// numbers that do not make one key.
#include <cardea/crypto/rsa.hpp>

#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/evp_key.hpp>
#include <cardea/crypto/test_hex.hpp>

#include <gtest/gtest.h>
#include <openssl/rsa.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace cardea::crypto {
namespace {

const Octets e_65537{1, 0, 1};
constexpr RsaScheme rs256{RsaPadding::pkcs1, Hash::sha256};
constexpr RsaScheme ps256{RsaPadding::pss, Hash::sha256};
constexpr std::array schemes{
    rs256, RsaScheme{RsaPadding::pkcs1, Hash::sha384}, RsaScheme{RsaPadding::pkcs1, Hash::sha512},
    ps256, RsaScheme{RsaPadding::pss, Hash::sha384},   RsaScheme{RsaPadding::pss, Hash::sha512}};

/// One pair for the whole program: making one takes a tenth of a second.
const RsaKey& the_pair() {
    static const auto pair = RsaKey::generate();
    return pair;
}

// --- published signatures ------------------------------------------------------------------------

// Project Wycheproof: rsa_signature_2048_sha256_test and rsa_pss_2048_sha256_mgf1_32_test.
constexpr auto wycheproof_n =
    "a2b451a07d0aa5f96e455671513550514a8a5b462ebef717094fa1fee82224e637f9746d3f7cafd31878d80325b6ef"
    "5a1700f65903b46942"
    "9e89d6eac8845097b5ab393189db92512ed8a7711a1253facd20f79c15e8247f3d3e42e46e48c98e254a2fe9765313"
    "a03eff8f17e1a02939"
    "7a1fa26a8dce26f490ed81299615d9814c22da610428e09c7d9658594266f5c021d0fceca08d945a12be82de4d1ece"
    "6b4c03145b5d3495d4"
    "ed5411eb878daf05fd7afc3e09ada0f1126422f590975a1969816f48698bcbba1b4d9cae79d460d8f9f85e7975005d"
    "9bc22c4e5ac0f7c1a4"
    "5d12569a62807d3b9a02e5a530e773066f453d1f5b4c2e9cf7820283f742b9d5";

constexpr auto wycheproof_pkcs1_signature =
    "264491e844c119f14e425c03282139a558dcdaeb82a4628173cd407fd319f9076ea"
    "ebc0dd87a1c22e4d17839096886d58a9d"
    "5b7f7aeb63efec56c45ac7bead4203b6886e1faa90e028ec0ae094d46bf3f97efdd"
    "19045cfbc25a1abda2432639f9876405c"
    "0d68f8edbf047c12a454f7681d5d5a2b54bd3723d193dbad4338baad753264006e2"
    "d08931c4b8bb79aa1c9cad10eb6605f87"
    "c5831f6e2b08e002f9c6f21141f5841d92727dd3e1d99c36bc560da3c9067df99fc"
    "af818941f72588be33032bad22caf6704"
    "223bb114d575b6d02d9d222b580005d930e8f40cce9f672eebb634a20177d843516"
    "27964b83f2053d736a84ab1a005f63bd5"
    "ba943de6205c";

constexpr auto wycheproof_pss_signature =
    "401eb03cdb47ca88033e3030f6bdecbac8f5c8fc1dd6a13d23d379ed9a2b309891d"
    "13d74fea9d21d159b9e6d8f37efa24899"
    "62e24555f56dd434ff1d31ce4f9f5abd3f22cbea8b691d6a11e44efb83e2bca155e"
    "6a164325e0fde2a8865afd5c9f51161a9"
    "d615f62af7ec2e31b3e5ab649c164490d31d88cfae35b84aea7925690f929a144b6"
    "d2f48e8fb894a52deecd1b9a6496990c4"
    "ecf1588699a42cacd10c53af350514e4291ea9a058e77f101e32c1c0cefa61d945f"
    "7bc931f8bd19e7ba3169358a60e5a8b01"
    "23bc3199b9fdcafe8e519c41ba675491a27b85e44ef2d77277c10fe107293c82901"
    "86913bc9a99b640d8da041b64f31eab1d"
    "35920985f4a5";

struct RsaExample {
    const char* name;
    RsaScheme scheme;
    const char* message;
    const char* signature;
    bool is_good;
};

struct RsaKeyJudges : testing::TestWithParam<RsaExample> {};
TEST_P(RsaKeyJudges, the_signatures_of_project_wycheproof) {
    const auto& row = GetParam();
    const auto key = RsaKey::from_public(unhex(wycheproof_n), e_65537).value();
    EXPECT_FALSE(key.is_private());
    EXPECT_EQ(key.verify(row.scheme, text_of(unhex(row.message)), unhex(row.signature)),
              row.is_good);
}

INSTANTIATE_TEST_SUITE_P(
    Published, RsaKeyJudges,
    testing::Values(RsaExample{"pkcs1", rs256, "54657374", wycheproof_pkcs1_signature, true},
                    RsaExample{"pkcs1_without_null", rs256, "313233343030",
                               "095dad1fd82bcd36652a381b7f4dd656bd89b40aa58b56da4f6aa8247874b935e65"
                               "d2b86752d537df7103884d39dd9ad3d65"
                               "f87404526b09094c5615c6249979b0dc58d2199ae8696a5b76b4bb03eaf08c2ab6a"
                               "ec686c6b1b289c9b44f648bd30cb1ac6a"
                               "64a73d68e59cd05e7aa1b780f4bfd7b83dfe3b884ec11821a93dc5bbb47a00eea45"
                               "57b6b96b5656276001f1f295ddbbbc511"
                               "a99b9a665b9c2674c8af0d812286d0be3ce74817ba2cad283757de35dfb149f2835"
                               "f60cb03ff155524a57f78b148feceb84c"
                               "d20b0ae22e3e48f433fbd9bfd60be8afec93165ee0310be961d3695f309d031320c"
                               "830aa6ba08b5a51d943797097c57630be"
                               "391bd23736cc",
                               false},
                    RsaExample{"pkcs1_with_a_long_length", rs256, "313233343030",
                               "8a0e82d4f334aca72a718b6f8f643f69c6048d619d5eba71263a5d2d3ac7a7af133"
                               "b780c7595ca2c982c006e861948f543cd"
                               "0210c758691f9626842c25de2843ea314ca8eff285d47e0cffa54180af416004017"
                               "034962a80a5959c3d3f1bfc154a482446"
                               "2a93c014f6dfe920824f414a6e30e0e5944d480b99949ec7bf64c4a7461575933b1"
                               "7d7d6b0178b5192392ace3ed8469e8ac1"
                               "dacae51ad5d3ad73dcb213e056d04596e64d8c0703def3110c7cecc93ba8ac8059f"
                               "0f3d66b89d8712c62b41d407e4b4a104f"
                               "4569558b0290c213cad6d0653898b9df8f4a453ab07d13bfb7598d505abbd0c4987"
                               "e4f1ac66e1a523e113e370ab7cf990f0c"
                               "c63f50f4f0a4",
                               false},
                    RsaExample{"pss", ps256, "54657374", wycheproof_pss_signature, true},
                    RsaExample{"pss_of_another_message", ps256, "54657375",
                               wycheproof_pss_signature, false}),
    [](const auto& row) { return std::string{row.param.name}; });

// --- sizes ---------------------------------------------------------------------------------------

/// An odd number of this many bits, as a modulus must be.
Octets odd_of(std::size_t bits) {
    Octets number((bits + 7) / 8, 0);
    number.front() = static_cast<std::uint8_t>(1U << ((bits - 1) % 8));
    number.back() |= 1U;
    return number;
}

TEST(RsaKey, takes_from_2048_to_16384_bits) {
    for (const std::size_t bits : {2048U, 2049U, 2055U, 3072U, 4096U, 8192U, 16383U, 16384U}) {
        const auto key = RsaKey::from_public(odd_of(bits), e_65537);
        ASSERT_TRUE(key) << bits;
        EXPECT_EQ(key->modulus(), odd_of(bits));
        EXPECT_FALSE(key->verify(rs256, "m", Octets((bits + 7) / 8, 1))) << bits;
    }
    for (const std::size_t bits : {1U, 8U, 512U, 1024U, 2040U, 2047U, 16385U, 16392U, 32768U})
        EXPECT_EQ(RsaKey::from_public(odd_of(bits), e_65537).error(), Errc::invalid_key) << bits;
    EXPECT_EQ(RsaKey::from_public({}, e_65537).error(), Errc::invalid_key);
    EXPECT_THROW((void)RsaKey::generate(2047), std::invalid_argument);
    EXPECT_THROW((void)RsaKey::generate(16385), std::invalid_argument);
}

TEST(RsaKey, takes_a_modulus_in_its_shortest_form_that_is_odd) {
    auto even = odd_of(2048);
    even.back() = 2;
    EXPECT_EQ(RsaKey::from_public(even, e_65537).error(), Errc::invalid_key);
    for (const std::size_t bits : {2047U, 2048U, 16384U}) {
        auto padded = odd_of(bits);
        padded.insert(padded.begin(), 0);
        EXPECT_EQ(RsaKey::from_public(padded, e_65537).error(), Errc::invalid_key) << bits;
    }
}

TEST(RsaKey, takes_odd_exponents_from_3_to_below_2_to_the_64) {
    const auto n = odd_of(2048);
    const Octets largest(8, 0xff);
    for (const auto& e :
         {Octets{3}, Octets{5}, Octets{17}, e_65537, Octets{1, 0, 0, 0, 1}, largest}) {
        const auto key = RsaKey::from_public(n, e);
        ASSERT_TRUE(key) << testing::PrintToString(e);
        EXPECT_EQ(key->exponent(), e);
    }
    auto largest_of_all = RsaKey::from_public(odd_of(16384), largest);
    ASSERT_TRUE(largest_of_all);
    EXPECT_FALSE(largest_of_all->verify(ps256, "m", Octets(2048, 7)));
    for (const auto& e :
         {Octets{}, Octets{0}, Octets{1}, Octets{2}, Octets{4}, Octets{1, 0, 0}, Octets{0, 3},
          Octets{0, 1, 0, 1}, Octets{1, 0, 0, 0, 0, 0, 0, 0, 1}, Octets(9, 0xff)}) {
        EXPECT_EQ(RsaKey::from_public(n, e).error(), Errc::invalid_key)
            << testing::PrintToString(e);
    }
}

// --- private keys --------------------------------------------------------------------------------

Secret<std::string>& number_at(RsaPrivateNumbers& numbers, std::size_t at) {
    Secret<std::string>* all[] = {&numbers.d,  &numbers.p,  &numbers.q,
                                  &numbers.dp, &numbers.dq, &numbers.qi};
    return *all[at];
}
constexpr std::size_t number_count = 6;

Result<RsaKey> with_numbers(const RsaKey& pair, const RsaPrivateNumbers& numbers) {
    return RsaKey::from_private(pair.modulus(), pair.exponent(), numbers);
}

TEST(RsaKey, comes_back_from_its_numbers) {
    const auto again = with_numbers(the_pair(), the_pair().private_numbers()).value();
    EXPECT_TRUE(again.is_private());
    for (const auto& scheme : schemes) {
        EXPECT_TRUE(the_pair().verify(scheme, "m", bytes_of(again.sign(scheme, "m"))));
        EXPECT_TRUE(again.verify(scheme, "m", bytes_of(the_pair().sign(scheme, "m"))));
    }
}

TEST(RsaKey, refuses_numbers_that_do_not_make_one_key) {
    const auto other = RsaKey::generate();
    for (std::size_t at = 0; at < number_count; ++at) {
        // One bit changed, each in another place; and a number that is another key's.
        for (const std::size_t place : {std::size_t{0}, std::size_t{50}, std::size_t{127}}) {
            auto numbers = the_pair().private_numbers();
            auto& number = number_at(numbers, at);
            auto changed = number.reveal();
            changed.at(std::min(place, changed.size() - 1)) ^= 2;
            number = Secret{std::move(changed)};
            EXPECT_EQ(with_numbers(the_pair(), numbers).error(), Errc::invalid_key)
                << at << ' ' << place;
        }
        auto numbers = the_pair().private_numbers();
        auto others = other.private_numbers();
        number_at(numbers, at) = std::move(number_at(others, at));
        EXPECT_EQ(with_numbers(the_pair(), numbers).error(), Errc::invalid_key) << at;
        for (const auto& instead :
             {std::string{}, std::string{'\0'}, std::string{'\1'}, std::string(256, '\0'),
              std::string(256, '\xff'), std::string(257, '\1')}) {
            number_at(numbers, at) = Secret{std::string{instead}};
            EXPECT_EQ(with_numbers(the_pair(), numbers).error(), Errc::invalid_key) << at;
        }
    }
    EXPECT_EQ(RsaKey::from_private(other.modulus(), e_65537, the_pair().private_numbers()).error(),
              Errc::invalid_key);
    EXPECT_EQ(
        RsaKey::from_private(the_pair().modulus(), Octets{3}, the_pair().private_numbers()).error(),
        Errc::invalid_key);
}

TEST(RsaKey, refuses_factors_in_the_wrong_order_and_a_factor_of_one) {
    auto numbers = the_pair().private_numbers();
    std::swap(numbers.p, numbers.q);
    std::swap(numbers.dp, numbers.dq);
    EXPECT_EQ(with_numbers(the_pair(), numbers).error(), Errc::invalid_key);  // qi is that of p
    const auto& n = the_pair().modulus();
    numbers = the_pair().private_numbers();
    numbers.p = Secret{std::string{'\1'}};
    numbers.q = Secret{text_of(n)};
    EXPECT_EQ(with_numbers(the_pair(), numbers).error(), Errc::invalid_key);
    std::swap(numbers.p, numbers.q);
    EXPECT_EQ(with_numbers(the_pair(), numbers).error(), Errc::invalid_key);
}

BignumPtr product(const BIGNUM* one, const BIGNUM* other) {
    BignumPtr out{BN_new()};
    const OpensslPtr<BN_CTX, BN_CTX_free> context{BN_CTX_new()};
    BN_mul(out.get(), one, other, context.get());
    return out;
}

BignumPtr prime_of(int bits) {
    BignumPtr out{BN_new()};
    BN_generate_prime_ex(out.get(), bits, 0, nullptr, nullptr, nullptr);
    BN_set_bit(out.get(), bits - 2);  // so that products have all their bits; most often no prime
    while (BN_check_prime(out.get(), nullptr, nullptr) != 1 || BN_mod_word(out.get(), 65537) == 1)
        BN_add_word(out.get(), 2);
    return out;
}

/// A key of these two factors, whose numbers fit each other as if both were primes.
Result<RsaKey> key_of_factors(const BIGNUM* p, const BIGNUM* q) {
    const OpensslPtr<BN_CTX, BN_CTX_free> context{BN_CTX_new()};
    const BignumPtr e{BN_new()};
    BN_set_word(e.get(), 65537);
    const BignumPtr p1{BN_dup(p)};
    const BignumPtr q1{BN_dup(q)};
    BN_sub_word(p1.get(), 1);
    BN_sub_word(q1.get(), 1);
    const BignumPtr d{
        BN_mod_inverse(nullptr, e.get(), product(p1.get(), q1.get()).get(), context.get())};
    const BignumPtr qi{BN_mod_inverse(nullptr, q, p, context.get())};
    const BignumPtr dp{BN_new()};
    const BignumPtr dq{BN_new()};
    BN_mod(dp.get(), d.get(), p1.get(), context.get());
    BN_mod(dq.get(), d.get(), q1.get(), context.get());
    const auto secret = [](const BIGNUM* number) {
        std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
        BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
        return Secret<std::string>{std::move(bytes)};
    };
    const auto n = product(p, q);
    Octets modulus(static_cast<std::size_t>(BN_num_bytes(n.get())));
    BN_bn2bin(n.get(), modulus.data());
    const RsaPrivateNumbers numbers{.d = secret(d.get()),
                                    .p = secret(p),
                                    .q = secret(q),
                                    .dp = secret(dp.get()),
                                    .dq = secret(dq.get()),
                                    .qi = secret(qi.get())};
    return RsaKey::from_private(modulus, e_65537, numbers);
}

TEST(RsaKey, refuses_factors_that_are_no_primes_or_of_unlike_length) {
    const auto p = prime_of(1024);
    const auto q = prime_of(1024);
    EXPECT_TRUE(key_of_factors(p.get(), q.get()));
    EXPECT_EQ(key_of_factors(prime_of(512).get(), prime_of(1536).get()).error(), Errc::invalid_key);
    const auto composite = product(prime_of(512).get(), prime_of(512).get());
    EXPECT_EQ(key_of_factors(p.get(), composite.get()).error(), Errc::invalid_key);
    EXPECT_EQ(key_of_factors(composite.get(), q.get()).error(), Errc::invalid_key);
}

TEST(RsaKey, signs_with_a_pair_alone) {
    const auto key = RsaKey::from_public(the_pair().modulus(), the_pair().exponent()).value();
    EXPECT_THROW((void)key.sign(rs256, "m"), Failure);
}

// --- signatures that no signer makes -------------------------------------------------------------

PkeyPtr pkey_of(const RsaKey& pair) {
    const auto numbers = pair.private_numbers();
    KeyParameters parameters;
    parameters.number(OSSL_PKEY_PARAM_RSA_N, pair.modulus());
    parameters.number(OSSL_PKEY_PARAM_RSA_E, pair.exponent());
    parameters.secret_number(OSSL_PKEY_PARAM_RSA_D, numbers.d.reveal());
    return parameters.make_key("RSA", true);
}

/// What the key's owner could sign if there were no rules: this block, as it is.
std::string raw_signature(const RsaKey& pair, const std::string& block) {
    const auto key = pkey_of(pair);
    const auto context = prepared_context(key.get(), EVP_PKEY_sign_init);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING), 1);
    std::string signature(pair.modulus().size(), '\0');
    auto size = signature.size();
    EXPECT_EQ(EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                            &size, bytes_of(block).data(), block.size()),
              1);
    return signature;
}

constexpr std::string_view sha256_prefix{
    "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20", 19};

/// PKCS#1's block: 00 01, the padding, 00, the prefix, the hash, and what follows it.
std::string pkcs1_block(std::string_view prefix, std::string_view behind = {}, char fill = '\xff') {
    const auto hash = sha256("m");
    const auto text =
        std::string{'\0'}.append(prefix).append(hash.begin(), hash.end()).append(behind);
    return std::string{"\0\1", 2} + std::string(256 - 2 - text.size(), fill) + text;
}

TEST(RsaKey, refuses_every_block_but_the_one_that_pkcs1_allows) {
    const auto refuses = [](const std::string& block) {
        return !the_pair().verify(rs256, "m", bytes_of(raw_signature(the_pair(), block)));
    };
    const auto good = pkcs1_block(sha256_prefix);
    EXPECT_FALSE(refuses(good));
    EXPECT_TRUE(refuses(pkcs1_block(sha256_prefix, "x")));         // something behind the hash
    EXPECT_TRUE(refuses(pkcs1_block(sha256_prefix, {}, '\xfe')));  // another padding
    EXPECT_TRUE(refuses(pkcs1_block({})));                         // the hash alone
    EXPECT_TRUE(refuses(
        pkcs1_block({"\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20", 17})));
    auto other_type = good;
    other_type[1] = '\2';
    EXPECT_TRUE(refuses(other_type));
    auto other_hash = good;
    other_hash[256 - 32 - 5] = '\2';  // the object identifier of SHA-384
    EXPECT_TRUE(refuses(other_hash));
    // Bleichenbacher's forgery of 2006: little padding, and the free space behind the hash.
    const auto hash = sha256("m");
    auto short_padding =
        std::string{"\0\1\xff\xff\xff\xff\xff\xff\xff\xff\0", 11}.append(sha256_prefix);
    short_padding.append(hash.begin(), hash.end());
    short_padding.resize(256, '\x7e');
    EXPECT_TRUE(refuses(short_padding));
    EXPECT_TRUE(refuses(std::string(256, '\0')));
    EXPECT_TRUE(refuses(std::string(255, '\0') + '\1'));
}

/// A PSS signature of "m" by SHA-256 with another salt or another hash in its mask.
std::string pss_signature(const RsaKey& pair, int salt_bytes, const EVP_MD* mask_hash) {
    const auto key = pkey_of(pair);
    const auto context = prepared_context(key.get(), EVP_PKEY_sign_init);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), salt_bytes), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), mask_hash), 1);
    const auto hash = sha256("m");
    std::string signature(pair.modulus().size(), '\0');
    auto size = signature.size();
    EXPECT_EQ(EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                            &size, hash.data(), hash.size()),
              1);
    return signature;
}

TEST(RsaKey, takes_pss_with_a_salt_and_a_mask_of_its_hash_alone) {
    const auto takes = [](const std::string& signature) {
        return the_pair().verify(ps256, "m", bytes_of(signature));
    };
    EXPECT_TRUE(takes(pss_signature(the_pair(), 32, EVP_sha256())));
    for (const int salt_bytes : {0, 1, 20, 31, 33, 48, 64, 222})
        EXPECT_FALSE(takes(pss_signature(the_pair(), salt_bytes, EVP_sha256()))) << salt_bytes;
    EXPECT_FALSE(takes(pss_signature(the_pair(), 32, EVP_sha1())));
    EXPECT_FALSE(takes(pss_signature(the_pair(), 32, EVP_sha512())));
}

TEST(RsaKey, does_not_take_a_signature_of_one_scheme_for_another) {
    for (std::size_t made = 0; made < schemes.size(); ++made) {
        const auto signature = the_pair().sign(schemes[made], "m");
        for (std::size_t asked = 0; asked < schemes.size(); ++asked)
            EXPECT_EQ(the_pair().verify(schemes[asked], "m", bytes_of(signature)), made == asked)
                << made << asked;
    }
}

/// The signature with n added: the same number modulo n, in as many bytes. Empty where it is longer.
std::string with_modulus_added(std::string signature, const Octets& n) {
    unsigned carry = 0;
    for (std::size_t at = n.size(); at-- > 0;) {
        carry += static_cast<std::uint8_t>(signature[at]) + n[at];
        signature[at] = static_cast<char>(carry & 0xffU);
        carry >>= 8U;
    }
    return carry == 0 ? signature : std::string{};
}

TEST(RsaKey, refuses_signatures_that_are_not_below_the_modulus) {
    int tried = 0;
    for (int i = 0; i < 60 || tried == 0; ++i) {
        const auto message = std::to_string(i);
        const auto signature =
            with_modulus_added(the_pair().sign(rs256, message), the_pair().modulus());
        if (signature.empty()) continue;
        ++tried;
        EXPECT_FALSE(the_pair().verify(rs256, message, bytes_of(signature)));
    }
    EXPECT_FALSE(the_pair().verify(rs256, "m", the_pair().modulus()));
    EXPECT_FALSE(the_pair().verify(rs256, "m", Octets(256, 0xff)));
}

TEST(RsaKey, refuses_signatures_of_another_length) {
    for (const auto& scheme : {rs256, ps256}) {
        // One whose first byte is zero, which would be the same number without it.
        std::string signature;
        std::string message;
        for (int i = 0; signature.empty() || signature[0] != 0; ++i) {
            message = std::to_string(i);
            signature = the_pair().sign(scheme, message);
        }
        EXPECT_TRUE(the_pair().verify(scheme, message, bytes_of(signature)));
        EXPECT_FALSE(the_pair().verify(scheme, message, bytes_of(signature).subspan(1)));
        EXPECT_FALSE(the_pair().verify(scheme, message, bytes_of(signature).first(255)));
        EXPECT_FALSE(the_pair().verify(scheme, message, bytes_of('\0' + signature)));
        EXPECT_FALSE(the_pair().verify(scheme, message, bytes_of(signature + '\0')));
        EXPECT_FALSE(the_pair().verify(scheme, message, {}));
    }
}

TEST(RsaKey, serves_many_threads_at_once) {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([] {
            for (int i = 0; i < 5; ++i) {
                for (const auto& scheme : schemes)
                    EXPECT_TRUE(
                        the_pair().verify(scheme, "m", bytes_of(the_pair().sign(scheme, "m"))));
            }
        });
    }
}

}  // namespace
}  // namespace cardea::crypto
