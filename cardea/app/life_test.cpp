// Under test: what an app does beside answering: hooks at its start and end, background work, and
// the answers to exceptions of its own types.
#include <cardea/app/app.hpp>

#include <cardea/http/http_error.hpp>
#include <cardea/inject/background.hpp>
#include <cardea/inject/parameters.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>

#include <unistd.h>

namespace cardea {
namespace {

using testing::HasSubstr;
using testing::Not;

AppOptions on_any_port() {
    AppOptions options;
    options.server.port = 0;
    options.server.workers = 1;
    return options;
}

struct LifeTest : testing::Test {
    App app{on_any_port()};
    std::string trail;

    std::function<void()> noting(std::string what) {
        return [this, what] { trail += what + " "; };
    }
    /// Runs the app and ends it at once.
    int run() {
        return app.run([this](std::uint16_t port) {
            EXPECT_GT(port, 0);
            trail += "listening ";
            ::kill(::getpid(), SIGTERM);  // waits until the app waits for it
        });
    }
};

TEST_F(LifeTest, calls_start_hooks_in_order_and_stop_hooks_backwards) {
    app.on_start(noting("first"));
    app.on_start([this]() -> Async<> {
        trail += "second ";
        co_return;
    });
    app.on_stop(noting("/first"));
    app.on_stop([this]() -> Async<> {
        trail += "/second ";
        co_return;
    });
    EXPECT_EQ(run(), 0);
    EXPECT_EQ(trail, "first second listening /second /first ");
    EXPECT_TRUE(app.is_stopping());
}

TEST_F(LifeTest, does_not_serve_where_a_start_hook_throws) {
    app.on_start([]() -> Async<> {
        throw std::runtime_error{"no mail server"};
        co_return;
    });
    app.on_start(noting("second"));
    app.on_stop(noting("/first"));
    EXPECT_THROW(run(), std::runtime_error);
    EXPECT_EQ(trail, "") << "what did not start is not stopped";
}

TEST_F(LifeTest, calls_every_stop_hook_whatever_one_throws) {
    app.on_stop(noting("/first"));
    app.on_stop([] { throw std::runtime_error{"the second"}; });
    app.on_stop([] { throw std::runtime_error{"the third"}; });
    try {
        run();
        FAIL() << "nothing left run";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "the third");
    }
    EXPECT_EQ(trail, "listening /first ");
}

TEST_F(LifeTest, stops_what_it_started_where_serving_fails) {
    app.on_start(noting("first"));
    app.on_stop(noting("/first"));
    app.on_stop([] { throw std::runtime_error{"not told"}; });
    try {
        app.run([](std::uint16_t) { throw std::logic_error{"no room for the log"}; });
        FAIL() << "nothing left run";
    } catch (const std::logic_error& error) {
        EXPECT_STREQ(error.what(), "no room for the log");
    }
    EXPECT_EQ(trail, "first /first ");
}

TEST_F(LifeTest, starts_nothing_where_the_wiring_is_at_fault) {
    struct Missing {};
    app.on_start(noting("first"));
    app.get("/", [](State<Missing>) {});
    EXPECT_THROW(run(), std::logic_error);
    EXPECT_EQ(trail, "");
}

TEST_F(LifeTest, does_background_work_in_order_after_the_answer) {
    app.use([this](Request& request, Response& response, const Next& next) -> Async<> {
        co_await next(request, response);
        trail += "answered ";
    });
    app.post("/", [this](Public, Background background) {
        background.run(noting("first"));
        background.run([this]() -> Async<> {
            trail += "second ";
            co_return;
        });
        trail += "handler ";
    });
    TestClient client{app};
    EXPECT_EQ(client.post("/", "").status, Status::no_content);
    EXPECT_EQ(trail, "handler answered first second ");
}

TEST_F(LifeTest, tells_of_background_work_that_throws_and_goes_on) {
    app.on_background_failure([this](const std::exception_ptr& failure) {
        try {
            std::rethrow_exception(failure);
        } catch (const std::runtime_error& error) {
            trail += std::string{error.what()} + " ";
        }
    });
    app.post("/", [this](Public, Background background) {
        background.run([] { throw std::runtime_error{"plain"}; });
        background.run([]() -> Async<> {
            throw std::runtime_error{"awaited"};
            co_return;
        });
        background.run(noting("last"));
    });
    TestClient client{app};
    EXPECT_EQ(client.post("/", "").status, Status::no_content);
    EXPECT_EQ(trail, "plain awaited last ");
}

TEST_F(LifeTest, tells_standard_error_of_background_work_where_nobody_else_listens) {
    app.post("/", [](Public, Background background) {
        background.run([] { throw std::runtime_error{"the mail did not leave"}; });
        background.run([] { throw 7; });
    });
    TestClient client{app};
    testing::internal::CaptureStderr();
    client.post("/", "");
    const auto said = testing::internal::GetCapturedStderr();
    EXPECT_THAT(said, HasSubstr("background work failed: the mail did not leave\n"));
    EXPECT_THAT(said, HasSubstr("no std::exception\n"));
}

/// Ends badly, as a transaction does whose commit fails.
struct Commit {
    Async<Result<>> finish() { co_return Errc::unavailable; }
};
Commit open_commit() { return {}; }

TEST_F(LifeTest, does_no_background_work_for_what_did_not_come_to_pass) {
    app.post("/throws", [this](Public, Background background) {
        background.run(noting("mail"));
        throw HttpError{Status::conflict, "It is there"};
    });
    app.post("/refuses", [this](Public, Background background) -> Result<> {
        background.run(noting("mail"));
        return Errc::exhausted;
    });
    app.post("/commit", [this](Public, Background background, Depends<open_commit>) {
        background.run(noting("mail"));
    });
    TestClient client{app};
    EXPECT_EQ(client.post("/throws", "").status, Status::conflict);
    EXPECT_EQ(client.post("/refuses", "").status, Status::service_unavailable);
    EXPECT_EQ(client.post("/commit", "").status, Status::service_unavailable);
    EXPECT_EQ(trail, "");
}

struct OutOfStock : std::runtime_error {
    explicit OutOfStock(const std::string& what_) : std::runtime_error{what_} {}
};
struct OutOfHinges : OutOfStock {
    OutOfHinges() : OutOfStock{"hinges"} {}
};

Response saying(Status status, std::string text) {
    Response response;
    response.status = status;
    response.body = std::move(text);
    return response;
}

TEST_F(LifeTest, answers_exceptions_of_its_own_types_the_first_that_fits) {
    app.on_exception<OutOfHinges>(
        [](const OutOfHinges&, const Request&) { return saying(Status::forbidden, "no hinges"); });
    app.on_exception<OutOfStock>([](const OutOfStock& error, const Request& request) {
        return saying(Status::conflict, std::string{request.raw_path()} + " lacks " + error.what());
    });
    app.on_exception<std::exception>([](const std::exception&, const Request&) {
        return saying(Status::not_implemented, "any");
    });
    app.get("/hinges", [] { throw OutOfHinges{}; });
    app.get("/screws", []() -> Async<> {
        throw OutOfStock{"screws"};
        co_return;
    });
    app.get("/other", [] { throw std::out_of_range{"secret"}; });
    app.get("/number", [] { throw 7; });
    TestClient client{app};
    EXPECT_EQ(client.get("/hinges").body, "no hinges");
    EXPECT_EQ(client.get("/hinges").status, Status::forbidden);
    EXPECT_EQ(client.get("/screws").body, "/screws lacks screws");
    EXPECT_EQ(client.get("/other").status, Status::not_implemented);
    EXPECT_EQ(client.get("/number").status, Status::internal_server_error);
    EXPECT_EQ(client.get("/nowhere").status, Status::not_found) << "nothing was thrown";
}

TEST_F(LifeTest, lets_a_base_that_was_added_first_decide) {
    app.on_exception<OutOfStock>(
        [](const OutOfStock&, const Request&) { return saying(Status::conflict, "stock"); });
    app.on_exception<OutOfHinges>(
        [](const OutOfHinges&, const Request&) { return saying(Status::forbidden, "no hinges"); });
    app.get("/hinges", [] { throw OutOfHinges{}; });
    TestClient client{app};
    EXPECT_EQ(client.get("/hinges").body, "stock");
}

TEST_F(LifeTest, answers_refusals_as_failures) {
    app.on_exception<Failure>([](const Failure& failure, const Request&) {
        return saying(Status::bad_request, std::string{failure.error().message()});
    });
    app.provide(Authority{});
    app.get("/guarded", [](Guard<authenticated>) {});
    app.get("/faulty", [](Query<"limit", int>) {});
    app.get("/result", []() -> Result<> { return Errc::unavailable; });
    app.get("/http", [] { throw HttpError{Status::conflict, "It is there"}; });
    std::size_t mishaps = 0;
    app.observe([&](const Exchange& exchange) { mishaps += exchange.mishap ? 1U : 0U; });
    TestClient client{app};
    for (const auto* path : {"/guarded", "/faulty", "/result", "/http"})
        EXPECT_EQ(client.get(path).status, Status::bad_request) << path;
    EXPECT_EQ(client.get("/guarded").body, "Not authenticated");
    EXPECT_EQ(mishaps, 5U) << "the log hears of it all the same";
}

TEST_F(LifeTest, makes_a_problem_of_what_an_answer_to_an_exception_throws) {
    app.on_exception<OutOfStock>([](const OutOfStock&, const Request&) -> Response {
        throw std::runtime_error{"the password is 1234"};
    });
    app.on_exception<std::runtime_error>([](const std::runtime_error&, const Request&) {
        return saying(Status::ok, "must not be asked");
    });
    app.get("/hinges", [] { throw OutOfHinges{}; });
    TestClient client{app};
    const auto answer = client.get("/hinges");
    EXPECT_EQ(answer.status, Status::internal_server_error);
    EXPECT_THAT(answer.body, HasSubstr(R"("status":500)"));
    EXPECT_THAT(answer.body, Not(HasSubstr("1234")));
}

}  // namespace
}  // namespace cardea
