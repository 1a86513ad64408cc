// Under test: what is made before every endpoint of an app, and how it ends.
#include <cardea/app/app.hpp>

#include <cardea/http/http_error.hpp>
#include <cardea/inject/parameters.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea {
namespace {

using testing::HasSubstr;

struct Trail {
    mutable std::string text;
};

/// Says when it begins, when it is finished, and when it is over.
class Span {
public:
    Span(const Trail& trail, std::string name) : trail_{&trail}, name_{std::move(name)} {
        trail_->text += name_ + " ";
    }
    Span(Span&& other) noexcept
        : trail_{std::exchange(other.trail_, nullptr)}, name_{other.name_} {}
    Span& operator=(Span&&) = delete;
    ~Span() {
        if (trail_ != nullptr) trail_->text += "/" + name_ + " ";
    }
    Async<Result<>> finish() {
        trail_->text += name_ + "-done ";
        if (trail_->text.starts_with("fail-" + name_)) co_return Errc::unavailable;
        co_return Result<>{};
    }
    [[nodiscard]] const std::string& name() const { return name_; }

private:
    const Trail* trail_;
    std::string name_;
};

Span outer(State<Trail> trail) { return {*trail, "outer"}; }
/// Refers to what the first made, until its own end.
struct Inside {
    Inside(const Span& around, const Trail& trail_) : span{&around}, trail{&trail_} {}
    Inside(Inside&& other) noexcept
        : span{std::exchange(other.span, nullptr)}, trail{other.trail} {}
    Inside& operator=(Inside&&) = delete;
    ~Inside() {
        if (span != nullptr) trail->text += "/inside-" + span->name() + " ";
    }
    const Span* span;
    const Trail* trail;
};
Inside inner(Depends<outer> around, State<Trail> trail) { return {*around, *trail}; }

struct BeforeEachTest : testing::Test {
    App app;
    Trail trail;
    void SetUp() override {
        app.provide(std::cref(trail));
        app.provide(Authority{});
    }
};

TEST_F(BeforeEachTest, makes_values_once_and_ends_them_backwards) {
    app.before_each<Depends<outer>>();
    app.before_each<Depends<inner>>();
    Routes included;
    included.get("/fine", [this](Depends<outer> span, Depends<inner> inside) {
        trail.text += inside->span == &*span ? "same " : "another ";
    });
    included.get("/throws", [] { throw HttpError{Status::conflict, "Not now"}; });
    app.include(std::move(included));
    TestClient client{app};
    EXPECT_EQ(client.get("/fine").status, Status::no_content);
    EXPECT_EQ(trail.text, "outer same outer-done /inside-outer /outer ");
    trail.text.clear();
    EXPECT_EQ(client.get("/throws").status, Status::conflict);
    EXPECT_EQ(trail.text, "outer /inside-outer /outer ") << "nothing is brought to a good end";
    trail.text.clear();
    EXPECT_EQ(client.get("/nowhere").status, Status::not_found);
    EXPECT_EQ(trail.text, "") << "there is no endpoint to run before";
}

TEST_F(BeforeEachTest, answers_with_the_failure_of_its_end) {
    app.before_each<Depends<outer>>();
    app.get("/", [] { return std::string{"fine"}; });
    TestClient client{app};
    trail.text = "fail-outer ";
    const auto answer = client.get("/");
    EXPECT_EQ(answer.status, Status::service_unavailable);
    EXPECT_THAT(answer.body, testing::Not(HasSubstr("fine")));
    EXPECT_EQ(trail.text, "fail-outer outer outer-done /outer ");
}

TEST_F(BeforeEachTest, guards_every_route_the_documentation_too) {
    app.before_each<Guard<scope<"ops">>>();
    app.get("/", [](Public) {});
    TestClient client{app};
    for (const auto* path : {"/", "/docs", "/openapi.json"}) {
        const auto refused = client.get(path);
        EXPECT_EQ(refused.status, Status::unauthorized) << path;
        EXPECT_EQ(refused.fields.get("WWW-Authenticate"), R"(Bearer realm="cardea")") << path;
    }
    client.sign_in({.subject = "ada"});
    EXPECT_EQ(client.get("/").status, Status::forbidden);
    client.sign_in({.subject = "ada", .scope = "ops"});
    EXPECT_EQ(client.get("/").status, Status::no_content);
    EXPECT_EQ(client.get("/docs").status, Status::ok);
    EXPECT_THAT(table_of(app.routes()), HasSubstr(R"(GET  /docs          Guard<scope<"ops">>)"));
}

std::string known_user(Bearer bearer) {
    if (bearer.token() == "ada") return "ada";
    throw Unauthorized{"User not found"};
}

TEST_F(BeforeEachTest, says_that_a_presented_credential_was_refused) {
    app.before_each<Depends<known_user>>();
    app.get("/", [](Depends<known_user> user) { return *user; });
    TestClient client{app};
    EXPECT_EQ(client.get("/").fields.get("WWW-Authenticate"), R"(Bearer realm="cardea")");
    const auto refused = client.get("/", {{"Authorization", "Bearer eve"}});
    EXPECT_EQ(refused.status, Status::unauthorized);
    EXPECT_EQ(refused.fields.get("WWW-Authenticate"),
              R"(Bearer realm="cardea", error="invalid_token")");
    EXPECT_EQ(client.get("/", {{"Authorization", "Bearer ada"}}).body, R"("ada")");
}

TEST_F(BeforeEachTest, is_replaced_for_a_test_as_any_dependency_is) {
    app.before_each<Depends<known_user>>();
    app.get("/", [](Depends<known_user> user) { return *user; });
    TestClient client{app};
    client.override_with<known_user>(std::string{"eve"});
    EXPECT_EQ(client.get("/").body, R"("eve")");
}

struct Missing {};
int needs_missing(State<Missing>) { return 1; }

TEST_F(BeforeEachTest, is_checked_with_the_wiring) {
    app.before_each<Depends<needs_missing>>();
    try {
        app.seal();
        FAIL() << "sealed";
    } catch (const std::logic_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("before_each: "));
        EXPECT_THAT(error.what(), HasSubstr("Missing"));
    }
}

}  // namespace
}  // namespace cardea
