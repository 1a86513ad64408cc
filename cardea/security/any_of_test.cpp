// Under test: one of several ways to show who calls is enough, and who has none hears of all.
#include <cardea/security/any_of.hpp>

#include <cardea/app/app.hpp>
#include <cardea/security/api_key.hpp>
#include <cardea/security/basic.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace cardea {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Reader = Guard<scope<"read">>;
using Key = ApiKeyHeader<"X-Key">;

constexpr auto bearer = R"(Bearer realm="cardea")";
constexpr auto invalid = R"(Bearer realm="cardea", error="invalid_token")";
constexpr auto key_wanted = R"(ApiKey realm="cardea", in="header", name="X-Key")";
constexpr auto basic_wanted = R"(Basic realm="cardea", charset="UTF-8")";

std::string owner(const Key& key) {
    const auto& text = key.key().reveal();
    if (text == "wrong") throw Unauthorized{"Unknown key"};
    if (text == "poor") throw Forbidden{"Pay first"};
    if (text == "down") throw Failure{Error{Errc::unavailable}};
    return "owner of " + text;
}

std::string both_of(const AllOf<Key, Basic>& both) {
    return both.get<Key>().key().reveal() + "+" + both.get<Basic>().user();
}

const TestFields key{{"X-Key", "k1"}};
const TestFields basic{{"Authorization", "Basic YTpi"}};
const TestFields bad_basic{{"Authorization", "Basic !"}};
const TestFields bad_token{{"Authorization", "Bearer abc"}};

