// Under test: what a test puts in a dependency's place is taken by all, made once, and spares what
// the dependency itself needed.
#include <cardea/inject/replacement.hpp>

#include <cardea/app/app.hpp>
#include <cardea/security/guard.hpp>
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

struct Steps {
    std::shared_ptr<std::vector<std::string>> all = std::make_shared<std::vector<std::string>>();
    void add(std::string step) const { all->push_back(std::move(step)); }
};

struct User {
    std::string name;
};

/// As a database that nothing copies.
struct Rows {
    explicit Rows(std::string name_) : name{std::move(name_)} {}
    Rows(const Rows&) = delete;
    std::string name;
};

struct Change {
    Steps steps;
    std::string name;
    Async<Result<>> finish() {
        steps.add("finish " + name);
        co_return Result<>{};
    }
};

const Rows& rows(State<Rows> provided) { return *provided; }
std::string token(Bearer bearer, State<Steps> steps) {
    steps->add("token");
    return std::string{bearer.token()};
}
Async<User> current_user(Depends<token> text, Depends<rows> users) {
    co_return User{*text + " of " + users->name};
}
Result<std::string> greeting(Depends<current_user> user, State<Steps> steps) {
    steps->add("greeting");
    return "hello " + user->name;
}
void check(Bearer) {}
Change change(State<Steps> steps) { return {*steps, "real"}; }

struct ReplacementTest : testing::Test {
    App& filled() {
        app.provide(steps);
        app.provide(std::make_shared<Rows>("rows"));
        app.provide(Authority{.verify = [](std::string_view) -> Result<jose::VerifiedClaims> {
            return security::refused(security::Errc::invalid_token);
        }});
        app.get("/me", [](Depends<current_user> user) { return user->name; });
        app.get("/hello/{id}", [](Depends<greeting> text, Depends<current_user> user) {
            return *text + ", " + user->name;
        });
        app.get("/maybe", [](std::optional<Depends<current_user>> user) {
            return user ? (*user)->name : "nobody";
        });
        app.get("/told", [](Result<Depends<current_user>> user) {
            return user ? (*user)->name : std::string{user.error().message()};
        });
        app.get("/checked", [](Depends<check>) {});
        app.post("/change", [](Public, Depends<change> made) { return made->name; });
        app.post("/guarded", [](Guard<scope<"a">>, Depends<greeting> text) { return *text; });
        app.get("/rows", [](Depends<rows> all) { return all->name; });
        return app;
    }

    Steps steps;
    App app;
    TestClient client{filled()};
};

TEST_F(ReplacementTest, takes_a_value_and_needs_nothing_for_it) {
    client.override_with<current_user>(User{"ada"});
    EXPECT_EQ(client.get("/me").body, R"("ada")");
    EXPECT_EQ(client.get("/maybe").body, R"("ada")");
    EXPECT_EQ(client.get("/told").body, R"("ada")");
    EXPECT_EQ(client.get("/hello/1").body, R"("hello ada, ada")");
    EXPECT_THAT(*steps.all, ElementsAre("greeting")) << "and never a token";
    TestClient other{app};
    EXPECT_EQ(other.get("/me").status, Status::unauthorized) << "of that client alone";
}

TEST_F(ReplacementTest, converts_a_text) {
    client.override_with<token>("secret");
    EXPECT_EQ(client.get("/me").body, R"("secret of rows")");
}

TEST_F(ReplacementTest, takes_whatever_a_handler_may_take) {
    client.override_with<current_user>([](Path<"id", int> id, Query<"q", std::string> q,
                                          State<Steps> log, const Request& request) {
        log->add("fake");
        return User{*q + std::to_string(*id) + std::string{request.raw_path()}};
    });
    EXPECT_EQ(client.get("/hello/7?q=x").body, R"("hello x7/hello/7, x7/hello/7")");
    EXPECT_THAT(*steps.all, ElementsAre("fake", "greeting"));
    EXPECT_EQ(client.get("/hello/7").status, Status::unprocessable_content);
}

TEST_F(ReplacementTest, may_wait_and_may_fail) {
    client.override_with<current_user>([](const Request& request) -> Async<Result<User>> {
        co_await boost::asio::post(co_await boost::asio::this_coro::executor,
                                   boost::asio::use_awaitable_t<Executor>{});
        if (request.query() == "gone") co_return Error{Errc::unsupported_media_type}.say("Gone");
        if (request.query() == "thrown") throw Conflict{"Thrown"};
        co_return User{"late"};
    });
    EXPECT_EQ(client.get("/me").body, R"("late")");
    EXPECT_EQ(client.get("/me?gone").status, Status::unsupported_media_type);
    EXPECT_EQ(client.get("/me?thrown").status, Status::conflict);
    EXPECT_EQ(client.get("/told?gone").body, R"("Gone")");
    EXPECT_EQ(client.get("/told?thrown").body, R"("Thrown")");
    EXPECT_EQ(client.get("/maybe?gone").status, Status::unsupported_media_type);
    client.override_with<current_user>(
        []() -> Result<User> { throw std::runtime_error{"hidden"}; });
    const auto defect = client.get("/told");
    EXPECT_EQ(defect.status, Status::internal_server_error);
    EXPECT_THAT(defect.body, testing::Not(HasSubstr("hidden")));
}

