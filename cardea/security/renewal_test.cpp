// Under test: a token whose key is not known yet gets a second look, once, where the keys have
// changed; no other token does.
#include <cardea/app/app.hpp>
#include <cardea/jose/errc.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gtest/gtest.h>

namespace cardea {
namespace {

using namespace std::chrono_literals;

struct RenewalTest : testing::Test {
    RenewalTest() {
        app.provide(Authority{.verify =
                                  [this](std::string_view token) {
                                      ++verified;
                                      return verifier.verify(token);
                                  },
                              .renew_keys = [this]() -> Async<bool> {
                                  ++renewed;
                                  if (has_next) live->replace(jose::KeySet{next});
                                  co_return says_changed;
                              }});
        app.get("/me", [](const Guard<authenticated>& who) { return std::string{who.subject()}; });
    }

    Status get(const jose::Key& signed_with, std::chrono::seconds left = 1h) {
        jose::Claims claims;
        claims.subject = "ada";
        claims.expires_at = system_clock().now() + left;
        return TestClient{app}
            .get("/me", {{"Authorization", "Bearer " + jose::Signer{signed_with}.sign(claims)}})
            .status;
    }

    jose::Key key = jose::Key::generate(jose::Algorithm::es256);
    jose::Key next = jose::Key::generate(jose::Algorithm::es256);
    std::shared_ptr<jose::LiveKeySet> live = std::make_shared<jose::LiveKeySet>(jose::KeySet{key});
    jose::Verifier verifier{live, {}};
    bool has_next = true;
    bool says_changed = true;
    int verified = 0;
    int renewed = 0;
    App app;
};

TEST_F(RenewalTest, lets_in_whom_the_new_keys_believe) {
    EXPECT_EQ(get(next), Status::ok);
    EXPECT_EQ(renewed, 1);
    EXPECT_EQ(verified, 2);
}

TEST_F(RenewalTest, is_asked_for_once_a_request) {
    has_next = false;
    EXPECT_EQ(get(next), Status::unauthorized);
    EXPECT_EQ(renewed, 1);
    EXPECT_EQ(verified, 2);
}

TEST_F(RenewalTest, takes_no_second_look_at_the_same_keys) {
    has_next = says_changed = false;
    EXPECT_EQ(get(next), Status::unauthorized);
    EXPECT_EQ(verified, 1);
}

TEST_F(RenewalTest, is_not_asked_for_where_the_key_is_known) {
    EXPECT_EQ(get(key), Status::ok);
    EXPECT_EQ(get(key, -1s), Status::unauthorized);
    EXPECT_EQ(TestClient{app}.get("/me", {{"Authorization", "Bearer a.b.c"}}).status,
              Status::unauthorized);
    EXPECT_EQ(renewed, 0);
}

}  // namespace
}  // namespace cardea
