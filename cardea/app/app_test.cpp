// Under test: an app as its users write one: routes, wiring, answers, through the test client.
#include <cardea/app/app.hpp>

#include <cardea/app/offload.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/inject/parameters.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace cardea {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Hinge {
    int id = 0;
    std::string name;
};

struct NewHinge {
    Text<1, 10> name;
};

struct Store {
    std::string place = "shelf";
};

struct Missing {};

struct AppTest : testing::Test {
    App app;
};

TEST_F(AppTest, answers_what_a_handler_returns) {
    app.provide(Store{});
    app.get("/hinges/{id}",
            [](Path<"id", int> id, State<Store> store) { return Hinge{*id, store->place}; });
    app.post("/hinges", [](Public, Body<NewHinge> body) {
        return Created<Hinge>{Hinge{7, body->name.text()}, "/hinges/7"};
    });
    app.delete_("/hinges/{id}", [](Public, Path<"id", int>) {});
    TestClient client{app};
    EXPECT_EQ(client.get("/hinges/3").body, R"({"id":3,"name":"shelf"})");
    const auto made = client.post("/hinges", R"({"name":"brass"})");
    EXPECT_EQ(made.status, Status::created);
    EXPECT_EQ(made.fields.get("Location"), "/hinges/7");
    EXPECT_EQ(made.body, R"({"id":7,"name":"brass"})");
    EXPECT_EQ(client.delete_("/hinges/3").status, Status::no_content);
    EXPECT_EQ(client.get("/hinges/x").status, Status::unprocessable_content);
    EXPECT_EQ(client.post("/hinges", R"({"name":""})").status, Status::unprocessable_content);
}

TEST_F(AppTest, says_what_is_not_there_and_what_is) {
    app.get("/hinges", [] { return Hinge{}; });
    app.patch("/hinges", [](Public) {});
    TestClient client{app};
    EXPECT_EQ(client.get("/doors").status, Status::not_found);
    const auto refused = client.delete_("/hinges");
    EXPECT_EQ(refused.status, Status::method_not_allowed);
    EXPECT_EQ(refused.fields.get("Allow"), "GET, HEAD, PATCH, OPTIONS");
    const auto options = client.send(Method::options, "/hinges", "");
    EXPECT_EQ(options.status, Status::no_content);
    EXPECT_EQ(options.fields.get("Allow"), "GET, HEAD, PATCH, OPTIONS");
    EXPECT_EQ(client.send(Method::head, "/hinges", "").status, Status::ok);
    EXPECT_EQ(client.get("/hinges/").status, Status::ok);
}

TEST_F(AppTest, names_all_faults_of_its_wiring_at_once) {
    app.get("/a", [](State<Missing>) {});
    app.get("/b/{id}", [](Path<"ID", int>) {});
    app.get("/c", [] {});
    app.get("/c/", [] {});
    app.get("no-slash", [] {});
    app.provide(Store{});
    app.provide(Store{});
    try {
        app.seal();
        FAIL() << "sealed";
    } catch (const std::logic_error& error) {
        EXPECT_THAT(error.what(),
                    AllOf(HasSubstr("GET /a: "), HasSubstr("Missing"), HasSubstr("GET /b/{id}: "),
                          HasSubstr("GET /c/ is declared twice"), HasSubstr("no-slash"),
                          HasSubstr("Two objects of type")));
    }
}

TEST_F(AppTest, answers_what_was_thrown) {
    app.get("/teapot", [] { throw HttpError{Status::conflict, "Not now"}.with("X-Why", "tea"); });
    app.get("/failure", [] { throw Failure{Errc::unavailable}; });
    app.get("/defect", [] { throw std::runtime_error{"the password is 1234"}; });
    app.get("/result", []() -> Result<Hinge> { return Errc::exhausted; });
    TestClient client{app};
    const auto conflict = client.get("/teapot");
    EXPECT_EQ(conflict.status, Status::conflict);
    EXPECT_EQ(conflict.fields.get("X-Why"), "tea");
    EXPECT_THAT(conflict.body, HasSubstr(R"("detail":"Not now")"));
    EXPECT_EQ(client.get("/failure").status, Status::service_unavailable);
    EXPECT_EQ(client.get("/result").fields.get("Retry-After"), "1");
    const auto defect = client.get("/defect");
    EXPECT_EQ(defect.status, Status::internal_server_error);
    EXPECT_THAT(defect.body, testing::Not(HasSubstr("1234")));
}

TEST_F(AppTest, keeps_answers_out_of_caches_where_told_to) {
    Routes routes;
    routes.never_store("/me");
    routes.get("/me/notes", [] { return Hinge{}; });
    routes.get("/mexico", [] { return Hinge{}; });
    routes.get("/token", [] { return Hinge{}; }, {.no_store = true});
    app.include(std::move(routes));
    TestClient client{app};
    for (const auto* path :
         {"/me/notes", "/me/notes/", "/m%65/notes", "/me/nothing", "/%6de", "/me", "/token"}) {
        EXPECT_EQ(client.get(path).fields.get("Cache-Control"), "no-store") << path;
    }
    EXPECT_EQ(client.delete_("/me/notes").fields.get("Cache-Control"), "no-store");
    EXPECT_EQ(client.get("/mexico").fields.get("Cache-Control"), "");
}

TEST_F(AppTest, tells_observers_of_every_answer) {
    app.get("/hinges/{id}", [](Path<"id", int> id) -> Result<Hinge> {
        if (*id == 0) return Errc::exhausted;
        return Hinge{*id, {}};
    });
    std::string seen;
    app.observe([&](const Exchange& exchange) {
        seen += std::string{exchange.pattern} + " " +
                std::to_string(static_cast<int>(exchange.response.status)) + " " +
                (exchange.mishap ? std::string{exchange.mishap->code()} : "-") + "\n";
    });
    TestClient client{app};
    client.get("/hinges/1");
    client.get("/hinges/0");
    client.get("/doors");
    EXPECT_EQ(seen, "/hinges/{id} 200 -\n/hinges/{id} 503 exhausted\n 404 -\n");
}

TEST_F(AppTest, reads_json_no_deeper_than_it_may) {
    AppOptions shallow;
    shallow.json_depth_max = 3;
    App strict{shallow};
    strict.post("/", [](Public, Body<Hinge>) {});
    TestClient client{strict};
    EXPECT_EQ(client.post("/", R"({"id":[[1]]})").status, Status::unprocessable_content);
    EXPECT_EQ(client.post("/", R"({"id":[[[1]]]})").status, Status::bad_request);
}

TEST_F(AppTest, takes_heavy_work_off_the_loop) {
    const auto here = std::this_thread::get_id();
    bool was_elsewhere = false;
    app.get("/heavy", [&]() -> Async<Hinge> {
        co_await offload([&] { was_elsewhere = std::this_thread::get_id() != here; });
        co_return Hinge{1, "done"};
    });
    app.get("/throws", []() -> Async<Hinge> {
        co_await offload([] { throw NotFound{"gone"}; });
        co_return Hinge{};
    });
    TestClient client{app};
    EXPECT_EQ(client.get("/heavy").body, R"({"id":1,"name":"done"})");
    EXPECT_TRUE(was_elsewhere);
    EXPECT_EQ(client.get("/throws").status, Status::not_found);
}

}  // namespace
}  // namespace cardea
