// Under test: what stands around an app: its order, its failures, and what it is told.
#include <cardea/app/middleware.hpp>

#include <cardea/app/app.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/inject/background.hpp>
#include <cardea/inject/parameters.hpp>
#include <cardea/security/bearer.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace cardea {
namespace {

using testing::HasSubstr;
using testing::Not;

struct MiddlewareTest : testing::Test {
    App app;
    std::string trail;

    /// Leaves `name` in the trail before and after the rest, and in a field of the answer.
    Middleware marking(std::string name) {
        return [this, name](Request& request, Response& response, const Next& next) -> Async<> {
            trail += name + " ";
            co_await next(request, response);
            trail += "/" + name + " ";
            response.fields.add("X-Trail", name);
        };
    }
    std::string trail_of(const Response& response) {
        std::string found;
        for (const auto& [name, value] : response.fields.all()) {
            if (name == "X-Trail") found += value + " ";
        }
        return found;
    }
};

TEST_F(MiddlewareTest, stands_around_everything_the_first_outermost) {
    app.use(marking("outer"));
    app.use(marking("inner"));
    app.get("/", [this](Public) { trail += "handler "; });
    TestClient client{app};
    EXPECT_EQ(trail_of(client.get("/")), "inner outer ");
    EXPECT_EQ(trail, "outer inner handler /inner /outer ");
    EXPECT_EQ(trail_of(client.get("/nowhere")), "inner outer ") << "unknown paths too";
    EXPECT_EQ(trail_of(client.delete_("/")), "inner outer ") << "and unknown methods";
}

TEST_F(MiddlewareTest, answers_by_itself_where_it_does_not_ask_the_rest) {
    app.use(marking("outer"));
    app.use([](Request&, Response& response, const Next&) -> Async<> {
        response.status = Status::service_unavailable;
        response.body = "closed";
        co_return;
    });
    app.use(marking("inner"));
    app.get("/", [this] { trail += "handler "; });
    TestClient client{app};
    const auto answer = client.get("/");
    EXPECT_EQ(answer.status, Status::service_unavailable);
    EXPECT_EQ(answer.body, "closed");
    EXPECT_EQ(trail, "outer /outer ");
}

TEST_F(MiddlewareTest, becomes_a_problem_where_it_throws_and_those_around_it_go_on) {
    app.use(marking("outer"));
    app.use([](Request& request, Response& response, const Next& next) -> Async<> {
        if (request.raw_path() == "/before") throw HttpError{Status::forbidden, "Not from here"};
        co_await next(request, response);
        throw std::runtime_error{"the password is 1234"};
    });
    app.use(marking("inner"));
    app.get("/", [] { return std::string{"fine"}; });
    TestClient client{app};
    const auto refused = client.get("/before");
    EXPECT_EQ(refused.status, Status::forbidden);
    EXPECT_THAT(refused.body, HasSubstr(R"("detail":"Not from here")"));
    const auto failed = client.get("/");
    EXPECT_EQ(failed.status, Status::internal_server_error);
    EXPECT_THAT(failed.body, Not(HasSubstr("1234")));
    EXPECT_THAT(failed.body, Not(HasSubstr("fine")));
    EXPECT_EQ(trail_of(failed), "outer ") << "what was said of the answer before is gone with it";
}

TEST_F(MiddlewareTest, is_answered_for_by_the_apps_own_exceptions) {
    struct Closed {};
    app.on_exception<Closed>([](const Closed&, const Request& request) {
        Response response;
        response.status = Status::conflict;
        response.body = std::string{request.raw_path()} + " is closed";
        return response;
    });
    app.use([](Request&, Response&, const Next&) -> Async<> {
        throw Closed{};
        co_return;
    });
    TestClient client{app};
    EXPECT_EQ(client.get("/door").body, "/door is closed");
}

TEST_F(MiddlewareTest, may_try_the_rest_again) {
    int calls = 0;
    app.use([](Request& request, Response& response, const Next& next) -> Async<> {
        response.fields.set("X-Before", "lost");
        do {
            co_await next(request, response);
        } while (response.status == Status::service_unavailable);
    });
    app.get("/{name}", [&](Path<"name", std::string> name) -> Result<std::string> {
        if (++calls < 3) return Errc::unavailable;
        return *name;
    });
    Fault seen = Fault::internal;
    app.observe([&](const Exchange& exchange) {
        if (!exchange.mishap) seen = Fault::conflict;
    });
    TestClient client{app};
    const auto answer = client.get("/hinge");
    EXPECT_EQ(answer.status, Status::ok);
    EXPECT_EQ(answer.body, R"("hinge")") << "nothing of the failures is left";
    EXPECT_FALSE(answer.fields.has("Retry-After"));
    EXPECT_FALSE(answer.fields.has("X-Before"));
    EXPECT_EQ(calls, 3);
    EXPECT_EQ(seen, Fault::conflict) << "observers hear of the last try";
}

TEST_F(MiddlewareTest, may_read_the_path_parameters_of_what_was_answered) {
    app.use([this](Request& request, Response& response, const Next& next) -> Async<> {
        co_await next(request, response);
        trail += request.path_parameter("name").value_or("-");
    });
    app.get("/{name}", [](Path<"name", std::string>) {});
    TestClient client{app};
    client.get("/a-name-too-long-for-the-small-string-of-the-library");
    client.get("/a/b");
    EXPECT_EQ(trail, "a-name-too-long-for-the-small-string-of-the-library-");
}

TEST_F(MiddlewareTest, is_seen_by_observers_with_what_it_made_of_the_answer) {
    std::string seen;
    app.observe([&](const Exchange& exchange) {
        seen += std::string{exchange.pattern} + " " +
                std::to_string(static_cast<int>(exchange.response.status)) + " " +
                (exchange.mishap ? std::string{exchange.mishap->detail()} : "-") + "\n";
    });
    app.use([](Request& request, Response& response, const Next& next) -> Async<> {
        if (request.raw_path() == "/short") co_return;
        co_await next(request, response);
        if (request.raw_path() == "/throws") throw std::runtime_error{"a defect"};
        response.status = Status::accepted;
    });
    app.get("/throws", [] {});
    app.get("/plain", [] {});
    TestClient client{app};
    client.get("/short");
    client.get("/throws");
    client.get("/plain");
    EXPECT_EQ(seen, " 200 -\n/throws 500 a defect\n/plain 202 -\n");
}

TEST_F(MiddlewareTest, cannot_make_a_cache_keep_what_must_not_be_kept) {
    Routes routes;
    routes.never_store("/me");
    routes.get("/token", [] {}, {.no_store = true});
    app.include(std::move(routes));
    app.use([](Request& request, Response& response, const Next& next) -> Async<> {
        if (request.raw_path() == "/me/throws") throw std::runtime_error{"a defect"};
        if (request.raw_path() == "/me/short") co_return;
        co_await next(request, response);
        response.fields.set("Cache-Control", "public, max-age=300");
    });
    TestClient client{app};
    for (const auto* path : {"/me", "/me/throws", "/me/short", "/token"})
        EXPECT_EQ(client.get(path).fields.get("Cache-Control"), "no-store") << path;
    EXPECT_EQ(client.get("/other").fields.get("Cache-Control"), "public, max-age=300");
}

int seven() { return 7; }

TEST_F(MiddlewareTest, may_hang_something_of_its_own_on_a_request) {
    struct Label final : Attachment {
        std::string text = "hinge";
    };
    std::string seen;
    app.use([&](Request& request, Response& response, const Next& next) -> Async<> {
        Label label;
        request.attach(&label);
        co_await next(request, response);
        seen = request.attachment() == &label ? label.text : "";
    });
    app.get("/", [](Public, Depends<seven> number) { return *number; });
    TestClient client{app};
    EXPECT_EQ(client.get("/").body, "7");
    EXPECT_EQ(seen, "hinge");

    App prepared;
    prepared.use([](Request& request, Response& response, const Next& next) -> Async<> {
        Label label;
        request.attach(&label);
        co_await next(request, response);
        co_await next(request, response);  // the second time anew
    });
    prepared.before_each<Depends<seven>>();
    prepared.get("/", [](Public, Depends<seven> number) { return *number; });
    EXPECT_THAT(TestClient{prepared}.get("/").body, HasSubstr("7"));
}

}  // namespace
}  // namespace cardea
