// Under test: a service that only verifies: who gets in, and that nobody notices when the issuer
// takes new keys.
#include <cardea/remote/authority.hpp>

#include <cardea/app/app.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/remote/test_server.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

namespace cardea::remote {
namespace {

using namespace std::chrono_literals;

constexpr auto discovery = "/.well-known/openid-configuration";

struct RemoteAuthorityTest : testing::Test {
    RemoteAuthorityTest() {
        server.on(discovery, answer_of(R"({"issuer":")" + server.url() + R"(","jwks_uri":")" +
                                       server.url("/jwks") + R"("})"));
        serve(key);
        keys.emplace(Issuer{server.url()});
        EXPECT_TRUE(keys->wait_until_ready(10s));
        app.provide(authority_of(*keys, {.audience = "orders"}));
        app.get("/me", [](const Guard<authenticated>& who) { return std::string{who.subject()}; });
    }

    void serve(const jose::Key& of) {
        server.on("/jwks", answer_of(jose::public_jwk_set(jose::KeySet{of})));
    }
    Status get(const jose::Key& signed_with, const std::string& issuer,
               const std::string& audience = "orders") {
        jose::Claims claims;
        claims.subject = "ada";
        claims.issuer = issuer;
        claims.audience = {audience};
        claims.expires_at = system_clock().now() + 1h;
        const auto token = jose::Signer{signed_with}.sign(claims);
        return TestClient{app}.get("/me", {{"Authorization", "Bearer " + token}}).status;
    }

    jose::Key key = jose::Key::generate(jose::Algorithm::es256);
    jose::Key next = jose::Key::generate(jose::Algorithm::es256);
    TestServer server;
    std::optional<RemoteKeySet> keys;
    App app;
};

TEST_F(RemoteAuthorityTest, believes_its_issuer_alone_without_being_told_so_twice) {
    EXPECT_EQ(get(key, server.url()), Status::ok);
    EXPECT_EQ(get(key, "https://other.example"), Status::unauthorized);
    EXPECT_EQ(get(key, server.url(), "mail"), Status::unauthorized);
}

TEST_F(RemoteAuthorityTest, fails_no_request_when_the_issuer_takes_new_keys) {
    serve(next);
    EXPECT_EQ(get(next, server.url()), Status::ok);
    EXPECT_EQ(get(key, server.url()), Status::unauthorized);
}

TEST_F(RemoteAuthorityTest, asks_once_for_many_forged_keys) {
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(get(jose::Key::generate(jose::Algorithm::es256), server.url()),
                  Status::unauthorized);
    EXPECT_EQ(server.count("/jwks"), 2U);
}

TEST_F(RemoteAuthorityTest, believes_nobody_once_its_keys_are_gone) {
    keys.reset();
    EXPECT_EQ(get(key, server.url()), Status::unauthorized);
}

TEST_F(RemoteAuthorityTest, is_refused_where_it_contradicts_its_keys) {
    EXPECT_THROW(static_cast<void>(authority_of(*keys, {.issuer = "https://other.example"})),
                 std::invalid_argument);
    EXPECT_NO_THROW(static_cast<void>(authority_of(*keys, {.issuer = server.url()})));
}

}  // namespace
}  // namespace cardea::remote
