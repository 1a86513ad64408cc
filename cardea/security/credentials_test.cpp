// Under test: a dependency that looked a credential up and does not believe it says so in the words
// of the credential's own scheme.
#include <cardea/security/api_key.hpp>
#include <cardea/security/basic.hpp>

#include <cardea/app/app.hpp>
#include <cardea/testing/test_client.hpp>

#include <gtest/gtest.h>

namespace cardea {
namespace {

using Key = ApiKeyHeader<"X-API-Key">;

Result<std::string> nobody_by_password(Basic) { return Basic::refused(); }
Result<std::string> nobody_by_key(Key) { return Key::refused(); }

TEST(Credentials, that_are_not_believed_are_asked_for_again) {
    App app;
    app.get("/basic", [](Depends<nobody_by_password> who) { return *who; });
    app.get("/key", [](Depends<nobody_by_key> who) { return *who; });
    TestClient client{app};

    auto answer = client.get("/basic", {{"Authorization", "Basic YWRhOng="}});
    EXPECT_EQ(answer.status, Status::unauthorized);
    EXPECT_EQ(answer.fields.get("WWW-Authenticate"), R"(Basic realm="cardea", charset="UTF-8")");
    EXPECT_NE(answer.body.find("Invalid authentication credentials"), std::string::npos);

    answer = client.get("/key", {{"X-API-Key", "abc"}});
    EXPECT_EQ(answer.status, Status::unauthorized);
    EXPECT_EQ(answer.fields.get("WWW-Authenticate"),
              R"(ApiKey realm="cardea", in="header", name="X-API-Key")");
    EXPECT_NE(answer.body.find("Invalid authentication credentials"), std::string::npos);
}

}  // namespace
}  // namespace cardea
