// Under test: the dependencies of a whole app run before every endpoint, once, and are ended after.
#include <cardea/inject/preparation.hpp>

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
using testing::HasSubstr;
using testing::IsEmpty;

struct Diary {
    std::shared_ptr<std::vector<std::string>> steps = std::make_shared<std::vector<std::string>>();
    void add(std::string step) const { steps->push_back(std::move(step)); }
};

class Session {
public:
    Session(Diary diary, std::string name) : diary_{std::move(diary)}, name_{std::move(name)} {
        diary_.add("make " + name_);
    }
    Async<Result<>> finish() {
        diary_.add("finish " + name_);
        if (fails) co_return Error{cardea::Errc::unavailable};
        co_return Result<>{};
    }
    bool fails = false;

private:
    Diary diary_;
    std::string name_;
};

std::string tenant(const Request& request) {
    const auto field = request.field("Tenant");
    if (!field) throw Forbidden{"No tenant"};
    return std::string{*field};
}
Async<Session> session(Depends<tenant> name, State<Diary> diary) {
    co_return Session{*diary, *name};
}
Session own(State<Diary> diary) { return {*diary, "own"}; }

const TestFields of_acme{{"Tenant", "acme"}};

struct PreparationTest : testing::Test {
    PreparationTest() {
        app.provide(diary);
        app.before_each<Depends<session>>();
    }

    Diary diary;
    App app;
};

TEST_F(PreparationTest, is_made_once_and_handed_to_whoever_takes_it) {
    app.get("/", [](Depends<session> one, Depends<tenant> name, Result<Depends<session>> same) {
        return *name + (&*one == &*same.value() ? " once" : " twice");
    });
    EXPECT_EQ(TestClient{app}.get("/", of_acme).body, R"("acme once")");
    EXPECT_THAT(*diary.steps, ElementsAre("make acme", "finish acme"));
}

TEST_F(PreparationTest, runs_where_nobody_takes_it_and_refuses_for_every_route) {
    Routes included;
    included.get("/rooms", [] { return 1; });
    app.include(std::move(included), "/hotel");
    app.get("/", [] { return 2; });
    TestClient client{app};
    for (const auto* path : {"/", "/hotel/rooms", "/openapi.json", "/docs"}) {
        const auto answer = client.get(path);
        EXPECT_EQ(answer.status, Status::forbidden) << path;
        EXPECT_THAT(answer.body, HasSubstr("No tenant"));
    }
    EXPECT_EQ(client.get("/nowhere").status, Status::not_found);
    EXPECT_THAT(*diary.steps, IsEmpty());
    EXPECT_EQ(client.get("/hotel/rooms", of_acme).body, "1");
    EXPECT_THAT(*diary.steps, ElementsAre("make acme", "finish acme"));
}

TEST_F(PreparationTest, is_ended_after_the_endpoints_own) {
    app.get("/", [](Depends<own>) {});
    TestClient{app}.get("/", of_acme);
    EXPECT_THAT(*diary.steps, ElementsAre("make acme", "make own", "finish own", "finish acme"));
}

TEST_F(PreparationTest, is_not_ended_where_the_handler_failed) {
    app.get("/thrown", []() -> int { throw Conflict{"no"}; });
    app.get("/failed", []() -> Result<int> { return Errc::malformed_form; });
    app.get("/own", [](Depends<own> work) { work->fails = true; });
    TestClient client{app};
    EXPECT_EQ(client.get("/thrown", of_acme).status, Status::conflict);
    EXPECT_EQ(client.get("/failed", of_acme).status, Status::bad_request);
    EXPECT_THAT(*diary.steps, ElementsAre("make acme", "make acme"));
    diary.steps->clear();
    EXPECT_EQ(client.get("/own", of_acme).status, Status::service_unavailable);
    EXPECT_THAT(*diary.steps, ElementsAre("make acme", "make own", "finish own"));
}

TEST_F(PreparationTest, makes_its_failure_the_answer) {
    app.get("/", [](Depends<session> one) {
        one->fails = true;
        return Reply{7}.with("ETag", "1");
    });
    const auto answer = TestClient{app}.get("/", of_acme);
    EXPECT_EQ(answer.status, Status::service_unavailable);
    EXPECT_FALSE(answer.fields.has("ETag"));
}

std::string long_name(Depends<tenant> name, State<Diary> diary) {
    diary->add("long name");
    return *name + " limited";
}

TEST_F(PreparationTest, shares_what_those_before_it_made) {
    app.before_each<Depends<long_name>, Depends<session>>();
    app.get("/", [](Depends<long_name> name) { return *name; });
    EXPECT_EQ(TestClient{app}.get("/", of_acme).body, R"("acme limited")");
    EXPECT_THAT(*diary.steps, ElementsAre("make acme", "long name", "finish acme"));
}

TEST_F(PreparationTest, can_be_replaced) {
    app.get("/", [](Depends<session> one, Depends<tenant> name) {
        one->fails = false;
        return *name;
    });
    TestClient client{app};
    client.override_with<tenant>("fake");
    EXPECT_EQ(client.get("/").body, R"("fake")");
    EXPECT_THAT(*diary.steps, ElementsAre("make fake", "finish fake"));
    diary.steps->clear();
    client.override_with<session>([](State<Diary> log) { return Session{*log, "of a test"}; });
    EXPECT_EQ(client.get("/").body, R"("fake")");
    EXPECT_THAT(*diary.steps, ElementsAre("make of a test", "finish of a test"));
}

struct Unprovided {};
int needs_more(State<Unprovided>, Path<"id", int>) { return 1; }

TEST_F(PreparationTest, says_what_it_lacks_before_anything_is_served) {
    app.before_each<Depends<needs_more>>();
    try {
        app.seal();
        FAIL() << "it has neither a state nor a path";
    } catch (const std::logic_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("before_each: State<"));
        EXPECT_THAT(error.what(), HasSubstr("before_each: Path<\"id\">"));
    }
}

TEST_F(PreparationTest, refuses_with_a_scheme) {
    App guarded;
    guarded.before_each<Bearer>();
    guarded.get("/", [] { return 1; });
    TestClient client{guarded};
    EXPECT_EQ(client.get("/").status, Status::unauthorized);
    EXPECT_EQ(client.get("/", {{"Authorization", "Bearer abc"}}).body, "1");
}

}  // namespace
}  // namespace cardea::inject
