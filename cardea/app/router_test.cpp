#include <cardea/app/router.hpp>

#include <cardea/app/routes.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace cardea::app {
namespace {

using testing::ElementsAre;

struct RouterTest : testing::Test {
    Router router;
    Route me{}, user{}, note{}, changed{}, root{};
    std::vector<std::string> values;

    void SetUp() override {
        ASSERT_TRUE(router.add(Method::get, "/", root));
        ASSERT_TRUE(router.add(Method::get, "/users/me", me));
        ASSERT_TRUE(router.add(Method::get, "/users/{id}", user));
        ASSERT_TRUE(router.add(Method::patch, "/users/{id}", changed));
        ASSERT_TRUE(router.add(Method::get, "/users/{id}/notes/{note}", note));
    }
    const Route* find(std::string_view path, Method method = Method::get) {
        values.clear();
        const auto* resource = router.find(path, values);
        return resource == nullptr ? nullptr : resource->find(method);
    }
};

TEST_F(RouterTest, prefers_a_literal_to_a_name) {
    EXPECT_EQ(find("/users/me"), &me);
    EXPECT_EQ(find("/users/mel"), &user);
    EXPECT_THAT(values, ElementsAre("mel"));
    EXPECT_EQ(find("/"), &root);
}

TEST_F(RouterTest, takes_a_trailing_slash_for_the_same_resource) {
    EXPECT_EQ(find("/users/me/"), &me);
    EXPECT_EQ(find("/users/7/"), &user);
}

TEST_F(RouterTest, decodes_each_segment_once_before_it_compares) {
    EXPECT_EQ(find("/users/%6de"), &me);
    EXPECT_EQ(find("/users/a%20b/notes/%2525"), &note);
    EXPECT_THAT(values, ElementsAre("a b", "%25"));
}

TEST_F(RouterTest, knows_no_other_spelling) {
    for (const auto* path : {"/Users/me", "/users;x/me", "/users", "/users/", "/users/7/notes",
                             "/users/%zz", "/users/me/x"}) {
        EXPECT_EQ(find(path), nullptr) << path;
    }
}

TEST_F(RouterTest, answers_head_with_get_and_lists_what_is_allowed) {
    EXPECT_EQ(find("/users/7", Method::head), &user);
    EXPECT_EQ(find("/users/7", Method::patch), &changed);
    EXPECT_EQ(find("/users/7", Method::post), nullptr);
    values.clear();
    EXPECT_EQ(router.find("/users/7", values)->allow(), "GET, HEAD, PATCH, OPTIONS");
}

TEST_F(RouterTest, refuses_a_second_route_at_the_same_place) {
    EXPECT_FALSE(router.add(Method::get, "/users/{other}", user));
    EXPECT_FALSE(router.add(Method::get, "/users/me/", me));
}

TEST_F(RouterTest, refuses_what_is_no_pattern) {
    for (const auto* pattern : {"users", "", "/a//b", "/a/{}", "/a/{b}c", "/a?b", "/%61"}) {
        EXPECT_THROW((void)router.add(Method::get, pattern, user), std::invalid_argument)
            << pattern;
    }
}

TEST_F(RouterTest, names_what_stands_in_braces) {
    EXPECT_THAT(Router::names_of("/users/{id}/notes/{note}"), ElementsAre("id", "note"));
}

}  // namespace
}  // namespace cardea::app
