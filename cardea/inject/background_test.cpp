// Under test: background work is done after the answer, in order, and not for a request that failed.
#include <cardea/inject/background.hpp>

#include <cardea/app/app.hpp>
#include <cardea/security/bearer.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace cardea::inject {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What was done, in order.
struct Told {
    std::shared_ptr<std::vector<std::string>> all = std::make_shared<std::vector<std::string>>();
    void add(std::string what) const { all->push_back(std::move(what)); }
};

int audited(Background background, State<Told> told) {
    background.run([told = *told] { told.add("audited"); });
    return 1;
}

struct BackgroundTest : testing::Test {
    BackgroundTest() {
        app.provide(told);
        app.on_background_failure([this](std::exception_ptr failure) {
            try {
                std::rethrow_exception(failure);
            } catch (const std::exception& error) {
                told.add(std::string{"failed: "} + error.what());
            }
        });
    }
    template <class Handler>
    Response run(Handler handler) {
        app.post("/", handler);
        return TestClient{app}.post("/", "");
    }

    Told told;
    App app;
};

TEST_F(BackgroundTest, is_done_in_order_after_the_handler) {
    run([](Public, Depends<audited>, Background background, State<Told> log) {
        auto owned = std::make_shared<std::string>("owned");
        background.run([out = *log, owned] { out.add(*owned); });
        background.run([out = *log]() -> Async<> {
            out.add("later");
            co_return;
        });
        log->add("handler");
    });
    EXPECT_THAT(*told.all, ElementsAre("handler", "audited", "owned", "later"));
}

TEST_F(BackgroundTest, is_told_of_when_it_throws_and_goes_on) {
    const auto answer = run([](Public, Background background, State<Told> log) {
        background.run([] { throw std::runtime_error{"no mail"}; });
        background.run([out = *log] { out.add("next"); });
        return 7;
    });
    EXPECT_EQ(answer.body, "7");
    EXPECT_THAT(*told.all, ElementsAre("failed: no mail", "next"));
}

TEST_F(BackgroundTest, is_not_done_for_a_request_that_failed) {
    app.post("/thrown", [](Public, Depends<audited>) { throw std::runtime_error{"no"}; });
    app.post("/failed",
             [](Public, Depends<audited>) -> Result<int> { return Errc::malformed_form; });
    app.post("/refused", [](Depends<audited>, Query<"limit", int>, Public) {});
    app.post("/later", [](Public, Background background) -> Async<int> {
        background.run([] { ADD_FAILURE(); });
        co_return Result<int>{Errc::malformed_form}.value();
    });
    TestClient client{app};
    for (const auto* path : {"/thrown", "/failed", "/refused", "/later"}) {
        EXPECT_GE(client.post(path, "").status, Status::bad_request) << path;
    }
    EXPECT_THAT(*told.all, IsEmpty());
}

}  // namespace
}  // namespace cardea::inject
