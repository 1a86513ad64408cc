// The chapter on JWTs alone: what it shows runs here, with nothing of Cardea but the room `jose`.

// <includes>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/private_claims.hpp>
#include <cardea/jose/verifier.hpp>
// </includes>
#include <cardea/jose/jws.hpp>
#include <cardea/jose/private_key.hpp>
#include <cardea/jose/unverified.hpp>
#include <cardea/jose/without_expiry.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

using namespace cardea;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

// <sign>
std::string token_for(std::string subject, const jose::Signer& signer, TimePoint now) {
    jose::Claims claims;
    claims.issuer = "https://id.example";
    claims.subject = std::move(subject);
    claims.audience = {"orders"};
    claims.issued_at = now;
    claims.expires_at = now + 15min;
    return signer.sign(claims);
}
// </sign>

// <expectation>
jose::Expectation for_orders() {
    return {.issuer = "https://id.example",
            .audience = "orders",
            .type = "at+jwt",
            .required_claims = {"sub"}};
}
// </expectation>

// <verify>
/// Whom the token is about. Who sent it learns no more than that it is no good.
std::string subject_of(std::string_view token, const jose::Verifier& verifier, std::ostream& log) {
    const auto claims = verifier.verify(token);
    if (claims) return std::string{claims->subject()};
    log << jose::reason_of(claims.error()) << ": " << claims.error().detail() << '\n';
    throw std::runtime_error{std::string{claims.error().message()}};  // Invalid token
}
// </verify>

// <file>
jose::KeySet keys_of(std::istream& file, std::ostream& log) {
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    auto read = jose::read_own_keys(text).value();
    for (const auto& sentence : read.left_out) log << sentence << '\n';
    return std::move(read.keys);
}
// </file>

// <tenancy>
struct Tenancy {
    std::string tenant;
    int plan;
    std::optional<std::string> region;
};
// </tenancy>

struct JwtChapter : testing::Test {
    TimePoint now = system_clock().now();
    jose::Key key = jose::Key::generate(jose::Algorithm::es256);
    jose::Signer signer{key, "at+jwt"};
    std::string token = token_for("ada", signer, now);
    std::ostringstream log;
};

TEST_F(JwtChapter, in_short) {
    const auto pem = key.public_pem();
    // <in short>
    const auto trusted = jose::Key::from_pem(pem).value();
    const jose::Verifier verifier{jose::KeySet{trusted},
                                  {.issuer = "https://id.example", .audience = "orders"}};
    const auto claims = verifier.verify(token);  // the claims, or the one reason why not
    // </in short>
    EXPECT_EQ(claims->subject(), "ada");
}

TEST_F(JwtChapter, makes_keys) {
    // <generate>
    const auto pair = jose::Key::generate(jose::Algorithm::es256);
    const auto secret = jose::Key::generate(jose::Algorithm::hs256);
    // </generate>
    EXPECT_EQ(pair.kid(), pair.thumbprint());
    EXPECT_EQ(secret.public_jwk(), "");
}

TEST_F(JwtChapter, reads_keys) {
    const std::string from_vault = "0123456789abcdef0123456789abcdef";
    const auto rsa = jose::Key::generate(jose::Algorithm::ps256);
    const auto pem = rsa.public_pem();
    const auto jwk = key.public_jwk();
    // <read>
    const auto shared = jose::Key::from_secret(Secret<std::string>{from_vault}).value();
    const auto theirs = jose::Key::from_pem(pem, jose::Algorithm::ps256).value();
    const auto ours = jose::Key::from_jwk(jwk).value().named("2026-11");
    // </read>
    EXPECT_EQ(shared.algorithm(), jose::Algorithm::hs256);
    EXPECT_EQ(theirs.algorithm(), jose::Algorithm::ps256);
    EXPECT_EQ(jose::Key::from_pem(pem).value().algorithm(), jose::Algorithm::rs256);
    EXPECT_EQ(ours.kid(), "2026-11");
    EXPECT_FALSE(ours.may_sign());
    EXPECT_EQ(jose::Key::from_secret(Secret<std::string>{pem}).error(), jose::Errc::invalid_key);
    EXPECT_EQ(jose::Key::from_secret(Secret<std::string>{"short"}).error(),
              jose::Errc::invalid_key);
}

