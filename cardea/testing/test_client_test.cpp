// Under test: a client calls an app as its users would, and what it puts in places and whom it
// signs in is its own.
#include <cardea/testing/test_client.hpp>

#include <cardea/inject/background.hpp>
#include <cardea/jose/private_claims.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/guard.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace cardea {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr TimePoint noon{TimePoint::duration{1'800'000'000}};

struct Limits {
    int rows_max = 10;
};
struct Place {
    explicit Place(std::string name_) : name{std::move(name_)} {}
    Place(const Place&) = delete;
    std::string name;
};

struct Contract {
    int plan;
};
bool is_own(const security::Caller& caller) {
    const auto contract = jose::private_claims<Contract>(*caller.claims);
    return contract && contract->plan == 3 && caller.path_parameter("id") == caller.subject;
}

int row_count(State<Limits> limits) { return limits->rows_max; }

struct TestClientTest : testing::Test {
    App& filled() {
        app.provide(Limits{});
        app.provide(std::make_shared<Place>("shelf"));
        app.provide(Authority{
            .verify = [this](std::string_view token) { return verifier.verify(token); },
            .check_revoked = [](const jose::VerifiedClaims& claims) -> Async<Result<>> {
                if (claims.id() == "revoked") {
                    co_return security::refused(security::Errc::invalid_token);
                }
                co_return Result<>{};
            },
            .find_user = [](std::string_view subject) -> Async<Result<std::optional<UserState>>> {
                if (subject != "own") co_return std::optional<UserState>{};
                co_return UserState{.scope = "a"};
            },
            .clock = &app_clock});
        app.get("/me", [](Guard<authenticated> who) {
            return std::string{who.subject()} + ":" + std::string{who.scope()};
        });
        app.get("/a", [](Guard<scope<"a">>) {});
        app.get("/live", [](Guard<live_user> who) { return std::string{who.scope()}; });
        app.get("/live/a", [](Guard<scope<"a">&& live_user>) {});
        app.get("/recent", [](Guard<signed_in_within(5min)>) {});
        app.get("/otp", [](Guard<with_factor("otp")>) {});
        app.get("/mine/{id}", [](Guard<satisfies<is_own>> who) {
            return std::string{who.claims().session()} + ":" +
                   std::string{who.claims().client_id()};
        });
        app.get("/rows", [](Depends<row_count> count) { return *count; });
        app.get("/place", [](State<Place> place) { return place->name; });
        app.post("/echo", [](Public, const Request& request) -> Async<Response> {
            Response answer;
            const auto text = co_await const_cast<Request&>(request).body();
            answer.body = std::string{request.field("Content-Type").value_or("none")} + "|" +
                          std::string{*text};
            co_return answer;
        });
        app.get("/fields", [](const Request& request) {
            std::string all;
            for (const auto& field : request.fields())
                all.append(field.name).append("=").append(field.value).append(";");
            return all + std::string{request.query()};
        });
        return app;
    }

    std::string own_token(std::string id = "t1") {
        jose::Claims claims;
        claims.subject = "own";
        claims.scope = "a b";
        claims.id = std::move(id);
        claims.expires_at = noon + 1h;
        claims.auth_time = noon;
        return "Bearer " + jose::Signer{key}.sign(claims);
    }

    ManualClock app_clock{noon};
    jose::Key key = jose::Key::generate(jose::Algorithm::hs256);
    jose::Verifier verifier{jose::KeySet{key}, {}, app_clock};
    App app;
    TestClient client{filled()};
};

TEST_F(TestClientTest, sends_what_it_is_given) {
    EXPECT_EQ(client.post("/echo", "{}").body, "application/json|{}");
    EXPECT_EQ(client.send(Method::post, "/echo", "text").body, "none|text");
    client.set_field("X-One", "1");
    client.set_field("x-one", "2");
    EXPECT_EQ(client.get("/fields?a=b?c").body, R"("x-one=2;a=b?c")");
    EXPECT_EQ(client.get("/fields", {{"X-ONE", "3"}, {"X-Two", "4"}}).body, R"("X-ONE=3;X-Two=4;")")
        << "a call's own stand in their place";
    EXPECT_EQ(client.get("/fields").body, R"("x-one=2;")");
}

TEST_F(TestClientTest, replaces_states_given_in_any_way) {
    client.override_state(Limits{.rows_max = 3});
    EXPECT_EQ(client.get("/rows").body, "3");
    client.override_state(std::make_shared<Place>("cellar"));
    EXPECT_EQ(client.get("/place").body, R"("cellar")");
    const Place attic{"attic"};
    client.override_state(std::cref(attic));
    EXPECT_EQ(client.get("/place").body, R"("attic")");
    TestClient other{app};
    EXPECT_EQ(other.get("/rows").body, "10");
    EXPECT_EQ(other.get("/place").body, R"("shelf")");
}

TEST_F(TestClientTest, signs_in_and_out) {
    EXPECT_EQ(client.get("/me").status, Status::unauthorized);
    client.sign_in({.subject = "ada", .scope = "a b"});
    EXPECT_EQ(client.get("/me").body, R"("ada:a b")");
    client.sign_in({.subject = "bob"});
    EXPECT_EQ(client.get("/me").body, R"("bob:")");
    client.sign_out();
    EXPECT_EQ(client.get("/me").status, Status::unauthorized);
    EXPECT_EQ(TestClient{app}.get("/me").status, Status::unauthorized);
}

