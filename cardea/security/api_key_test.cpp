// Under test: an API key is taken from its own place alone, and from nowhere if it stands there twice.
#include <cardea/security/api_key.hpp>

#include <cardea/app/app.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace cardea {
namespace {

using testing::HasSubstr;

struct ApiKeyTest : testing::Test {
    App& filled() {
        app.get("/header", [](const ApiKeyHeader<"X-Key">& key) { return key.key().reveal(); });
        app.get("/query", [](const ApiKeyQuery<"key">& key) { return key.key().reveal(); });
        app.get("/cookie", [](const ApiKeyCookie<"key">& key) { return key.key().reveal(); });
        app.get("/maybe", [](std::optional<ApiKeyQuery<"key">> key) { return key.has_value(); });
        app.get("/maybe/header",
                [](std::optional<ApiKeyHeader<"X-Key">> key) { return key.has_value(); });
        return app;
    }

    App app;
    TestClient client{filled()};
};

TEST_F(ApiKeyTest, is_taken_from_its_place) {
    EXPECT_EQ(client.get("/header", {{"x-kEY", "a b"}}).body, R"("a b")");
    EXPECT_EQ(client.get("/query?other=1&key=a%20b").body, R"("a b")");
    EXPECT_EQ(client.get("/cookie", {{"Cookie", "theme=dark; key=abc"}}).body, R"("abc")");
}

TEST_F(ApiKeyTest, is_asked_for_where_it_is_absent_empty_or_elsewhere) {
    struct Row {
        std::string target;
        TestFields fields;
        std::string challenge;
    };
    const std::string header = R"(ApiKey realm="cardea", in="header", name="X-Key")";
    const std::string query = R"(ApiKey realm="cardea", in="query", name="key")";
    const std::string cookie = R"(ApiKey realm="cardea", in="cookie", name="key")";
    for (const auto& row : {Row{"/header", {}, header}, Row{"/header", {{"X-Key", ""}}, header},
                            Row{"/header?X-Key=a&key=a", {{"Cookie", "X-Key=a"}}, header},
                            Row{"/query", {{"key", "a"}}, query}, Row{"/query?key=", {}, query},
                            Row{"/query?key", {}, query}, Row{"/query?KEY=a", {}, query},
                            Row{"/query?key%00=a", {}, query}, Row{"/cookie", {}, cookie},
                            Row{"/cookie", {{"Cookie", "key="}}, cookie},
                            Row{"/cookie", {{"Cookie", "Key=a"}}, cookie}}) {
        const auto answer = client.get(row.target, row.fields);
        EXPECT_EQ(answer.status, Status::unauthorized) << row.target;
        EXPECT_THAT(answer.body, HasSubstr("Not authenticated")) << row.target;
        EXPECT_EQ(answer.fields.get("WWW-Authenticate"), row.challenge) << row.target;
    }
}

TEST_F(ApiKeyTest, is_refused_where_it_stands_twice_or_cannot_be_read) {
    for (const auto* target : {"/query?key=a&key=b", "/query?key=a&key=a", "/query?key=&key=a",
                               "/query?key=a&key=", "/query?key=%zz", "/query?%6bey=a&key=b"}) {
        EXPECT_EQ(client.get(target).status, Status::bad_request) << target;
    }
    EXPECT_EQ(client.get("/header", {{"X-Key", "a"}, {"x-key", ""}}).status, Status::bad_request);
    EXPECT_EQ(client.get("/header", {{"X-Key", ""}, {"x-key", "a"}}).status, Status::bad_request);
    for (const auto* field : {"key=a; key=b", "key=a; key=a", "key=\x01"}) {
        EXPECT_EQ(client.get("/cookie", {{"Cookie", field}}).status, Status::bad_request) << field;
    }
    EXPECT_EQ(client.get("/cookie", {{"Cookie", "key=a"}, {"Cookie", "key=b"}}).status,
              Status::bad_request);
}

TEST_F(ApiKeyTest, can_be_absent_but_not_ambiguous) {
    EXPECT_EQ(client.get("/maybe").body, "false");
    EXPECT_EQ(client.get("/maybe?key=").body, "false");
    EXPECT_EQ(client.get("/maybe?key=a").body, "true");
    EXPECT_EQ(client.get("/maybe?key=a&key=b").status, Status::bad_request);
    EXPECT_EQ(client.get("/maybe?key=%zz").status, Status::bad_request);
    EXPECT_EQ(client.get("/maybe/header", {{"X-Key", "a"}, {"X-Key", "b"}}).status,
              Status::bad_request);
}

TEST(ApiKeyScheme, has_a_name_that_a_component_may_have) {
    openapi::Operation operation;
    ApiKeyHeader<"X-Key!~1">::describe(operation);
    ASSERT_EQ(operation.schemes.size(), 1u);
    EXPECT_EQ(operation.schemes[0].name, "apiKey_X-Key__1");
    EXPECT_EQ(operation.schemes[0].parameter, "X-Key!~1");
    EXPECT_EQ(operation.schemes[0].place, openapi::Place::header);
    EXPECT_THAT(operation.access, testing::ElementsAre(R"(ApiKey<"X-Key!~1">)"));
    ApiKeyQuery<"key">::describe(operation);
    ApiKeyCookie<"key">::describe(operation);
    EXPECT_EQ(operation.schemes[1].name, "apiKeyQuery_key") << "of one name in two places";
    EXPECT_EQ(operation.schemes[2].name, "apiKeyCookie_key");
}

}  // namespace
}  // namespace cardea
