// Under test: what stands behind `Authorization: Basic`, and what is refused there.
#include <cardea/security/basic.hpp>

#include <cardea/app/app.hpp>
#include <cardea/base/base64url.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace cardea {
namespace {

using std::string_literals::operator""s;
using testing::HasSubstr;

constexpr auto challenge = R"(Basic realm="cardea", charset="UTF-8")";

std::string basic(const std::string& pair) {
    auto text = base64url::encode(
        std::span{reinterpret_cast<const std::uint8_t*>(pair.data()), pair.size()});
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    return "Basic " + text;
}

struct BasicTest : testing::Test {
    BasicTest() {
        app.get("/", [](const Basic& who) { return who.user() + "|" + who.password().reveal(); });
        app.get("/maybe", [](std::optional<Basic> who) { return who ? who->user() : "nobody"; });
    }
    Response get(const std::string& field, std::string_view path = "/") {
        return TestClient{app}.get(path, {{"Authorization", field}});
    }

    App app;
};

TEST_F(BasicTest, hands_over_user_and_password) {
    EXPECT_EQ(get("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==").body, R"("Aladdin|open sesame")");
    EXPECT_EQ(get("bAsIc   YTpi").body, R"("a|b")");
    EXPECT_EQ(get(basic("a:b:c")).body, R"("a|b:c")") << "up to the first colon";
    EXPECT_EQ(get(basic("ad\xc3\xa4:\xe2\x82\xac")).body, "\"ad\xc3\xa4|\xe2\x82\xac\"");
    EXPECT_EQ(get(basic(":")).body, R"("|")")
        << "both may be empty: to believe it is another's task";
}

TEST_F(BasicTest, asks_for_a_credential_where_there_is_none) {
    const auto absent = TestClient{app}.get("/");
    for (const auto& answer :
         {absent, get("Bearer abc"), get(""), get("Basic"), get("Basics YTpi")}) {
        EXPECT_EQ(answer.status, Status::unauthorized);
        EXPECT_THAT(answer.body, HasSubstr("Not authenticated"));
        EXPECT_EQ(answer.fields.get("WWW-Authenticate"), challenge);
    }
}

TEST_F(BasicTest, refuses_what_is_no_user_and_password) {
    for (const auto& field :
         {"Basic "s, "Basic !!!!"s, "Basic YTp"s, "Basic YTpi YTpi"s, "Basic YR=="s,
          "Basic YTpi===="s, basic("nocolon"), basic(""), basic("\xff:b"), basic("a:\xc0\xaf"),
          basic("a\0b:c"s), basic("a:b\0"s), basic("a\n:b"), basic("a:b\x7f"),
          basic("\xed\xa0\x80:b")}) {
        const auto answer = get(field);
        EXPECT_EQ(answer.status, Status::unauthorized) << field;
        EXPECT_THAT(answer.body, HasSubstr("Invalid authentication credentials")) << field;
        EXPECT_EQ(answer.fields.get("WWW-Authenticate"), challenge);
        EXPECT_EQ(get(field, "/maybe").status, Status::unauthorized) << field;
    }
}

TEST_F(BasicTest, refuses_two) {
    const auto answer = TestClient{app}.get(
        "/", {{"Authorization", basic("a:b")}, {"authorization", basic("c:d")}});
    EXPECT_EQ(answer.status, Status::unauthorized);
    EXPECT_THAT(answer.body, HasSubstr("Invalid authentication credentials"));
}

TEST_F(BasicTest, is_nobody_only_where_nothing_was_sent) {
    EXPECT_EQ(TestClient{app}.get("/maybe").body, R"("nobody")");
    EXPECT_EQ(get(basic("a:b"), "/maybe").body, R"("a")");
    EXPECT_EQ(get("Bearer abc", "/maybe").status, Status::unauthorized);
}

}  // namespace
}  // namespace cardea
