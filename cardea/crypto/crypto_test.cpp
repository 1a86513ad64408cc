// Under test: each primitive against published vectors, and what it refuses.
#include <cardea/base/base64url.hpp>
#include <cardea/crypto/aead.hpp>
#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/digest.hpp>
#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/hkdf.hpp>
#include <cardea/crypto/password_hash.hpp>
#include <cardea/crypto/random.hpp>
#include <cardea/crypto/test_hex.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <stdexcept>
#include <vector>

namespace cardea::crypto {
namespace {

TEST(Sha256, gives_the_example_of_fips_180) {
    EXPECT_EQ(hex_of(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hkdf, gives_the_first_example_of_rfc_5869) {
    EXPECT_EQ(
        hex_of(hkdf_sha256(std::string(22, '\x0b'), text_of(unhex("000102030405060708090a0b0c")),
                           text_of(unhex("f0f1f2f3f4f5f6f7f8f9")))),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
}

TEST(Hkdf, takes_an_empty_salt_and_purpose_as_the_third_example_of_rfc_5869) {
    EXPECT_EQ(hex_of(hkdf_sha256(std::string(22, '\x0b'), {}, {})),
              "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST(Seal, opens_with_the_same_key_and_context_alone) {
    const Key256 key = random_bytes<32>();
    auto sealed = seal(key, "a private key", "row 7");
    EXPECT_EQ(open(key, sealed, "row 7").value().reveal(), "a private key");
    EXPECT_EQ(open(key, sealed, "row 8").error(), Errc::not_sealed_with_this_key);
    EXPECT_EQ(open(random_bytes<32>(), sealed, "row 7").error(), Errc::not_sealed_with_this_key);
    for (const std::size_t at : {std::size_t{0}, sealed.size() / 2, sealed.size() - 1}) {
        sealed[at] ^= 1;
        EXPECT_FALSE(open(key, sealed, "row 7"));
        sealed[at] ^= 1;
    }
    EXPECT_FALSE(open(key, std::span{sealed}.first(39), "row 7"));
    EXPECT_NE(seal(key, "a", ""), seal(key, "a", ""));
}

constexpr PasswordCost cheap{.memory_kib = 8, .passes = 1};

TEST(PasswordHasher, knows_its_own_hash_and_no_other) {
    const PasswordHasher hasher{cheap};
    const auto phc = hasher.hash("brass hinge");
    EXPECT_TRUE(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << phc;
    EXPECT_NE(phc, hasher.hash("brass hinge"));
    EXPECT_TRUE(hasher.verify("brass hinge", phc));
    EXPECT_FALSE(hasher.verify("brass hing", phc));
    EXPECT_FALSE(hasher.verify(std::string_view{"brass hinge\0", 12}, phc));
    EXPECT_FALSE(hasher.verify("", hasher.dummy()));
}

TEST(PasswordHasher, takes_no_orders_from_a_stored_string) {
    const PasswordHasher hasher{cheap};
    for (const auto* phc :
         {"", "plain", "$argon2id$", "$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA",
          "$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNo",
          "$argon2id$v=19$m=8,t=999999,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNo",
          "$argon2id$v=19$m=8,t=1,p=9$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNo",
          "$2b$12$abcdefghijklmnopqrstuv"}) {
        EXPECT_FALSE(hasher.verify("x", phc)) << phc;
        EXPECT_TRUE(hasher.needs_rehash(phc)) << phc;
    }
}

TEST(PasswordHasher, asks_for_a_new_hash_when_the_cost_has_changed) {
    const PasswordHasher before{cheap};
    const PasswordHasher after{{.memory_kib = 16, .passes = 1}};
    const auto phc = before.hash("x");
    EXPECT_FALSE(before.needs_rehash(phc));
    EXPECT_TRUE(after.needs_rehash(phc));
    EXPECT_TRUE(after.verify("x", phc));
    EXPECT_THROW(PasswordHasher({.memory_kib = 7, .passes = 1}), std::invalid_argument);
    EXPECT_THROW(PasswordHasher({.memory_kib = 8, .passes = 0}), std::invalid_argument);
    EXPECT_THROW(PasswordHasher({.memory_kib = 4u * 1024 * 1024, .passes = 1}),
                 std::invalid_argument);
}

TEST(Equal, compares_length_and_bytes) {
    EXPECT_TRUE(equal("abc", "abc"));
    EXPECT_FALSE(equal("abc", "abd"));
    EXPECT_FALSE(equal("abc", "ab"));
    EXPECT_TRUE(equal("", ""));
}

TEST(PasswordHash, lets_a_refusal_of_cheaper_days_cost_what_one_of_today_does) {
    const PasswordHasher before{{.memory_kib = 8 * 1024, .passes = 1}};
    const PasswordHasher today{{.memory_kib = 16 * 1024, .passes = 4}};
    const auto old = before.hash("password");
    // Processor time, which other programs do not lengthen; the least of several.
    const auto work_of = [](auto refuse) {
        auto least = std::numeric_limits<std::clock_t>::max();
        for (int i = 0; i < 5; ++i) {
            const auto start = std::clock();
            refuse();
            least = std::min(least, std::clock() - start);
        }
        return static_cast<double>(least);
    };
    const auto unknown = work_of([&] { EXPECT_FALSE(today.verify("wrong", today.dummy())); });
    const auto known = work_of([&] {
        EXPECT_FALSE(today.verify("wrong", old));
        today.level(old);
    });
    EXPECT_LT(known, 1.5 * unknown);
    EXPECT_GT(known, unknown / 1.5);
    const auto same = work_of([&] { today.level(today.dummy()); });
    EXPECT_LT(same, unknown / 4);
}

}  // namespace
}  // namespace cardea::crypto
