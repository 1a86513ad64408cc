// Under test: what a handler may return, and that no value of a stranger's splits the answer.
#include <cardea/inject/answer.hpp>

#include <cardea/app/app.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cardea::inject {
namespace {

using testing::ElementsAre;

struct Page {
    int number = 1;
};

struct AnswerTest : testing::Test {
    template <class Handler>
    Response run(Handler handler) {
        App app;
        app.get("/", handler);
        return TestClient{app}.get("/");
    }
};

TEST_F(AnswerTest, is_a_value_with_status_fields_and_cookies) {
    const auto answer = run([] {
        return Reply<Page, Status::created>{{}}
            .with("ETag", "\"1\"")
            .with("etag", "\"2\"")
            .with("Content-Type", "application/hal+json")
            .with(SetCookie{"a", "1"})
            .with(SetCookie{"b", "2"});
    });
    EXPECT_EQ(answer.status, Status::created);
    EXPECT_EQ(answer.body, R"({"number":1})");
    EXPECT_EQ(answer.fields.get("ETag"), "\"2\"");
    EXPECT_EQ(answer.fields.get("Content-Type"), "application/hal+json");
    std::vector<std::string> cookies;
    for (const auto& [name, value] : answer.fields.all()) {
        if (name == "Set-Cookie") cookies.push_back(value.substr(0, 3));
    }
    EXPECT_THAT(cookies, ElementsAre("a=1", "b=2"));
}

TEST_F(AnswerTest, is_a_page_or_another_place) {
    const auto page = run([] { return Html{"<p>"}; });
    EXPECT_EQ(page.body, "<p>");
    EXPECT_EQ(page.fields.get("Content-Type"), "text/html; charset=utf-8");
    const auto elsewhere = run([]() -> Result<Redirect> { return Redirect{"/there"}; });
    EXPECT_EQ(elsewhere.status, Status::see_other);
    EXPECT_EQ(elsewhere.fields.get("Location"), "/there");
    EXPECT_EQ(elsewhere.body, "");
}

TEST_F(AnswerTest, is_what_a_handler_made_of_it) {
    const auto handler = []() -> Async<Result<Response>> {
        Response made;
        made.status = Status::conflict;
        made.body = "text";
        co_return made;
    };
    const auto answer = run(handler);
    EXPECT_EQ(answer.status, Status::conflict);
    EXPECT_EQ(answer.body, "text");
    EXPECT_EQ(run([] { return NoContent{}; }).status, Status::no_content);
    EXPECT_FALSE(run([] { return Created{Page{}}; }).fields.has("Location"));
}

TEST_F(AnswerTest, is_never_split_by_a_value) {
    const std::string hostile = "/a\r\nSet-Cookie: session=eve";
    for (const auto& answer :
         {run([&] { return Redirect{hostile}; }), run([&] { return Created{Page{}, hostile}; }),
          run([&] { return Reply{Page{}}.with("X-Name", hostile); }),
          run([&] { return Reply{Page{}}.with("X Name", "a"); }),
          run([&] { return Reply{Page{}}.with(SetCookie{"a", hostile}); })}) {
        EXPECT_EQ(answer.status, Status::internal_server_error);
        EXPECT_FALSE(answer.fields.has("Set-Cookie"));
        EXPECT_FALSE(answer.fields.has("Location"));
        EXPECT_EQ(answer.fields.get("Content-Type"), "application/problem+json");
    }
}

}  // namespace
}  // namespace cardea::inject