TEST_F(TestClientTest, judges_principals_as_guards_do) {
    client.sign_in({.subject = "ada", .scope = "b"});
    const auto answer = client.get("/a");
    EXPECT_EQ(answer.status, Status::forbidden);
    EXPECT_THAT(std::string{answer.fields.get("WWW-Authenticate")}, HasSubstr("scope=\"a\""));
    client.sign_in({.subject = "ada", .scope = "a b", .user_scope = "b c"});
    EXPECT_EQ(client.get("/live").body, R"("b")");
    EXPECT_EQ(client.get("/live/a").status, Status::forbidden);
    EXPECT_EQ(client.get("/a").status, Status::no_content) << "which asks for no live user";
    client.sign_in({.subject = "ada", .scope = "a", .is_live = false});
    EXPECT_THAT(client.get("/live").body, HasSubstr("User not found"));
    EXPECT_EQ(client.get("/a").status, Status::no_content);
}

TEST_F(TestClientTest, says_of_principals_what_policies_ask) {
    client.sign_in({.subject = "ada", .methods = {"pwd", "otp"}});
    EXPECT_EQ(client.get("/otp").status, Status::no_content);
    client.sign_in({.subject = "ada", .methods = {"pwd"}});
    EXPECT_THAT(client.get("/otp").body, HasSubstr("Sign in with a further factor"));
    client.sign_in({.subject = "ada", .signed_in_ago = std::nullopt});
    EXPECT_THAT(client.get("/recent").body, HasSubstr("Sign in again"));
    client.sign_in(
        {.subject = "ada", .session = "s1", .client_id = "app", .private_claims = R"({"plan":3})"});
    EXPECT_EQ(client.get("/mine/ada").body, R"("s1:app")");
    EXPECT_EQ(client.get("/mine/bob").status, Status::forbidden);
}

TEST_F(TestClientTest, lets_time_go_by) {
    client.sign_in({.subject = "ada", .lifetime = 10min, .signed_in_ago = 1min});
    client.clock().advance(4min - 1s);
    EXPECT_EQ(client.get("/recent").status, Status::no_content);
    client.clock().advance(1s);
    EXPECT_THAT(client.get("/recent").body, HasSubstr("Sign in again"));
    client.clock().advance(6min - 1s);
    EXPECT_EQ(client.get("/me").status, Status::ok);
    client.clock().advance(1s);
    EXPECT_THAT(client.get("/me").body, HasSubstr("Invalid token"));
    client.sign_in({.subject = "ada"});
    EXPECT_EQ(client.get("/recent").status, Status::no_content);
}

TEST_F(TestClientTest, goes_on_believing_the_apps_own_tokens) {
    client.sign_in({.subject = "ada", .scope = "a"});
    const TestFields own{{"Authorization", own_token()}};
    EXPECT_EQ(client.get("/me", own).body, R"("own:a b")");
    EXPECT_EQ(client.get("/live", own).body, R"("a")");
    EXPECT_THAT(client.get("/me", {{"Authorization", own_token("revoked")}}).body,
                HasSubstr("Invalid token"));
    EXPECT_EQ(client.get("/me").body, R"("ada:a")") << "and the principal is still signed in";
}

TEST_F(TestClientTest, signs_tokens_that_nobody_else_believes) {
    TestClient other{app};
    other.sign_in({.subject = "eve", .scope = "a"});
    std::string stolen;
    App spy;
    spy.provide(Authority{.verify = [&](std::string_view token) -> Result<jose::VerifiedClaims> {
        stolen = token;
        return security::refused(security::Errc::invalid_token);
    }});
    spy.get("/", [](Bearer bearer) { return std::string{bearer.token()}; });
    TestClient spied{spy};
    spied.sign_in({.subject = "ada", .scope = "a"});
    auto token = spied.get("/").body;
    token = "Bearer " + token.substr(1, token.size() - 2);
    EXPECT_EQ(client.get("/me", {{"Authorization", token}}).status, Status::unauthorized);
    EXPECT_EQ(other.get("/me", {{"Authorization", token}}).status, Status::unauthorized);
}

TEST_F(TestClientTest, does_background_work_before_it_returns) {
    App worker;
    auto done = std::make_shared<std::vector<std::string>>();
    worker.post("/", [done](Public, Background background, Query<"fail", bool, false> fails) {
        background.run([done] { done->push_back("first"); });
        background.run([done]() -> Async<> {
            done->push_back("second");
            co_return;
        });
        if (*fails) throw Conflict{"no"};
    });
    TestClient caller{worker};
    EXPECT_EQ(caller.post("/", "").status, Status::no_content);
    EXPECT_THAT(*done, testing::ElementsAre("first", "second"));
    done->clear();
    EXPECT_EQ(caller.post("/?fail=true", "").status, Status::conflict);
    EXPECT_THAT(*done, testing::IsEmpty()) << "what it would tell of did not happen";
}

TEST_F(TestClientTest, shares_an_app_with_clients_on_other_threads) {
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back([this, number] {
            TestClient mine{app};
            const auto name = "user" + std::to_string(number);
            mine.override_with<row_count>([number](State<Limits> limits) -> Async<int> {
                co_return limits->rows_max * 100 + number;
            });
            mine.override_state(Limits{.rows_max = number});
            for (int round = 0; round < 50; ++round) {
                mine.sign_in({.subject = name, .scope = "a"});
                EXPECT_EQ(mine.get("/rows").body, std::to_string(number * 100 + number));
                EXPECT_EQ(mine.get("/me").body, '"' + name + ":a\"");
                mine.clock().advance(20min);
                EXPECT_EQ(mine.get("/me").status, Status::unauthorized);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(client.get("/rows").body, "10");
}

}  // namespace
}  // namespace cardea
