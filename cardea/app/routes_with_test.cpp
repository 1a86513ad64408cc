// Under test: a rule over a list of routes: where it holds, what overrides it, and what never does.
#include <cardea/app/routes_with.hpp>

#include <cardea/app/app.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/inject/parameters.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/security/instead.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea {
namespace {

using testing::HasSubstr;

constexpr auto notes_read = scope<"notes:read">;
constexpr auto notes_write = scope<"notes:write"> && live_user;

/// Counts how often it was made, and refuses whoever asks it to.
struct Tally {
    mutable int counts = 0;
};
int count_call(State<Tally> tally, const Request& request) {
    if (request.field("X-Closed")) throw HttpError{Status::conflict, "Closed"};
    return ++tally->counts;
}

/// Who calls, as a handler that only wants to know asks.
std::string caller(const Guard<authenticated>& who) { return std::string{who.subject()}; }

using NotesRoutes =
    RoutesWith<Depends<count_call>, Reads<Guard<notes_read>>, Writes<Guard<notes_write>>>;

struct RoutesWithTest : testing::Test {
    Tally tally;
    App app;
    std::optional<TestClient> client;

    void SetUp() override {
        NotesRoutes notes{{.prefix = "/notes", .tags = {"notes"}}};
        notes.get("/", [] { return 1; });
        notes.post("/", [] {});
        notes.put("/{id}", [](Path<"id", int>) {});
        notes.patch("/{id}", [](Path<"id", int>) {});
        notes.delete_("/{id}", [](Path<"id", int>) {});
        notes.get("/count", [](Public, Depends<count_call> count) { return *count; });
        notes.post("/purge", [](const Instead<Guard<scope<"notes:purge">>>&) {});
        notes.post("/weak", [](Guard<authenticated>) {});
        notes.get("/strong", [](Guard<scope<"notes:read">&& live_user>) {});
        notes.post("/mine", [](Depends<caller> who) { return *who; });
        notes.get("/mine", [](Depends<caller> who) { return *who; });
        notes.get("/optional", [](const std::optional<Guard<authenticated>>&) {});
        notes.never_store("/");
        app.include(std::move(notes), "/api");
        app.provide(Authority{});
        app.provide(std::ref(tally));
        client.emplace(app);
    }
    Status ask(Method method, std::string_view target) {
        return client->send(method, target, "").status;
    }
    void sign_in(std::string scope, bool is_live = true) {
        client->sign_in({.subject = "ada", .scope = std::move(scope), .is_live = is_live});
    }
};

constexpr std::pair<Method, std::string_view> writes[] = {{Method::post, "/api/notes"},
                                                          {Method::put, "/api/notes/1"},
                                                          {Method::patch, "/api/notes/1"},
                                                          {Method::delete_, "/api/notes/1"}};

TEST_F(RoutesWithTest, holds_for_reads_and_writes_as_each_has_it) {
    for (const auto& [method, target] : writes)
        EXPECT_EQ(ask(method, target), Status::unauthorized) << target;
    EXPECT_EQ(ask(Method::get, "/api/notes"), Status::unauthorized);
    EXPECT_EQ(ask(Method::head, "/api/notes"), Status::unauthorized);
    sign_in("notes:read");
    EXPECT_EQ(ask(Method::get, "/api/notes"), Status::ok);
    EXPECT_EQ(ask(Method::head, "/api/notes"), Status::ok);
    EXPECT_EQ(ask(Method::get, "/api/notes/"), Status::ok) << "a trailing slash opens nothing";
    for (const auto& [method, target] : writes)
        EXPECT_EQ(ask(method, target), Status::forbidden) << target;
    sign_in("notes:write");
    EXPECT_EQ(ask(Method::get, "/api/notes"), Status::forbidden);
    for (const auto& [method, target] : writes)
        EXPECT_EQ(ask(method, target), Status::no_content) << target;
    sign_in("notes:write", false);
    for (const auto& [method, target] : writes)
        EXPECT_EQ(ask(method, target), Status::unauthorized) << target;
}

TEST_F(RoutesWithTest, comes_before_what_a_stranger_sent_is_looked_at) {
    EXPECT_EQ(ask(Method::put, "/api/notes/x"), Status::unauthorized);
    sign_in("notes:write");
    EXPECT_EQ(ask(Method::put, "/api/notes/x"), Status::unprocessable_content);
}

TEST_F(RoutesWithTest, is_overridden_by_who_says_so) {
    EXPECT_EQ(ask(Method::get, "/api/notes/count"), Status::ok);
    EXPECT_EQ(ask(Method::post, "/api/notes/purge"), Status::unauthorized);
    sign_in("notes:write");
    EXPECT_EQ(ask(Method::post, "/api/notes/purge"), Status::forbidden);
    sign_in("notes:purge", false);
    EXPECT_EQ(ask(Method::post, "/api/notes/purge"), Status::no_content);
}

TEST_F(RoutesWithTest, holds_besides_a_guard_that_demands_less_and_within_one_that_demands_more) {
    sign_in("");
    EXPECT_EQ(ask(Method::post, "/api/notes/weak"), Status::forbidden);
    sign_in("notes:write");
    EXPECT_EQ(ask(Method::post, "/api/notes/weak"), Status::no_content);
    sign_in("notes:read");
    EXPECT_EQ(ask(Method::get, "/api/notes/strong"), Status::no_content);
    sign_in("notes:read", false);
    EXPECT_EQ(ask(Method::get, "/api/notes/strong"), Status::unauthorized);
}

TEST_F(RoutesWithTest, is_not_overridden_by_a_dependency_that_only_wants_to_know_who_calls) {
    sign_in("");
    EXPECT_EQ(ask(Method::post, "/api/notes/mine"), Status::forbidden);
    EXPECT_EQ(ask(Method::get, "/api/notes/mine"), Status::forbidden);
    EXPECT_EQ(ask(Method::get, "/api/notes/optional"), Status::forbidden);
    sign_in("notes:read notes:write");
    EXPECT_EQ(client->post("/api/notes/mine", "").body, R"("ada")");
    EXPECT_EQ(client->get("/api/notes/mine").body, R"("ada")");
}

TEST_F(RoutesWithTest, runs_its_other_parts_even_where_it_is_overridden_and_each_once) {
    EXPECT_EQ(client->get("/api/notes/count").body, "1");
    EXPECT_EQ(client->get("/api/notes/count").body, "2");
    EXPECT_EQ(tally.counts, 2) << "made once, though rule and handler take it";
    EXPECT_EQ(client->get("/api/notes/count", {{"X-Closed", "1"}}).status, Status::conflict);
    sign_in("notes:purge");
    EXPECT_EQ(ask(Method::post, "/api/notes/purge"), Status::no_content);
    EXPECT_EQ(tally.counts, 3);
}

TEST_F(RoutesWithTest, lets_nothing_run_for_who_may_not_call) {
    EXPECT_EQ(ask(Method::get, "/api/notes"), Status::unauthorized);
    EXPECT_EQ(client->get("/api/notes", {{"X-Closed", "1"}}).status, Status::unauthorized);
    EXPECT_EQ(tally.counts, 0);
}

TEST_F(RoutesWithTest, keeps_all_under_its_prefix_out_of_caches) {
    for (const auto* path : {"/api/notes", "/api/notes/", "/api/notes/count", "/api/notes/x/y"})
        EXPECT_EQ(client->get(path).fields.get("Cache-Control"), "no-store") << path;
    EXPECT_EQ(client->get("/api/notesx").fields.get("Cache-Control"), "");
    EXPECT_EQ(client->get("/api").fields.get("Cache-Control"), "");
}

TEST_F(RoutesWithTest, stands_in_the_table_of_routes) {
    EXPECT_EQ(table_of(app.routes()),
              R"(GET     /api/notes           Guard<scope<"notes:read">>
POST    /api/notes           Guard<scope<"notes:write"> && live_user>
GET     /api/notes/count     Public
GET     /api/notes/mine      Guard<scope<"notes:read">>, Guard<authenticated> via caller
POST    /api/notes/mine      Guard<scope<"notes:write"> && live_user>, Guard<authenticated> via caller
GET     /api/notes/optional  Guard<scope<"notes:read">>, optional Guard<authenticated>
POST    /api/notes/purge     Guard<scope<"notes:purge">>
GET     /api/notes/strong    Guard<scope<"notes:read"> && live_user>
POST    /api/notes/weak      Guard<scope<"notes:write"> && live_user>, Guard<authenticated>
PUT     /api/notes/{id}      Guard<scope<"notes:write"> && live_user>
PATCH   /api/notes/{id}      Guard<scope<"notes:write"> && live_user>
DELETE  /api/notes/{id}      Guard<scope<"notes:write"> && live_user>
GET     /docs                -
GET     /openapi.json        -
)");
}

TEST_F(RoutesWithTest, stands_in_the_document) {
    const auto document = app.openapi();
    EXPECT_THAT(document, HasSubstr(R"("/api/notes/{id}")"));
    EXPECT_THAT(document, HasSubstr(R"("notes:write")"));
    EXPECT_THAT(document, HasSubstr(R"("notes:purge")"));
    EXPECT_THAT(document, HasSubstr(R"("tags": [
          "notes"
        ])"));
}

TEST(Routes, behind_a_prefix_must_begin_with_a_slash) {
    App app;
    Routes notes{{.prefix = "/notes"}};
    notes.get("count", [] {});
    app.include(std::move(notes));
    Routes more;
    more.get("more", [] {});
    app.include(std::move(more), "/much");
    try {
        app.seal();
        FAIL() << "sealed";
    } catch (const std::logic_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("\"count\" behind \"/notes\" must start with a slash"));
        EXPECT_THAT(error.what(), HasSubstr("\"more\" behind \"/much\" must start with a slash"));
    }
}

TEST(Routes, keep_all_out_of_caches_where_the_root_is_never_stored) {
    App app;
    Routes routes;
    routes.get("/a", [] {});
    routes.never_store("/");
    app.include(std::move(routes));
    TestClient client{app};
    for (const auto* path : {"/", "/a", "/b/c", "/%zz"})
        EXPECT_EQ(client.get(path).fields.get("Cache-Control"), "no-store") << path;
}

/// Checks where it is made, and can be made of a guard elsewhere.
struct Staff {
    Staff(const Guard<authenticated>&) {}
    static Result<Staff> from_request(Guard<authenticated>) { return cardea::Errc::unavailable; }
};

TEST(RoutesWithStaff, is_not_met_by_whatever_converts_to_it) {
    App app;
    app.provide(Authority{});  // the client brings its own
    RoutesWith<Staff> routes;
    routes.get("/stock", [](Guard<authenticated>) {});
    app.include(std::move(routes));
    TestClient client{app};
    client.sign_in({.subject = "ada"});
    EXPECT_EQ(client.get("/stock").status, Status::service_unavailable);
}

}  // namespace
}  // namespace cardea
