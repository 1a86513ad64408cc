// Under test: the page /docs and its files, with Swagger UI built in and without.
#include <cardea/app/docs_page.hpp>

#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

namespace cardea {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view script_type = "text/javascript; charset=utf-8";
constexpr std::array<DocsAsset, 3> swagger_ui{{
    {"docs_page.js", script_type, "\"1\"", "start()"},
    {"swagger-ui-bundle.js", script_type, "\"2\"", "var SwaggerUIBundle"},
    {"swagger-ui.css", "text/css; charset=utf-8", "\"3\"", "body{}"},
}};
constexpr std::span<const DocsAsset> only_our_script{swagger_ui.data(), 1};

struct DocsPageTest : testing::Test {
    App app{AppOptions{.docs = {.is_served = false}}};  // the page is mounted by hand

    TestClient client(DocsOptions options = {}, std::span<const DocsAsset> assets = swagger_ui) {
        app.include(docs_routes(std::move(options), assets));
        return TestClient{app};
    }
};

TEST_F(DocsPageTest, shows_the_document_with_scripts_of_this_server_alone) {
    const auto page = client({.title = "Notes"}).get("/docs");
    EXPECT_EQ(page.status, Status::ok);
    EXPECT_EQ(page.fields.get("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(page.fields.get("Content-Security-Policy"),
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
              "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    EXPECT_EQ(page.fields.get("Referrer-Policy"), "no-referrer");
    EXPECT_THAT(
        page.body,
        AllOf(HasSubstr("<title>Notes</title>"), HasSubstr("src=\"./docs/swagger-ui-bundle.js\""),
              HasSubstr("src=\"./docs/docs_page.js\""), HasSubstr("href=\"./docs/swagger-ui.css\""),
              HasSubstr("data-document=\"./openapi.json\"")));
    EXPECT_THAT(page.body,
                AllOf(Not(HasSubstr("://")), Not(HasSubstr("<script>")), Not(HasSubstr("style="))));
}

TEST_F(DocsPageTest, names_its_files_from_wherever_it_is_called) {
    auto notes = client({.path = "/notes/docs/", .document = "/openapi.json"});
    EXPECT_THAT(notes.get("/notes/docs").body,
                AllOf(HasSubstr("src=\"./docs/docs_page.js\""),
                      HasSubstr("data-document=\"./../openapi.json\"")));
    EXPECT_THAT(notes.get("/notes/docs/").body,
                AllOf(HasSubstr("src=\"./docs_page.js\""),
                      HasSubstr("data-document=\"./../../openapi.json\"")));
}

TEST_F(DocsPageTest, may_be_the_front_page) {
    auto front = client({.path = "/"});
    EXPECT_THAT(front.get("/").body, AllOf(HasSubstr("src=\"./docs_page.js\""),
                                           HasSubstr("data-document=\"./openapi.json\"")));
    EXPECT_EQ(front.get("/docs_page.js").body, "start()");
}

TEST_F(DocsPageTest, shows_a_title_as_text) {
    const auto page = client({.title = "<b>\"A\" & 'B'</b>"}).get("/docs");
    EXPECT_THAT(page.body,
                HasSubstr("<title>&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;</title>"));
}

TEST_F(DocsPageTest, serves_its_files_and_says_when_they_are_the_same) {
    auto docs = client();
    const auto style = docs.get("/docs/swagger-ui.css");
    EXPECT_EQ(style.status, Status::ok);
    EXPECT_EQ(style.body, "body{}");
    EXPECT_EQ(style.fields.get("Content-Type"), "text/css; charset=utf-8");
    EXPECT_EQ(style.fields.get("ETag"), "\"3\"");
    for (const auto* list : {"\"3\"", "W/\"3\"", "*", "\"2\" ,\t\"3\""}) {
        const auto same = docs.get("/docs/swagger-ui.css", {{"If-None-Match", list}});
        EXPECT_EQ(same.status, Status::not_modified) << list;
        EXPECT_EQ(same.body, "") << list;
    }
    for (const auto* list : {"\"2\"", "3", "", ",", "\"33\""}) {
        EXPECT_EQ(docs.get("/docs/swagger-ui.css", {{"If-None-Match", list}}).status, Status::ok);
    }
    EXPECT_EQ(docs.get("/docs/../docs_page.cpp").status, Status::not_found);
}

TEST_F(DocsPageTest, says_how_to_get_swagger_ui_where_it_was_not_built_in) {
    auto docs = client({.title = "A & B"}, only_our_script);
    const auto page = docs.get("/docs");
    EXPECT_EQ(page.status, Status::ok);
    EXPECT_TRUE(page.fields.has("Content-Security-Policy"));
    EXPECT_THAT(page.body, AllOf(HasSubstr("<h1>A &amp; B</h1>"), HasSubstr("npm"),
                                 HasSubstr("href=\"./openapi.json\""), Not(HasSubstr("<script"))));
    EXPECT_EQ(docs.get("/docs/docs_page.js").status, Status::not_found);
}

TEST_F(DocsPageTest, refuses_a_path_that_is_none) {
    EXPECT_THROW((void)docs_routes({.path = "docs"}), std::invalid_argument);
    EXPECT_THROW((void)docs_routes({.document = "openapi.json"}), std::invalid_argument);
}

TEST(DocsAssets, are_whole_files_each_with_a_tag_of_its_own) {
    const auto assets = docs_assets();
    ASSERT_FALSE(assets.empty());
    EXPECT_EQ(assets[0].name, "docs_page.js");
    EXPECT_TRUE(assets[0].bytes.starts_with("// Starts Swagger UI"));
    EXPECT_TRUE(assets[0].bytes.ends_with("});\n"));
    for (const auto& asset : assets) {
        EXPECT_FALSE(asset.bytes.empty()) << asset.name;
        for (const auto& other : assets) {
            EXPECT_EQ(asset.etag == other.etag, &asset == &other) << asset.name;
        }
        if (asset.name != "swagger-ui-bundle.js") continue;
        EXPECT_GT(assets.size(), 5U);  // with the style sheet and the licence
        EXPECT_GT(asset.bytes.size(), 1'000'000U);
    }
}

}  // namespace
}  // namespace cardea
