// Under test: each primitive against published vectors, and what it refuses.
#include <cardea/base/base64url.hpp>
#include <cardea/crypto/aead.hpp>
#include <cardea/crypto/constant_time.hpp>
#include <cardea/crypto/errc.hpp>
#include <cardea/crypto/es256.hpp>
#include <cardea/crypto/hkdf.hpp>
#include <cardea/crypto/hmac.hpp>
#include <cardea/crypto/password_hash.hpp>
#include <cardea/crypto/random.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <stdexcept>
#include <thread>
#include <vector>

namespace cardea::crypto {
namespace {

template <class Bytes>
std::string hex(const Bytes& bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += "0123456789abcdef"[byte >> 4U];
        text += "0123456789abcdef"[byte & 15U];
    }
    return text;
}

std::string unhex(std::string_view text) {
    std::string bytes;
    for (std::size_t at = 0; at < text.size(); at += 2) {
        bytes += static_cast<char>(std::stoi(std::string{text.substr(at, 2)}, nullptr, 16));
    }
    return bytes;
}

Coordinate coordinate(std::string_view base64) {
    const auto bytes = base64url::decode(base64).value();
    Coordinate out;
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

TEST(Sha256, gives_the_example_of_fips_180) {
    EXPECT_EQ(hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hmac, gives_the_examples_of_rfc_4231) {
    const Hmac first{Secret{std::string(20, '\x0b')}};
    EXPECT_EQ(hex(first.sign("Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    const Hmac jefe{Secret{std::string{"Jefe"}}};
    for (int again = 0; again < 3; ++again) {
        EXPECT_EQ(hex(jefe.sign("what do ya want for nothing?")),
                  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}

TEST(Hmac, verifies_the_whole_signature_and_nothing_less) {
    const Hmac hmac{Secret{std::string(32, 'k')}};
    auto signature = hmac.sign("message");
    EXPECT_TRUE(hmac.verify("message", signature));
    EXPECT_FALSE(hmac.verify("message", std::span{signature}.first(31)));
    EXPECT_FALSE(hmac.verify("message", {}));
    EXPECT_FALSE(hmac.verify("messagf", signature));
    signature[31] ^= 1;
    EXPECT_FALSE(hmac.verify("message", signature));
}

TEST(Hkdf, gives_the_first_example_of_rfc_5869) {
    EXPECT_EQ(hex(hkdf_sha256(std::string(22, '\x0b'), unhex("000102030405060708090a0b0c"),
                              unhex("f0f1f2f3f4f5f6f7f8f9"))),
              "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
}

TEST(Hkdf, takes_an_empty_salt_and_purpose_as_the_third_example_of_rfc_5869) {
    EXPECT_EQ(hex(hkdf_sha256(std::string(22, '\x0b'), {}, {})),
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

// RFC 7515 appendix A.3.
const auto rfc_x = coordinate("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
const auto rfc_y = coordinate("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
const auto rfc_d = coordinate("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");

TEST(Es256, verifies_the_example_of_rfc_7515) {
    const auto key = Es256Key::from_public(rfc_x, rfc_y).value();
    const auto signature = base64url::decode(
                               "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-"
                               "F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")
                               .value();
    EXPECT_TRUE(key.verify(
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
        "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
        signature));
    EXPECT_FALSE(key.is_private());
}

TEST(Es256, verifies_what_it_signs_and_nothing_else) {
    const auto pair = Es256Key::from_private(rfc_x, rfc_y, Secret{Coordinate{rfc_d}}).value();
    const auto other = Es256Key::generate();
    for (int i = 0; i < 200; ++i) {  // enough for scalars with leading zeros and set top bits
        const auto message = "message " + std::to_string(i);
        auto signature = pair.sign(message);
        EXPECT_TRUE(pair.verify(message, signature));
        EXPECT_FALSE(other.verify(message, signature));
        signature[static_cast<std::size_t>(i) % 64] ^=
            static_cast<std::uint8_t>(1U << static_cast<unsigned>(i % 8));
        EXPECT_FALSE(pair.verify(message, signature));
    }
    EXPECT_EQ(pair.d().reveal(), rfc_d);
}

TEST(Es256, refuses_signatures_that_no_signer_makes) {
    const auto pair = Es256Key::generate();
    const auto good = pair.sign("m");
    EXPECT_FALSE(pair.verify("m", Es256Signature{}));  // r = s = 0
    EXPECT_FALSE(pair.verify("m", std::span{good}.first(63)));
    EXPECT_FALSE(pair.verify("m", std::vector<std::uint8_t>(65, 1)));
    Es256Signature ones;
    ones.fill(0xff);  // beyond the group's order
    EXPECT_FALSE(pair.verify("m", ones));
    EXPECT_TRUE(pair.verify("m", good));  // and the context still works
}

TEST(Es256, refuses_keys_that_are_none) {
    auto off_curve = rfc_y;
    off_curve[31] ^= 1;
    EXPECT_EQ(Es256Key::from_public(rfc_x, off_curve).error(), Errc::invalid_key);
    EXPECT_EQ(Es256Key::from_public(Coordinate{}, Coordinate{}).error(), Errc::invalid_key);
    auto other_scalar = rfc_d;
    other_scalar[31] ^= 1;
    EXPECT_EQ(Es256Key::from_private(rfc_x, rfc_y, Secret{Coordinate{other_scalar}}).error(),
              Errc::invalid_key);
    EXPECT_EQ(Es256Key::from_private(rfc_x, rfc_y, Secret{Coordinate{}}).error(),
              Errc::invalid_key);
}

TEST(Es256, serves_many_threads_at_once) {
    const auto pair = Es256Key::generate();
    const Hmac hmac{Secret{std::string(32, 'k')}};
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i) {
                EXPECT_TRUE(pair.verify("m", pair.sign("m")));
                EXPECT_TRUE(hmac.verify("m", hmac.sign("m")));
            }
        });
    }
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