TEST_F(ReplacementTest, stands_for_a_reference_and_for_a_check) {
    EXPECT_EQ(client.get("/checked").status, Status::unauthorized);
    client.override_with<check>([] {});
    EXPECT_EQ(client.get("/checked").status, Status::no_content);
    client.override_with<check>([]() -> Async<> { co_return; });
    EXPECT_EQ(client.get("/checked").status, Status::no_content);
    client.override_with<check>([]() -> Async<Result<>> { co_return Errc::malformed_form; });
    EXPECT_EQ(client.get("/checked").status, Status::bad_request);

    const Rows fake{"fake rows"};
    client.override_with<rows>([&fake]() -> const Rows& { return fake; });
    EXPECT_EQ(client.get("/rows").body, R"("fake rows")");
    EXPECT_EQ(client.get("/me", {{"Authorization", "Bearer abc"}}).body, R"("abc of fake rows")");
}

TEST_F(ReplacementTest, may_take_what_it_replaces) {
    client.override_with<current_user>([](Depends<current_user> real, State<Steps> log) {
        log->add("fake");
        return User{"like " + real->name};
    });
    const TestFields abc{{"Authorization", "Bearer abc"}};
    EXPECT_EQ(client.get("/me").status, Status::unauthorized);
    EXPECT_EQ(client.get("/hello/1", abc).body, R"("hello like abc of rows, like abc of rows")");
    EXPECT_THAT(*steps.all, ElementsAre("token", "fake", "greeting"));
}

TEST_F(ReplacementTest, may_take_what_is_replaced_too_and_shares_what_it_took) {
    client.override_with<token>([](State<Steps> log) {
        log->add("fake token");
        return std::string{"t"};
    });
    client.override_with<greeting>(
        [](Depends<current_user> user, Depends<token> text) { return *text + ":" + user->name; });
    EXPECT_EQ(client.get("/hello/1").body, R"("t:t of rows, t of rows")");
    EXPECT_THAT(*steps.all, ElementsAre("fake token")) << "made once";
}

TEST_F(ReplacementTest, sees_the_states_that_the_client_replaced) {
    Steps others;
    client.override_state(others);
    client.override_state(std::make_shared<Rows>("other rows"));
    client.override_with<token>([](State<Steps> log, State<Rows> all) {
        log->add("fake token");
        return all->name;
    });
    EXPECT_EQ(client.get("/me").body, R"("other rows of other rows")");
    EXPECT_THAT(*others.all, ElementsAre("fake token"));
    EXPECT_THAT(*steps.all, IsEmpty());
}

TEST_F(ReplacementTest, is_guarded_as_the_client_is_signed_in) {
    client.override_with<token>(
        [](Guard<authenticated> who) { return std::string{who.subject()}; });
    EXPECT_EQ(client.get("/me").status, Status::unauthorized);
    client.sign_in({.subject = "ada"});
    EXPECT_EQ(client.get("/me").body, R"("ada of rows")");
}

TEST_F(ReplacementTest, fails_in_the_place_of_what_it_replaces) {
    client.override_with<greeting>([]() -> Result<std::string> { return Errc::malformed_form; });
    EXPECT_EQ(client.post("/guarded", "").status, Status::unauthorized) << "guards speak first";
    client.sign_in({.subject = "ada", .scope = "b"});
    EXPECT_EQ(client.post("/guarded", "").status, Status::forbidden);
    client.sign_in({.subject = "ada", .scope = "a"});
    EXPECT_EQ(client.post("/guarded", "").status, Status::bad_request);
}

TEST_F(ReplacementTest, is_brought_to_its_end_and_so_is_what_it_took) {
    client.override_with<change>([](State<Steps> log) { return Change{*log, "fake"}; });
    EXPECT_EQ(client.post("/change", "").body, R"("fake")");
    EXPECT_THAT(*steps.all, ElementsAre("finish fake"));
    steps.all->clear();
    client.override_with<change>([](Depends<change> real, State<Steps> log) {
        return Change{*log, "fake of " + real->name};
    });
    EXPECT_EQ(client.post("/change", "").body, R"("fake of real")");
    EXPECT_THAT(*steps.all, ElementsAre("finish fake of real", "finish real"));
    steps.all->clear();
    client.override_with<token>([](Depends<change> made) { return made->name; });
    EXPECT_EQ(client.get("/me").body, R"("fake of real of rows")");
    EXPECT_THAT(*steps.all, ElementsAre("finish fake of real", "finish real"))
        << "though the endpoint takes nothing that has an end";
}

struct Unheard {};

TEST_F(ReplacementTest, says_at_once_what_it_lacks) {
    EXPECT_THROW(client.override_with<token>([](State<Unheard>) { return std::string{}; }),
                 std::logic_error);
}

int* no_number() { return nullptr; }

TEST_F(ReplacementTest, takes_a_pointer_for_a_value) {
    App numbers;
    numbers.get("/", [](Depends<no_number> at) { return *at == nullptr ? 0 : **at; });
    int seven = 7;
    TestClient caller{numbers};
    caller.override_with<no_number>(&seven);
    EXPECT_EQ(caller.get("/").body, "7");
}

}  // namespace
}  // namespace cardea::inject