TEST_F(JwtChapter, reads_a_file_of_keys) {
    std::istringstream file{R"({"keys":[{"kty":"DH"},)" + key.public_jwk() + "]}"};
    EXPECT_EQ(keys_of(file, log).keys().size(), 1U);
    EXPECT_THAT(log.str(), StartsWith("key 1: "));
}

TEST_F(JwtChapter, writes_keys) {
    // <write>
    const std::string to_publish = jose::public_jwk_set(jose::KeySet{key});
    const Secret<std::string> to_store = jose::private_jwk(key);  // private_key.hpp
    // </write>
    EXPECT_TRUE(jose::read_jwk_set(to_publish));
    EXPECT_TRUE(jose::Key::from_jwk(to_store.reveal())->may_sign());
    EXPECT_EQ(jose::read_jwk_set(R"({"keys":[)" + to_store.reveal() + "]}").error(),
              jose::Errc::invalid_key);
    EXPECT_THAT(to_publish, Not(HasSubstr("\"d\"")));
}

TEST_F(JwtChapter, verifies) {
    // <verifier>
    const jose::Verifier verifier{jose::KeySet{key}, for_orders()};
    // </verifier>
    EXPECT_EQ(subject_of(token, verifier, log), "ada");
    const std::pair<std::string, std::string> refused[] = {
        {"", "malformed"},
        {token + "=", "malformed"},
        {token + "A", "signature"},
        {token_for("", signer, now), "claims"},
        {token_for("ada", jose::Signer{key}, now), "type"},
        {token_for("ada", signer, now - 1h), "expired"},
        {token_for("ada", signer, now + 1h), "not_yet_valid"},
        {token_for("ada", jose::Signer{jose::Key::generate(jose::Algorithm::es256), "at+jwt"}, now),
         "key"}};
    for (const auto& [text, reason] : refused) {
        log.str({});
        try {
            (void)subject_of(text, verifier, log);
            ADD_FAILURE() << reason;
        } catch (const std::runtime_error& error) {
            EXPECT_STREQ(error.what(), "Invalid token");
        }
        EXPECT_THAT(log.str(), StartsWith(reason));
    }
    EXPECT_THROW((jose::Verifier{jose::KeySet{key}, {.issuer = ""}}), std::invalid_argument);
    EXPECT_THROW((jose::Verifier{jose::KeySet{key}, {.leeway = 6min}}), std::invalid_argument);
}

TEST_F(JwtChapter, has_claims_of_its_own) {
    jose::Claims claims;
    claims.expires_at = now + 15min;
    // <private claims>
    const auto told = jose::sign_with(signer, claims, Tenancy{"brass", 2, std::nullopt});

    const auto verified = jose::Verifier{jose::KeySet{key}}.verify(told).value();
    const auto tenancy = jose::private_claims<Tenancy>(verified).value();
    // </private claims>
    EXPECT_EQ(tenancy.tenant, "brass");
    EXPECT_EQ(verified.payload().substr(verified.payload().find("\"tenant\"")),
              R"("tenant":"brass","plan":2,"region":null})");
    const auto without = jose::Verifier{jose::KeySet{key}}.verify(token).value();
    EXPECT_EQ(jose::private_claims<Tenancy>(without).error(), jose::Errc::claims);
}

