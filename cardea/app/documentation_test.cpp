// Under test: what an app says of itself, and that its paths are nobody else's.
#include <cardea/app/documentation.hpp>

#include <cardea/app/app.hpp>
#include <cardea/inject/parameters.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace cardea {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string fault_of(App& app) {
    try {
        app.seal();
    } catch (const std::logic_error& error) {
        return error.what();
    }
    return "none";
}

AppOptions with_docs(DocumentationOptions docs) {
    AppOptions options;
    options.title = "Hinges";
    options.docs = std::move(docs);
    return options;
}

void add_get(App& app, const char* path) {
    app.get(path, [] { return 1; });
}

TEST(Documentation, is_served_where_it_is_said_to_be) {
    App app{with_docs({.document_path = "/api/document.json", .page_path = "/api/page"})};
    add_get(app, "/hinges");
    TestClient client{app};
    const auto document = client.get("/api/document.json");
    EXPECT_EQ(document.fields.get("Content-Type"), "application/json");
    EXPECT_EQ(document.body, app.openapi());
    EXPECT_THAT(document.body, AllOf(HasSubstr("\"Hinges\""), HasSubstr("\"/hinges\""),
                                     Not(HasSubstr("/api/page")), Not(HasSubstr("document.json"))));
    EXPECT_EQ(client.get("/api/page").status, Status::ok);
    EXPECT_EQ(client.get("/docs").status, Status::not_found);
    EXPECT_EQ(client.send(Method::post, "/api/page", "").fields.get("Allow"), "GET, HEAD, OPTIONS");
}

TEST(Documentation, is_not_served_where_it_is_switched_off) {
    App app{with_docs({.is_served = false})};
    add_get(app, "/docs");
    TestClient client{app};
    EXPECT_EQ(client.get("/openapi.json").status, Status::not_found);
    EXPECT_EQ(client.get("/docs").body, "1") << "the path is free";
    EXPECT_THAT(app.openapi(), HasSubstr("\"/docs\"")) << "the program can print it all the same";
    EXPECT_EQ(table_of(app.routes()), "GET  /docs  -\n");
}

TEST(Documentation, shares_its_paths_with_nobody) {
    for (const auto* path : {"/docs", "/openapi.json", "/docs/"}) {
        App app;
        add_get(app, path);
        EXPECT_THAT(fault_of(app), HasSubstr("is a route of the documentation too")) << path;
    }
    App beside;
    beside.post("/docs", [](Public) {});
    add_get(beside, "/docs/mine");
    EXPECT_EQ(fault_of(beside), "none");
}

TEST(Documentation, demands_that_scopes_are_declared_where_any_are) {
    App app{with_docs({.scopes = {{"hinges:read", "See hinges"}}})};
    app.provide(Authority{});
    app.get("/a", [](Guard<scope<"hinges:read">>) {});
    app.get("/b", [](Guard<scope<"hinges:raed">&& live_user>) {});
    app.before_each<Guard<scope<"ops">>>();
    EXPECT_THAT(fault_of(app),
                AllOf(HasSubstr("\"hinges:raed\" is demanded"), HasSubstr("\"ops\" is demanded"),
                      Not(HasSubstr("\"hinges:read\" is demanded"))));
    App free;
    free.provide(Authority{});
    free.get("/b", [](Guard<scope<"hinges:raed">>) {});
    EXPECT_EQ(fault_of(free), "none");
}

TEST(Documentation, counts_scopes_as_declared_that_included_routes_bring_along) {
    Routes doors{{.scopes = {{"doors:read", "See doors"}, {"hinges:read", "Not said so"}}}};
    doors.get("/doors", [](Guard<scope<"doors:read">>) {});
    App app{with_docs({.scopes = {{"hinges:read", "See hinges"}}})};
    app.provide(Authority{});
    app.include(std::move(doors));
    app.get("/hinges", [](Guard<scope<"hinges:read">>) {});
    EXPECT_EQ(fault_of(app), "none");
}

TEST(Documentation, is_the_same_in_whatever_order_routes_were_declared) {
    App one;
    App other;
    for (auto* app : {&one, &other}) app->provide(Authority{});
    const auto add_b = [](App& app) {
        app.post("/b", [](Guard<scope<"b">>, Body<std::vector<int>>) {});
    };
    add_get(one, "/a");
    add_b(one);
    add_b(other);
    add_get(other, "/a");
    const auto before = one.openapi();
    const auto table = table_of(one.routes());
    EXPECT_EQ(before, other.openapi());
    EXPECT_EQ(table, table_of(other.routes()));
    one.seal();
    EXPECT_EQ(before, one.openapi());
    EXPECT_EQ(table, table_of(one.routes()));
}

TEST(Documentation, leaves_out_what_is_hidden_and_the_table_does_not) {
    App app;
    app.get("/shown", [] {});
    app.get("/hidden", [] {}, {.is_hidden = true});
    Routes internal;
    internal.get("/internal", [] {});
    internal.hide();
    app.include(std::move(internal));
    EXPECT_THAT(app.openapi(),
                AllOf(HasSubstr("/shown"), Not(HasSubstr("hidden")), Not(HasSubstr("internal"))));
    EXPECT_THAT(table_of(app.routes()), AllOf(HasSubstr("/hidden"), HasSubstr("/internal")));
    EXPECT_EQ(TestClient{app}.get("/hidden").status, Status::no_content);
}

TEST(Documentation, says_of_a_route_what_its_options_say) {
    App app;
    app.get("/old", [] { return 1; },
            {.summary = "The old one",
             .description = "Was *good*.",
             .tags = {"old"},
             .operation_id = "get_old_one",
             .is_deprecated = true,
             .answers = {openapi::problem(409, "It is there")}});
    EXPECT_THAT(app.openapi(),
                AllOf(HasSubstr("\"summary\": \"The old one\""), HasSubstr("Was *good*."),
                      HasSubstr("\"operationId\": \"get_old_one\""),
                      HasSubstr("\"deprecated\": true"), HasSubstr("It is there")));
}

TEST(Wiring, names_routes_that_prefixes_bring_to_one_place) {
    App app;
    add_get(app, "/api/notes");
    Routes notes{{.prefix = "/notes"}};
    notes.get("/", [] {});
    notes.get("/{id}", [](Path<"id", int>) {});
    notes.get("/{name}", [](Path<"name", std::string>) {});
    app.include(std::move(notes), "/api");
    EXPECT_THAT(fault_of(app), AllOf(HasSubstr("GET /api/notes is declared twice"),
                                     HasSubstr("GET /api/notes/{name} is declared twice")));
}

TEST(Wiring, can_be_mended_and_is_closed_once_it_is_whole) {
    struct Mended {};
    App app;
    app.get("/", [](State<Mended>) {});
    EXPECT_THAT(fault_of(app), HasSubstr("Mended"));
    app.provide(Mended{});
    EXPECT_EQ(fault_of(app), "none");
    EXPECT_THROW(add_get(app, "/late"), std::logic_error);
    EXPECT_THROW(app.provide(1), std::logic_error);
}

}  // namespace
}  // namespace cardea
