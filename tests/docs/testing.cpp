// The chapter on tests: an app, and what its tests say to it.
#include <cardea/app/app.hpp>
#include <cardea/http/http_error.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace cardea;
using namespace std::chrono_literals;
using testing::HasSubstr;

// <app>
struct Weather {
    std::string text;
};

struct Greeting {
    std::string text;
};

Weather weather_of_today() { throw HttpError{Status::service_unavailable, "No satellite"}; }

inline constexpr auto notes_write = scope<"notes:write"> && live_user;

void declare(App& app) {
    app.provide(Greeting{"Good morning"});
    app.get("/weather", [](Depends<weather_of_today> weather) { return *weather; });
    app.get("/greeting", [](State<Greeting> greeting) { return greeting->text; });
    app.post("/notes", [](Guard<notes_write> who) { return std::string{who.subject()}; });
}
// </app>

struct WeatherTest : testing::Test {
    WeatherTest() {
        Authority authority;
        authority.verify = [](std::string_view) -> Result<jose::VerifiedClaims> {
            return Error{security::Errc::invalid_token};
        };
        app.provide(authority);
        declare(app);
    }
    App app;
};

// <client>
TEST_F(WeatherTest, answers_without_a_socket) {
    TestClient client{app};
    const auto response = client.get("/weather");
    EXPECT_EQ(response.status, Status::service_unavailable);
    EXPECT_THAT(response.body, HasSubstr("No satellite"));
}
// </client>

// <override>
TEST_F(WeatherTest, tells_what_stands_in_a_dependencys_place) {
    TestClient client{app};
    client.override_with<weather_of_today>(Weather{"Rain"});
    EXPECT_EQ(client.get("/weather").body, R"({"text":"Rain"})");
    // This client's alone: others run in parallel.
    EXPECT_EQ(TestClient{app}.get("/weather").status, Status::service_unavailable);

    client.override_with<weather_of_today>(
        [](Query<"city", std::string> city) { return Weather{"Sun in " + *city}; });
    EXPECT_EQ(client.get("/weather?city=Rome").body, R"({"text":"Sun in Rome"})");
}

TEST_F(WeatherTest, greets_with_another_state) {
    TestClient client{app};
    client.override_state(Greeting{"Good night"});
    EXPECT_EQ(client.get("/greeting").body, R"("Good night")");
}
// </override>

// <sign in>
TEST_F(WeatherTest, lets_writers_write_and_nobody_else) {
    TestClient client{app};
    EXPECT_EQ(client.post("/notes", "{}").status, Status::unauthorized);
    client.sign_in({.subject = "ada", .scope = "notes:write"});
    EXPECT_EQ(client.post("/notes", "{}").body, R"("ada")");
    client.sign_in({.subject = "bob", .scope = "notes:read"});
    EXPECT_EQ(client.post("/notes", "{}").status, Status::forbidden);
    client.sign_in({.subject = "eve", .scope = "notes:write", .is_live = false});
    EXPECT_EQ(client.post("/notes", "{}").status, Status::unauthorized);
}
// </sign in>

// <clock>
TEST_F(WeatherTest, believes_no_token_that_has_expired) {
    TestClient client{app};
    client.sign_in({.subject = "ada", .scope = "notes:write", .lifetime = 15min});
    client.clock().advance(14min);
    EXPECT_EQ(client.post("/notes", "{}").status, Status::ok);
    client.clock().advance(1min);
    EXPECT_EQ(client.post("/notes", "{}").status, Status::unauthorized);
}
// </clock>