TestFields joined(TestFields one, const TestFields& other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

struct AnyOfTest : testing::Test {
    App& filled() {
        app.provide(Authority{.verify = [](std::string_view) -> Result<jose::VerifiedClaims> {
            return security::refused(security::Errc::invalid_token);
        }});
        app.get("/user", [](const AnyOf<Reader, Depends<owner>>& who) {
            if (const auto* reader = who.get_if<Reader>()) return std::string{reader->subject()};
            return **who.get_if<Depends<owner>>();
        });
        app.get("/plain", [](const AnyOf<Basic, Key, Reader>& who) {
            return std::string{who.get_if<Basic>() != nullptr ? "basic"
                               : who.get_if<Key>() != nullptr ? "key"
                                                              : "reader"};
        });
        app.get("/group", [](AnyOf<Reader, AllOf<Key, Basic>> who) {
            return who.get_if<Reader>() == nullptr ? both_of(*who.get_if<AllOf<Key, Basic>>())
                                                   : "reader";
        });
        app.get("/maybe", [](std::optional<AnyOf<Basic, Key>> who) { return who.has_value(); });
        app.get("/told", [](Result<AnyOf<Basic, Key>> who) {
            return who ? std::string{"somebody"} : std::string{who.error().message()};
        });
        app.get("/visit", [](AnyOf<Basic, Key> who) {
            struct Name {
                std::string operator()(const Basic& one) const { return "basic " + one.user(); }
                std::string operator()(const Key& one) const { return "key " + one.key().reveal(); }
            };
            return who.visit(Name{});
        });
        app.get("/either", [](const AnyOf<Reader, Guard<scope<"write">>>& who) {
            return std::string{who.get_if<Reader>() != nullptr ? "reader" : "writer"};
        });
        return app;
    }

    App app;
    TestClient client{filled()};
};

TEST_F(AnyOfTest, lets_in_by_each_of_its_ways) {
    EXPECT_EQ(client.get("/user", key).body, R"("owner of k1")");
    EXPECT_EQ(client.get("/plain", basic).body, R"("basic")");
    EXPECT_EQ(client.get("/plain", key).body, R"("key")");
    EXPECT_EQ(client.get("/visit", basic).body, R"("basic a")");
    EXPECT_EQ(client.get("/visit", key).body, R"("key k1")");
    client.sign_in({.subject = "ada", .scope = "read"});
    EXPECT_EQ(client.get("/user").body, R"("ada")");
    EXPECT_EQ(client.get("/plain").body, R"("reader")");
}

TEST_F(AnyOfTest, takes_the_first_of_two_that_hold) {
    EXPECT_EQ(client.get("/plain", joined(basic, key)).body, R"("basic")");
    client.sign_in({.subject = "ada", .scope = "read"});
    EXPECT_EQ(client.get("/user", key).body, R"("ada")");
    EXPECT_EQ(client.get("/plain", key).body, R"("key")");
}

TEST_F(AnyOfTest, minds_nothing_invalid_beside_what_is_valid) {
    EXPECT_EQ(client.get("/user", joined(bad_token, key)).body, R"("owner of k1")");
    EXPECT_EQ(client.get("/plain", joined(bad_basic, key)).body, R"("key")");
    client.sign_in({.subject = "ada", .scope = "read"});
    for (const auto* text : {"wrong", "poor", "down", ""}) {
        EXPECT_EQ(client.get("/user", {{"X-Key", text}}).body, R"("ada")") << text;
    }
}

TEST_F(AnyOfTest, asks_whoever_presents_nothing_for_all_of_them) {
    const auto answer = client.get("/plain");
    EXPECT_EQ(answer.status, Status::unauthorized);
    EXPECT_THAT(answer.body, HasSubstr("Not authenticated"));
    EXPECT_EQ(answer.fields.get("WWW-Authenticate"),
              std::string{basic_wanted} + ", " + key_wanted + ", " + bearer);
    EXPECT_EQ(client.get("/user").fields.get("WWW-Authenticate"),
              std::string{bearer} + ", " + key_wanted);
    EXPECT_EQ(client.get("/either").fields.get("WWW-Authenticate"), bearer) << "once";
}

TEST_F(AnyOfTest, says_what_became_of_what_was_presented) {
    const auto token = client.get("/plain", bad_token);
    EXPECT_EQ(token.status, Status::unauthorized);
    EXPECT_THAT(token.body, HasSubstr("Invalid token"));
    EXPECT_EQ(token.fields.get("WWW-Authenticate"),
              std::string{invalid} + ", " + basic_wanted + ", " + key_wanted);
    const auto wrong = client.get("/user", {{"X-Key", "wrong"}});
    EXPECT_THAT(wrong.body, HasSubstr("Unknown key"));
    const auto not_basic = client.get("/plain", bad_basic);
    EXPECT_THAT(not_basic.body, HasSubstr("Invalid authentication credentials"));
}

TEST_F(AnyOfTest, prefers_the_failure_that_says_most) {
    EXPECT_EQ(client.get("/user", joined(bad_token, {{"X-Key", "poor"}})).status,
              Status::forbidden);
    EXPECT_EQ(client.get("/user", joined(bad_token, {{"X-Key", "down"}})).status,
              Status::service_unavailable);
    EXPECT_EQ(client.get("/user", {{"X-Key", "down"}}).status, Status::service_unavailable);
    client.sign_in({.subject = "ada", .scope = "other"});
    const auto both = client.get("/user", {{"X-Key", "poor"}});
    EXPECT_EQ(both.status, Status::forbidden);
    EXPECT_THAT(both.body, HasSubstr("Not enough permissions")) << "of equals the first";
    EXPECT_EQ(client.get("/user", {{"X-Key", "wrong"}}).status, Status::forbidden);
    EXPECT_EQ(client.get("/user", {{"X-Key", "down"}}).status, Status::service_unavailable);
    EXPECT_EQ(client.get("/user", {{"X-Key", "a"}, {"X-Key", "b"}}).status, Status::bad_request);
}

TEST_F(AnyOfTest, takes_parts_that_are_wanted_together) {
    EXPECT_EQ(client.get("/group", joined(key, basic)).body, R"("k1+a")");
    for (const auto& half : {key, basic, TestFields{}}) {
        EXPECT_EQ(client.get("/group", half).status, Status::unauthorized);
    }
    client.sign_in({.subject = "ada", .scope = "read"});
    EXPECT_EQ(client.get("/group").body, R"("reader")");
}

TEST_F(AnyOfTest, tells_two_guards_apart) {
    client.sign_in({.subject = "ada", .scope = "write"});
    EXPECT_EQ(client.get("/either").body, R"("writer")");
    client.sign_in({.subject = "ada", .scope = "write read"});
    EXPECT_EQ(client.get("/either").body, R"("reader")");
    client.sign_in({.subject = "ada"});
    EXPECT_EQ(client.get("/either").status, Status::forbidden);
}

TEST_F(AnyOfTest, can_be_nobody_where_nothing_was_presented) {
    EXPECT_EQ(client.get("/maybe").body, "false");
    EXPECT_EQ(client.get("/maybe", key).body, "true");
    EXPECT_EQ(client.get("/maybe", joined(bad_basic, key)).body, "true");
    EXPECT_EQ(client.get("/maybe", bad_basic).status, Status::unauthorized);
    EXPECT_EQ(client.get("/told").body, R"("Not authenticated")");
    EXPECT_EQ(client.get("/told", bad_basic).body, R"("Invalid authentication credentials")");
    EXPECT_EQ(client.get("/told", basic).body, R"("somebody")");
}

template <class... Ps>
openapi::Operation described() {
    openapi::Operation operation;
    inject::describe_roots<inject::TypeList<Ps...>>(operation);
    return operation;
}

TEST(AnyOfDocument, is_one_of_several_requirements) {
    const auto operation = described<AnyOf<Reader, AllOf<Key, Basic>>>();
    EXPECT_EQ(operation.security, (openapi::Alternatives{{{"apiKey_X-Key", {}}, {"basic", {}}},
                                                         {{"bearer", {"read"}}}}));
    EXPECT_EQ(operation.schemes.size(), 3u);
    EXPECT_THAT(operation.access,
                ElementsAre(R"(Guard<scope<"read">> or ApiKey<"X-Key"> and Basic)"));
}

TEST(AnyOfDocument, demands_what_stands_beside_it_in_every_case) {
    const auto operation = described<AnyOf<Reader, Depends<owner>>, Basic>();
    EXPECT_EQ(operation.security, (openapi::Alternatives{{{"apiKey_X-Key", {}}, {"basic", {}}},
                                                         {{"basic", {}}, {"bearer", {"read"}}}}));
    EXPECT_THAT(operation.access,
                ElementsAre(R"(Guard<scope<"read">> or ApiKey<"X-Key"> via owner)", "Basic"));
}

int anybody() { return 1; }
struct Note {
    std::string title;
};
int signed_body(Key, Body<Note>, Query<"at", int>) { return 1; }

TEST(AnyOfDocument, says_what_single_alternatives_want) {
    const auto open = described<AnyOf<Reader, Depends<anybody>>>();
    EXPECT_EQ(open.security, (openapi::Alternatives{{}, {{"bearer", {"read"}}}}));
    EXPECT_THAT(open.access, ElementsAre(R"(Guard<scope<"read">> or anybody)"));
    const auto maybe = described<std::optional<AnyOf<Basic, Key>>>();
    EXPECT_EQ(maybe.security, (openapi::Alternatives{{}, {{"apiKey_X-Key", {}}}, {{"basic", {}}}}));
    EXPECT_THAT(maybe.access, ElementsAre(R"(optional Basic or ApiKey<"X-Key">)"));
    const auto body = described<AnyOf<Reader, Depends<signed_body>>>();
    ASSERT_TRUE(body.body);
    EXPECT_FALSE(body.body->is_required);
    ASSERT_EQ(body.parameters.size(), 1u);
    EXPECT_FALSE(body.parameters[0].is_required);
}

}  // namespace
}  // namespace cardea
