// Under test: what a handler returns becomes status, fields and body, and a Reply adds fields to
// any of it.
#include <cardea/inject/answer.hpp>

#include <cardea/inject/describe.hpp>

#include <gtest/gtest.h>

namespace cardea {
namespace {

struct Thing {
    int number;
};

template <class T>
Response answer_of(const T& value) {
    Response response;
    inject::answer(value, response);
    return response;
}

TEST(Reply, has_the_status_of_its_own_for_a_value) {
    const auto response = answer_of(Reply<Thing, Status::accepted>{Thing{7}}.with("ETag", "\"1\""));
    EXPECT_EQ(response.status, Status::accepted);
    EXPECT_EQ(response.fields.get("ETag"), "\"1\"");
    EXPECT_EQ(response.fields.get("Content-Type"), "application/json");
    EXPECT_EQ(response.body, R"({"number":7})");
}

TEST(Reply, adds_a_cookie_to_a_redirect) {
    const auto response =
        answer_of(Reply{Redirect{"/home"}}.with(SetCookie{"language", "de"}).with("X-Hinge", "1"));
    EXPECT_EQ(response.status, Status::see_other);
    EXPECT_EQ(response.fields.get("Location"), "/home");
    EXPECT_EQ(response.fields.get("X-Hinge"), "1");
    EXPECT_TRUE(response.fields.get("Set-Cookie").starts_with("language=de;"));
    EXPECT_EQ(response.body, "");
}

TEST(Reply, leaves_the_status_of_what_has_one) {
    EXPECT_EQ(answer_of(Reply{NoContent{}}.with("X-Hinge", "1")).status, Status::no_content);
    EXPECT_EQ(answer_of(Reply{Created<Thing>{Thing{7}}}).status, Status::created);
    const auto page = answer_of(Reply{Html{"<p>hinge"}}.with("Cache-Control", "no-store"));
    EXPECT_EQ(page.status, Status::ok);
    EXPECT_EQ(page.fields.get("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(page.fields.get("Cache-Control"), "no-store");
    EXPECT_EQ(page.body, "<p>hinge");
}

template <class T>
std::string described() {
    openapi::Operation operation;
    inject::describe_answer<T>(operation);
    std::string text;
    for (const auto& answer : operation.answers) {
        text += std::to_string(answer.status);
        for (const auto& content : answer.contents) text += " " + content.media_type;
    }
    return text;
}

TEST(Reply, describes_itself_by_what_is_in_it) {
    EXPECT_EQ((described<Reply<Thing, Status::accepted>>()), "202 application/json");
    EXPECT_EQ(described<Reply<Redirect>>(), "303");
    EXPECT_EQ(described<Reply<NoContent>>(), "204");
    EXPECT_EQ(described<Reply<Html>>(), "200 text/html");
    EXPECT_EQ(described<Reply<Created<Thing>>>(), "201 application/json");
}

}  // namespace
}  // namespace cardea