TEST_F(JwtChapter, takes_several_keys) {
    const auto next = jose::Key::generate(jose::Algorithm::eddsa);
    // <set>
    const jose::Verifier verifier{jose::KeySet{{key, next}}, for_orders()};
    // </set>
    EXPECT_TRUE(verifier.verify(token));
    EXPECT_TRUE(verifier.verify(token_for("bob", jose::Signer{next, "at+jwt"}, now)));
    const jose::Verifier mixed{jose::KeySet{{key, jose::Key::generate(jose::Algorithm::hs256)}},
                               for_orders()};
    EXPECT_EQ(mixed.verify(token).error(), jose::Errc::key);
    const jose::Verifier twice{jose::KeySet{{key, next.named(key.kid())}}, for_orders()};
    EXPECT_EQ(twice.verify(token).error(), jose::Errc::key);
}

TEST_F(JwtChapter, follows_keys_that_change) {
    const auto next = jose::Key::generate(jose::Algorithm::es256);
    // <live>
    const auto keys = std::make_shared<jose::LiveKeySet>(
        jose::KeySet{key}, [this](std::string_view kid) { log << "unknown key: " << kid << '\n'; });
    const jose::Verifier verifier{keys, for_orders()};
    // </live>
    const auto from_next = token_for("bob", jose::Signer{next, "at+jwt"}, now);
    EXPECT_TRUE(verifier.verify(token));
    EXPECT_FALSE(verifier.verify(from_next));
    EXPECT_EQ(log.str(), "unknown key: " + next.kid() + "\n");
    // <replace>
    keys->replace(jose::KeySet{{key, next}});  // at any time, from any thread
    // </replace>
    EXPECT_TRUE(verifier.verify(from_next));
    keys->replace(jose::KeySet{next});
    EXPECT_EQ(verifier.verify(token).error(), jose::Errc::key);
}

TEST_F(JwtChapter, keeps_tokens) {
    // <cache>
    const jose::Verifier verifier{
        jose::KeySet{key}, for_orders(), system_clock(), {.cached_tokens = 20'000}};
    // </cache>
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(verifier.verify(token));
    // <counts>
    const auto [hits, misses] = verifier.cache_counts();
    // </counts>
    EXPECT_EQ(hits, 2U);
    EXPECT_EQ(misses, 1U);
}

TEST_F(JwtChapter, signs_octets) {
    const jose::KeySet keys{key};
    // <jws>
    const auto receipt = jose::sign_jws("any octets at all", key, "receipt");
    const auto octets = jose::verify_jws(receipt, keys, {.type = "receipt"}).value();
    // </jws>
    EXPECT_EQ(octets, "any octets at all");
    EXPECT_EQ(jose::verify_jws(receipt, keys, {.type = "at+jwt"}).error(), jose::Errc::type);
    const jose::Verifier verifier{keys};
    EXPECT_EQ(verifier.verify(receipt).error(), jose::Errc::malformed);
}

TEST_F(JwtChapter, names_its_dangerous_doors) {
    jose::Claims for_ever;
    for_ever.subject = "ada";
    const auto immortal = signer.sign(for_ever);
    EXPECT_EQ(jose::Verifier{jose::KeySet{key}}.verify(immortal).error(), jose::Errc::claims);
    EXPECT_TRUE(jose::verifier_without_expiry(jose::KeySet{key}, {}).verify(immortal));
    EXPECT_THAT(jose::read_unverified(token)->payload, HasSubstr(R"("sub":"ada")"));
    EXPECT_THAT(jose::private_pem(key).reveal(), StartsWith("-----BEGIN PRIVATE KEY-----"));
}

TEST_F(JwtChapter, moves_its_clock) {
    // <clock>
    ManualClock clock{now};
    const jose::Verifier verifier{jose::KeySet{key}, for_orders(), clock};
    EXPECT_TRUE(verifier.verify(token));
    clock.advance(15min);
    EXPECT_EQ(verifier.verify(token).error(), jose::Errc::expired);
    // </clock>
}

TEST_F(JwtChapter, serves_all_threads_with_one_verifier) {
    const jose::Verifier verifier{jose::KeySet{key}, for_orders()};
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 3; ++thread) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i) EXPECT_TRUE(verifier.verify(token));
        });
    }
    threads.clear();
    EXPECT_EQ(verifier.cache_counts().misses, 3U);
}

}  // namespace
