// Under test: what holds for a key of every algorithm, tried over many messages, signatures and forms.
#include <cardea/jose/key.hpp>

#include <cardea/base/base64url.hpp>
#include <cardea/crypto/eddsa.hpp>
#include <cardea/crypto/pem.hpp>
#include <cardea/jose/private_key.hpp>

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace cardea::jose {
namespace {

std::span<const std::uint8_t> octets(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Sample {
    std::string name;
    Algorithm algorithm;
    Key key;
};

constexpr std::size_t sample_count = algorithm_count + 1;

std::string sample_name(std::size_t at) {
    return at < algorithm_count ? std::string{name_of(static_cast<Algorithm>(at))}
                                : "EdDSA_on_Ed448";
}

Sample new_sample(std::size_t at) {
    if (at < algorithm_count) {
        const auto algorithm = static_cast<Algorithm>(at);
        return {sample_name(at), algorithm, Key::generate(algorithm)};
    }
    const auto ed448 = crypto::private_pem(crypto::EdKey::generate(crypto::EdCurve::ed448));
    return {sample_name(at), Algorithm::eddsa, Key::from_pem(ed448.reveal()).value()};
}

/// A key for each algorithm, and one on Ed448, made when it is first asked for.
const Sample& sample_at(std::size_t at) {
    static std::array<std::optional<Sample>, sample_count> made;
    auto& sample = made.at(at);
    if (!sample) sample = new_sample(at);
    return *sample;
}

class KeyOf : public testing::TestWithParam<std::size_t> {
protected:
    const Sample& sample = sample_at(GetParam());
    const Key& key = sample.key;
    Algorithm algorithm = sample.algorithm;
    std::mt19937 random{20261125};

    std::string message_of(std::size_t size) {
        std::string message(size, '\0');
        for (auto& byte : message) byte = static_cast<char>(random() & 0xffU);
        return message;
    }
};

INSTANTIATE_TEST_SUITE_P(Every, KeyOf, testing::Range(std::size_t{0}, sample_count),
                         [](const auto& row) { return sample_name(row.param); });

// --- signatures ------------------------------------------------------------------------------------

TEST_P(KeyOf, algorithm_verifies_what_it_signs) {
    for (const std::size_t size :
         {0U, 1U, 55U, 56U, 63U, 64U, 111U, 112U, 127U, 128U, 1000U, 100'000U}) {
        const auto message = message_of(size);
        const auto signature = key.sign(message);
        EXPECT_TRUE(key.verifies(algorithm, message, octets(signature))) << size;
        EXPECT_FALSE(key.verifies(algorithm, message + '\0', octets(signature))) << size;
        if (size != 0) {
            EXPECT_FALSE(key.verifies(algorithm, message.substr(1), octets(signature))) << size;
        }
    }
}

TEST_P(KeyOf, algorithm_refuses_every_flipped_bit_of_a_signature) {
    auto signature = key.sign("message");
    for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
        auto& byte = signature[bit / 8];
        byte = static_cast<char>(byte ^ (1 << (bit % 8)));
        EXPECT_FALSE(key.verifies(algorithm, "message", octets(signature))) << bit;
        byte = static_cast<char>(byte ^ (1 << (bit % 8)));
    }
    EXPECT_TRUE(key.verifies(algorithm, "message", octets(signature)));
}

TEST_P(KeyOf, algorithm_refuses_every_flipped_bit_of_a_message) {
    auto message = message_of(40);
    const auto signature = key.sign(message);
    for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
        auto& byte = message[bit / 8];
        byte = static_cast<char>(byte ^ (1 << (bit % 8)));
        EXPECT_FALSE(key.verifies(algorithm, message, octets(signature))) << bit;
        byte = static_cast<char>(byte ^ (1 << (bit % 8)));
    }
    EXPECT_TRUE(key.verifies(algorithm, message, octets(signature)));
}

TEST_P(KeyOf, algorithm_refuses_every_truncation_and_extension_of_a_signature) {
    const auto signature = key.sign("message");
    for (std::size_t size = 0; size < signature.size(); ++size) {
        EXPECT_FALSE(key.verifies(algorithm, "message", octets(signature).first(size))) << size;
        EXPECT_FALSE(key.verifies(algorithm, "message", octets(signature).last(size))) << size;
    }
    for (const auto& more :
         {std::string(1, '\0'), std::string(1, 'x'), std::string(700, '\0'), signature}) {
        EXPECT_FALSE(key.verifies(algorithm, "message", octets(signature + more))) << more.size();
        EXPECT_FALSE(key.verifies(algorithm, "message", octets(more + signature))) << more.size();
    }
}

TEST_P(KeyOf, algorithm_refuses_signatures_by_chance) {
    const auto size = key.sign("message").size();
    for (int i = 0; i < 50; ++i)
        EXPECT_FALSE(key.verifies(algorithm, "message", octets(message_of(size)))) << i;
    for (const char fill : {'\0', '\1', '\x7f', '\xff'})
        EXPECT_FALSE(key.verifies(algorithm, "message", octets(std::string(size, fill))))
            << int{fill};
}

TEST_P(KeyOf, algorithm_never_verifies_as_another_or_with_another_key) {
    const auto signature = key.sign("message");
    for (std::size_t number = 0; number < sample_count; ++number) {
        const auto& other = sample_at(number);
        for (std::uint8_t at = 0; at < algorithm_count; ++at) {
            const Algorithm asked{at};
            const bool is_its_own = number == GetParam() && asked == algorithm;
            EXPECT_EQ(other.key.verifies(asked, "message", octets(signature)), is_its_own)
                << other.name << " as " << name_of(asked);
        }
    }
}

/// The same material, which serves whatever it can: a JWK without `alg`.
Key unbound(const Key& key) {
    std::string json{private_jwk(key).reveal()};
    const auto at = json.find(R"("alg":")");
    if (at != std::string::npos) json.erase(at, json.find(',', at) + 1 - at);
    return Key::from_jwk(json).value();
}

TEST_P(KeyOf, algorithm_never_verifies_as_another_of_its_own_family) {
    const auto any = unbound(key);
    EXPECT_TRUE(any.algorithms().contains(algorithm));
    const auto signature = key.sign("message");
    for (std::uint8_t at = 0; at < algorithm_count; ++at)
        EXPECT_EQ(any.verifies(Algorithm{at}, "message", octets(signature)),
                  Algorithm{at} == algorithm)
            << int{at};
}

// --- forms -----------------------------------------------------------------------------------------

TEST_P(KeyOf, algorithm_comes_back_from_its_private_jwk) {
    const auto jwk = private_jwk(key);
    const auto again = Key::from_jwk(jwk.reveal()).value();
    EXPECT_TRUE(again.is_private());
    EXPECT_TRUE(again.may_sign());
    EXPECT_EQ(again.algorithms(), key.algorithms());
    EXPECT_EQ(again.kid(), key.kid());
    EXPECT_EQ(again.thumbprint(), key.thumbprint());
    EXPECT_EQ(private_jwk(again).reveal(), jwk.reveal());
    EXPECT_EQ(again.public_jwk(), key.public_jwk());
    EXPECT_TRUE(key.verifies(algorithm, "message", octets(again.sign("message"))));
}

TEST_P(KeyOf, algorithm_is_named_by_its_thumbprint_in_every_form) {
    EXPECT_EQ(key.kid(), key.thumbprint());
    EXPECT_EQ(base64url::decode(key.thumbprint()).value().size(), 32U);
    const auto named = key.named("another");
    EXPECT_EQ(named.kid(), "another");
    EXPECT_EQ(named.thumbprint(), key.thumbprint());
    EXPECT_EQ(Key::from_jwk(private_jwk(named).reveal()).value().kid(), "another");
    EXPECT_EQ(unbound(key).thumbprint(), key.thumbprint());
}

bool is_pair(const Sample& sample) { return !is_symmetric(sample.algorithm); }

TEST_P(KeyOf, algorithm_publishes_its_public_part_alone) {
    const auto jwk = key.public_jwk();
    if (!is_pair(sample)) {
        EXPECT_EQ(jwk, "");
        EXPECT_EQ(key.public_pem(), "");
        return;
    }
    const auto private_text = private_jwk(key);
    for (const auto* member : {"d", "p", "q", "dp", "dq", "qi", "k"}) {
        const auto name = '"' + std::string{member} + "\":\"";
        EXPECT_EQ(jwk.find(name), std::string::npos) << member;
        const auto at = private_text.reveal().find(name);
        if (at == std::string::npos) continue;
        const auto start = at + name.size();
        const auto value =
            private_text.reveal().substr(start, private_text.reveal().find('"', start) - start);
        EXPECT_EQ(jwk.find(value), std::string::npos) << member;
    }
    const auto published = Key::from_jwk(jwk).value();
    EXPECT_FALSE(published.is_private());
    EXPECT_FALSE(published.may_sign());
    EXPECT_EQ(published.public_jwk(), jwk);
    EXPECT_EQ(private_jwk(published).reveal(), jwk);
    EXPECT_EQ(published.thumbprint(), key.thumbprint());
    EXPECT_TRUE(published.verifies(algorithm, "message", octets(key.sign("message"))));
    EXPECT_THROW((void)published.sign("message"), std::logic_error);
    EXPECT_THROW((void)private_pem(published), std::invalid_argument);
}

TEST_P(KeyOf, algorithm_comes_back_from_pem) {
    if (!is_pair(sample)) {
        EXPECT_THROW((void)private_pem(key), std::invalid_argument);
        return;
    }
    const auto pem = private_pem(key);
    const auto again = Key::from_pem(pem.reveal(), algorithm).value();
    EXPECT_TRUE(again.may_sign());
    EXPECT_EQ(again.algorithms(), AlgorithmSet{algorithm});
    EXPECT_EQ(again.kid(), key.thumbprint());
    EXPECT_EQ(private_pem(again).reveal(), pem.reveal());
    EXPECT_EQ(private_jwk(again).reveal(), private_jwk(key).reveal());
    EXPECT_TRUE(key.verifies(algorithm, "message", octets(again.sign("message"))));

    EXPECT_EQ(Key::from_pem(pem.reveal()).value().algorithms(), unbound(key).algorithms());

    const auto published = Key::from_pem(key.public_pem(), algorithm).value();
    EXPECT_FALSE(published.is_private());
    EXPECT_EQ(published.kid(), key.thumbprint());
    EXPECT_EQ(published.public_pem(), key.public_pem());
    EXPECT_EQ(published.public_jwk(), key.public_jwk());
    EXPECT_TRUE(published.verifies(algorithm, "message", octets(key.sign("message"))));
}

TEST_P(KeyOf, algorithm_serves_it_alone_once_it_is_bound) {
    for (std::uint8_t at = 0; at < algorithm_count; ++at) {
        const Algorithm asked{at};
        EXPECT_EQ(Key::from_jwk(private_jwk(key).reveal(), asked).has_value(), asked == algorithm)
            << int{at};
        const auto able = unbound(key).algorithms();
        if (is_pair(sample)) {
            EXPECT_EQ(Key::from_pem(key.public_pem(), asked).has_value(), able.contains(asked))
                << int{at};
        }
    }
}

TEST(Key, of_a_secret_serves_each_hash_that_is_not_longer) {
    for (const std::size_t size : {32U, 47U, 48U, 63U, 64U, 2048U}) {
        const auto jwk =
            R"({"kty":"oct","k":")" + base64url::encode(std::string(size, 's')) + R"("})";
        const auto able = Key::from_jwk(jwk).value().algorithms();
        EXPECT_TRUE(able.contains(Algorithm::hs256));
        EXPECT_EQ(able.contains(Algorithm::hs384), size >= 48) << size;
        EXPECT_EQ(able.contains(Algorithm::hs512), size >= 64) << size;
        EXPECT_FALSE(able.contains(Algorithm::rs256));
        for (const auto algorithm : {Algorithm::hs256, Algorithm::hs384, Algorithm::hs512}) {
            const auto key = Key::from_secret(Secret{std::string(size, 's')}, algorithm);
            ASSERT_EQ(key.has_value(), able.contains(algorithm)) << size;
            if (!key) continue;
            EXPECT_TRUE(Key::from_jwk(private_jwk(*key).reveal())) << size;
        }
    }
}

}  // namespace
}  // namespace cardea::jose
