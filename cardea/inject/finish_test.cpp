// Under test: what a dependency has to bring to its end is brought there once its handler has
// returned well, the last made first, and its failure is the answer.
#include <cardea/inject/frame.hpp>

#include <cardea/app/app.hpp>
#include <cardea/security/bearer.hpp>
#include <cardea/testing/test_client.hpp>

#include <boost/asio/post.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace cardea::inject {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Log {
    std::shared_ptr<std::vector<std::string>> steps = std::make_shared<std::vector<std::string>>();
    void add(std::string step) const { steps->push_back(std::move(step)); }
};

/// Something that has an end: it fails where it is told to.
class Work {
public:
    Work(Log log, std::string name) : log_{std::move(log)}, name_{std::move(name)} {}
    Work(Work&&) = default;
    Async<Result<>> finish() {
        co_await boost::asio::post(co_await boost::asio::this_coro::executor,
                                   boost::asio::use_awaitable_t<Executor>{});
        log_.add("finish " + name_);
        if (throws) throw std::runtime_error{"hidden"};
        if (fails) co_return Error{cardea::Errc::unavailable}.say("Not kept");
        co_return Result<>{};
    }
    bool fails = false;
    bool throws = false;

private:
    Log log_;
    std::string name_;
};
static_assert(Finishing<Work>);
static_assert(!Finishing<const Work>);

Work first(State<Log> log) { return {*log, "first"}; }
Async<Work> second(Depends<first>, State<Log> log) { co_return Work{*log, "second"}; }
Result<Work> third(State<Log> log) { return Work{*log, "third"}; }
Work& same_as_first(Depends<first> work) { return *work; }

struct FinishTest : testing::Test {
    FinishTest() { app.provide(log); }

    template <class Handler>
    Response run(Handler handler) {
        app.post("/", handler);
        return TestClient{app}.post("/", "{}");
    }

    Log log;
    App app;
};

TEST_F(FinishTest, ends_the_last_made_first) {
    EXPECT_EQ(run([](Public, Depends<second>, Depends<third>, Depends<first>) {}).status,
              Status::no_content);
    EXPECT_THAT(*log.steps, ElementsAre("finish third", "finish second", "finish first"));
}

TEST_F(FinishTest, ends_what_others_only_refer_to_once) {
    run([](Public, Depends<same_as_first>, Result<Depends<first>>) {});
    EXPECT_THAT(*log.steps, ElementsAre("finish first"));
}

TEST_F(FinishTest, ends_nothing_where_the_handler_failed_or_never_ran) {
    app.post("/thrown", [](Public, Depends<first>) -> int { throw Conflict{"no"}; });
    app.post("/later", [](Public, Depends<second> work) -> Async<int> {
        if (!work->fails) throw Conflict{"no"};
        co_return 1;
    });
    app.post("/defect", [](Public, Depends<first>) { throw std::runtime_error{""}; });
    app.post("/failed", [](Public, Depends<first>) -> Result<int> { return Errc::malformed_form; });
    app.post("/refused", [](Depends<first>, Bearer) {});
    app.post("/faulty", [](Public, Depends<first>, Query<"limit", int>) {});
    TestClient client{app};
    EXPECT_EQ(client.post("/thrown", "").status, Status::conflict);
    EXPECT_EQ(client.post("/later", "").status, Status::conflict);
    EXPECT_EQ(client.post("/defect", "").status, Status::internal_server_error);
    EXPECT_EQ(client.post("/failed", "").status, Status::bad_request);
    EXPECT_EQ(client.post("/refused", "").status, Status::unauthorized);
    EXPECT_EQ(client.post("/faulty", "").status, Status::unprocessable_content);
    EXPECT_THAT(*log.steps, IsEmpty());
}

TEST_F(FinishTest, ends_nothing_where_the_app_has_its_own_answer_to_the_failure) {
    app.on_exception<Failure>([](const Failure&, const Request&) { return Response{}; });
    EXPECT_EQ(run([](Public, Depends<first>) -> int { throw Conflict{"no"}; }).status, Status::ok);
    EXPECT_THAT(*log.steps, IsEmpty());
}

TEST_F(FinishTest, makes_a_failure_the_whole_answer) {
    const auto answer = run([](Public, Depends<first> one, Depends<third> last) {
        last->fails = one->fails = true;
        return Reply<std::string, Status::created>{"secret"}
            .with("ETag", "1")
            .with(SetCookie{"session", "abc"});
    });
    EXPECT_EQ(answer.status, Status::service_unavailable);
    EXPECT_THAT(answer.body, HasSubstr("Not kept"));
    EXPECT_THAT(answer.body, testing::Not(HasSubstr("secret")));
    EXPECT_EQ(answer.fields.get("Content-Type"), "application/problem+json");
    EXPECT_FALSE(answer.fields.has("ETag"));
    EXPECT_FALSE(answer.fields.has("Set-Cookie"));
    EXPECT_THAT(*log.steps, ElementsAre("finish third")) << "the others are given up";
}

TEST_F(FinishTest, keeps_what_an_end_throws_to_itself) {
    const auto answer = run([](Public, Depends<first> one) {
        one->throws = true;
        return 7;
    });
    EXPECT_EQ(answer.status, Status::internal_server_error);
    EXPECT_THAT(answer.body, testing::Not(HasSubstr("hidden")));
}

TEST_F(FinishTest, tells_the_apps_own_handler_of_a_failure) {
    app.on_exception<Failure>([](const Failure& failure, const Request&) {
        Response answer;
        answer.status = Status::conflict;
        answer.body = failure.error().message();
        return answer;
    });
    const auto answer = run([](Public, Depends<first> one) { one->fails = true; });
    EXPECT_EQ(answer.status, Status::conflict);
    EXPECT_EQ(answer.body, "Not kept");
}

Work of_a_caller(Bearer, State<Log> log) { return {*log, "of a caller"}; }

TEST_F(FinishTest, leaves_out_what_was_not_made) {
    app.get("/maybe", [](std::optional<Depends<of_a_caller>>, Result<Depends<third>>) {});
    TestClient client{app};
    client.get("/maybe");
    EXPECT_THAT(*log.steps, ElementsAre("finish third"));
    client.get("/maybe", {{"Authorization", "Bearer abc"}});
    EXPECT_THAT(*log.steps, ElementsAre("finish third", "finish third", "finish of a caller"));
}

}  // namespace
}  // namespace cardea::inject
