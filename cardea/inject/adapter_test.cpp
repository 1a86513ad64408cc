// Under test: `Result<X>` hands the failure over, `std::optional<X>` takes absence for nothing and a
// failure for one, and both leave what is made, and how often, as it is.
#include <cardea/inject/endpoint.hpp>

#include <cardea/app/app.hpp>
#include <cardea/security/api_key.hpp>
#include <cardea/security/basic.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <boost/asio/post.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace cardea::inject {
namespace {

using testing::HasSubstr;

std::string text_of(const Error& error) {
    return std::string{error.code()} + ": " + std::string{error.message()};
}
template <class X>
std::string told(const Result<X>& result) {
    return result ? "there" : text_of(result.error());
}

Async<> wait_a_turn() {
    co_await boost::asio::post(co_await boost::asio::this_coro::executor,
                               boost::asio::use_awaitable_t<Executor>{});
}

struct Note {
    std::string title;
};

/// A token: `Token: ada` is good, `Token: bad` is invalid.
struct Token {
    std::string name;
    static inline int made = 0;
    static Result<Token> from_request(const Request& request) {
        ++made;
        const auto field = request.field("Token");
        if (!field) return Error{security::Errc::not_authenticated};
        if (*field == "bad") return Error{security::Errc::invalid_token};
        return Token{std::string{*field}};
    }
    static bool is_absent(const Request& request) { return !request.field("Token"); }
};

int users_made = 0;
Async<std::string> user(Token token) {
    ++users_made;
    co_await wait_a_turn();
    if (token.name == "ghost") throw NotFound{"User not found"};
    co_return "user " + token.name;
}
Result<std::string> group(Depends<user> member) {
    if (*member == "user loner") return Error{Errc::unsupported_media_type};
    return "group of " + *member;
}

struct AdapterTest : testing::Test {
    AdapterTest() { Token::made = users_made = 0; }

    template <class Handler>
    Response run(Handler handler, const TestFields& fields = {}, std::string_view target = "/") {
        App app;
        app.get("/", handler);
        return TestClient{app}.get(target, fields);
    }
    template <class Handler>
    Response post(Handler handler, std::string_view body) {
        App app;
        app.post("/", handler);
        return TestClient{app}.post("/", body);
    }
};

const TestFields ada{{"Token", "ada"}};
const TestFields bad{{"Token", "bad"}};
const TestFields ghost{{"Token", "ghost"}};
const TestFields nobody{};

// --- Result ---

TEST_F(AdapterTest, hands_over_the_failure_of_an_extractor) {
    const auto handler = [](Result<Token> token) { return told(token); };
    EXPECT_EQ(run(handler, ada).body, R"("there")");
    EXPECT_EQ(run(handler, bad).body, R"("security.invalid_token: Invalid token")");
    EXPECT_EQ(run(handler, nobody).body, R"("security.not_authenticated: Not authenticated")");
}

int throws_at_once() { throw Conflict{"taken"}; }
Async<int> throws_later() {
    co_await wait_a_turn();
    throw Conflict{"taken later"};
}
Async<int> throws_before_it_waits(const Request&) { throw Conflict{"no coroutine at all"}; }
Result<int> fails() { return Error{Errc::malformed_form}.say("failed"); }
Async<Result<int>> fails_later() {
    co_await wait_a_turn();
    co_return Error{Errc::malformed_form}.say("failed later");
}
Result<> refuses() { return Error{Errc::malformed_form}.say("refused"); }
Async<> refuses_later() {
    co_await wait_a_turn();
    throw Conflict{"refused later"};
}
Async<Result<>> fails_a_check() { co_return Error{Errc::malformed_form}.say("failed a check"); }

TEST_F(AdapterTest, hands_over_every_way_in_which_a_dependency_fails) {
    EXPECT_EQ(run([](Result<Depends<throws_at_once>> x) { return told(x); }).body,
              R"("http.conflict: taken")");
    EXPECT_EQ(run([](Result<Depends<throws_later>> x) { return told(x); }).body,
              R"("http.conflict: taken later")");
    EXPECT_EQ(run([](Result<Depends<throws_before_it_waits>> x) { return told(x); }).body,
              R"("http.conflict: no coroutine at all")");
    EXPECT_EQ(run([](Result<Depends<fails>> x) { return told(x); }).body,
              R"("inject.malformed_form: failed")");
    EXPECT_EQ(run([](Result<Depends<fails_later>> x) { return told(x); }).body,
              R"("inject.malformed_form: failed later")");
    EXPECT_EQ(run([](Result<Depends<refuses>> x) { return told(x); }).body,
              R"("inject.malformed_form: refused")");
    EXPECT_EQ(run([](Result<Depends<refuses_later>> x) { return told(x); }).body,
              R"("http.conflict: refused later")");
    EXPECT_EQ(run([](Result<Depends<fails_a_check>> x) { return told(x); }).body,
              R"("inject.malformed_form: failed a check")");
}

int throws_with_fields() {
    throw HttpError{Status::unauthorized, "no"}
        .with("WWW-Authenticate", "Hinge")
        .with("X-Why", "rust");
}

TEST_F(AdapterTest, keeps_the_fields_of_what_was_thrown) {
    const auto answer =
        run([](Result<Depends<throws_with_fields>> x) -> Result<int> { return x.error(); });
    EXPECT_EQ(answer.status, Status::unauthorized);
    EXPECT_EQ(answer.fields.get("WWW-Authenticate"), "Hinge");
    EXPECT_EQ(answer.fields.get("X-Why"), "rust");
}

int has_a_defect() { throw std::runtime_error{"defect"}; }
Async<int> has_a_defect_later() {
    co_await wait_a_turn();
    throw std::runtime_error{"defect"};
}

TEST_F(AdapterTest, hands_over_no_defect) {
    EXPECT_EQ(run([](Result<Depends<has_a_defect>>) {}).status, Status::internal_server_error);
    EXPECT_EQ(run([](Result<Depends<has_a_defect_later>>) {}).status,
              Status::internal_server_error);
}

int counter = 5;
int& shared_counter() { return counter; }

TEST_F(AdapterTest, hands_over_a_reference_and_what_yields_nothing) {
    const auto answer = run([](Result<Depends<shared_counter>> count) { return ++*count.value(); });
    EXPECT_EQ(answer.body, "6");
    EXPECT_EQ(counter, 6);
}

TEST_F(AdapterTest, hands_over_a_faulty_input_that_is_no_422_then) {
    const auto body = [](Public, Result<Body<Note>> note) {
        return note ? (*note)->title
                    : text_of(note.error()) + " at " + note.error().fields()[0].loc[1];
    };
    EXPECT_EQ(post(body, R"({"title":"a"})").body, R"("a")");
    EXPECT_THAT(post(body, R"({"title":7})").body, HasSubstr(" at title"));
    const auto query = [](Result<Query<"limit", int>> limit) { return limit ? **limit : -1; };
    EXPECT_EQ(run(query, {}, "/?limit=3").body, "3");
    EXPECT_EQ(run(query, {}, "/?limit=x").body, "-1");
    EXPECT_EQ(run(query, {}, "/?limit=%").body, "-1");
    EXPECT_EQ(run(query, {}, "/").body, "-1");
}

TEST_F(AdapterTest, still_refuses_for_an_input_beside_it) {
    const auto answer =
        run([](Result<Query<"limit", int>>, Query<"offset", int>) {}, {}, "/?limit=x&offset=y");
    EXPECT_EQ(answer.status, Status::unprocessable_content);
    EXPECT_THAT(answer.body, HasSubstr("offset"));
    EXPECT_THAT(answer.body, testing::Not(HasSubstr("limit")));
}

// --- optional ---

TEST_F(AdapterTest, takes_an_absent_token_for_nobody) {
    const auto handler = [](std::optional<Depends<group>> members) {
        return members ? **members : "nobody";
    };
    EXPECT_EQ(run(handler, ada).body, R"("group of user ada")");
    EXPECT_EQ(run(handler, nobody).body, R"("nobody")");
    EXPECT_EQ(users_made, 1);
}

TEST_F(AdapterTest, refuses_an_invalid_token_and_a_failure_elsewhere_all_the_same) {
    const auto handler = [](std::optional<Depends<group>>) {};
    const auto invalid = run(handler, bad);
    EXPECT_EQ(invalid.status, Status::unauthorized);
    EXPECT_THAT(invalid.body, HasSubstr("Invalid token"));
    const auto gone = run(handler, ghost);
    EXPECT_EQ(gone.status, Status::not_found);
    EXPECT_THAT(gone.body, HasSubstr("User not found"));
    EXPECT_EQ(run(handler, {{"Token", "loner"}}).status, Status::unsupported_media_type);
}

// --- Several takers ---

TEST_F(AdapterTest, makes_what_is_taken_in_three_ways_once) {
    const auto handler = [](Depends<user> plain, Result<Depends<user>> result,
                            std::optional<Depends<user>> maybe, const Token& token) {
        return *plain == *result.value() && &*plain == &**maybe && token.name == "ada";
    };
    EXPECT_EQ(run(handler, ada).body, "true");
    EXPECT_EQ(Token::made, 1);
    EXPECT_EQ(users_made, 1);
    EXPECT_EQ(run(handler, bad).status, Status::unauthorized);
    EXPECT_EQ(run(handler, nobody).status, Status::unauthorized) << "somebody needs it";
    EXPECT_EQ(run(handler, ghost).status, Status::not_found);
}

TEST_F(AdapterTest, tells_a_result_why_the_optional_beside_it_is_nothing) {
    const auto handler = [](Result<Depends<user>> result, std::optional<Depends<user>> maybe) {
        return told(result) + (maybe ? ", somebody" : ", nobody");
    };
    EXPECT_EQ(run(handler, ada).body, R"("there, somebody")");
    EXPECT_EQ(run(handler, nobody).body,
              R"("security.not_authenticated: Not authenticated, nobody")");
    EXPECT_EQ(run(handler, bad).status, Status::unauthorized) << "for the optional it is a failure";
}

TEST_F(AdapterTest, takes_a_result_of_an_optional) {
    const auto handler = [](Result<std::optional<Depends<user>>> who) {
        return who ? std::string{*who ? "somebody" : "nobody"} : text_of(who.error());
    };
    EXPECT_EQ(run(handler, ada).body, R"("somebody")");
    EXPECT_EQ(run(handler, nobody).body, R"("nobody")");
    EXPECT_EQ(run(handler, bad).body, R"("security.invalid_token: Invalid token")");
    EXPECT_EQ(run(handler, ghost).body, R"("http.not_found: User not found")");
}

std::string greeting(Result<Depends<user>> who) { return who ? "hello " + **who : told(who); }
Async<std::string> long_greeting(Depends<greeting> text, std::optional<Token> token) {
    co_return *text + (token ? "!" : "?");
}

TEST_F(AdapterTest, works_within_dependencies) {
    const auto handler = [](Depends<long_greeting> text, Result<Depends<greeting>> same) {
        return *text + std::to_string(same.has_value());
    };
    EXPECT_EQ(run(handler, ada).body, R"("hello user ada!1")");
    EXPECT_EQ(run(handler, nobody).body, R"("security.not_authenticated: Not authenticated?1")");
    EXPECT_EQ(run(handler, ghost).body, R"("http.not_found: User not found!1")");
    EXPECT_EQ(run(handler, bad).status, Status::unauthorized);
}

TEST_F(AdapterTest, makes_nothing_of_what_is_not_there) {
    const auto handler = [](Result<Depends<group>> members) { return told(members); };
    EXPECT_EQ(run(handler, nobody).body, R"("security.not_authenticated: Not authenticated")");
    EXPECT_EQ(run(handler, ghost).body, R"("http.not_found: User not found")");
    EXPECT_EQ(users_made, 1) << "for the ghost alone";
}

// --- Copies ---

struct Traveller {
    static inline int copies = 0;
    Traveller() = default;
    Traveller(const Traveller&) { ++copies; }
    Traveller(Traveller&&) noexcept = default;
    Traveller& operator=(const Traveller&) = delete;
    static Traveller from_request(const Request&) { return {}; }
    static bool is_absent(const Request&) { return false; }
};

TEST_F(AdapterTest, copies_nothing_for_a_single_taker) {
    Traveller::copies = 0;
    run([](Result<Traveller>) {});
    run([](std::optional<Traveller>) {});
    run([](const Result<Traveller>&, const std::optional<Basic>&) {});
    EXPECT_EQ(Traveller::copies, 0);
    run([](const Result<Traveller>&, const Traveller&) {});
    EXPECT_EQ(Traveller::copies, 1) << "two have it";
}

std::unique_ptr<int> pointer() { return std::make_unique<int>(7); }

TEST_F(AdapterTest, takes_what_cannot_be_copied) {
    const TestFields basic{{"Authorization", "Basic YTpi"}};
    EXPECT_EQ(run([](Result<Basic> who) { return who->user(); }, basic).body, R"("a")");
    EXPECT_EQ(run([](std::optional<Basic> who) { return who->user(); }, basic).body, R"("a")");
    EXPECT_EQ(run([](Result<Depends<pointer>> x) { return **x.value(); }).body, "7");
    EXPECT_EQ(run([](Depends<pointer> x, Result<Depends<pointer>>) { return **x; }).body, "7");
}

// --- Guards ---

std::string subject(Guard<authenticated> who) { return std::string{who.subject()}; }

TEST_F(AdapterTest, hands_over_the_refusal_of_a_guard) {
    App app;
    app.provide(Authority{.verify = [](std::string_view) -> Result<jose::VerifiedClaims> {
        return security::refused(security::Errc::invalid_token);
    }});
    app.get("/plain", [](Result<Guard<scope<"a">>> who) { return told(who); });
    app.get("/deep", [](Result<Depends<subject>> who) { return told(who); });
    app.get("/both", [](Result<Guard<scope<"a">>> who, std::optional<Guard<scope<"a">>> same) {
        return told(who) + (same ? " somebody" : " nobody");
    });
    TestClient client{app};
    EXPECT_EQ(client.get("/plain").body, R"("security.not_authenticated: Not authenticated")");
    EXPECT_EQ(client.get("/deep").body, R"("security.not_authenticated: Not authenticated")");
    EXPECT_EQ(client.get("/both").body,
              R"("security.not_authenticated: Not authenticated nobody")");
    client.set_field("Authorization", "Bearer x");
    EXPECT_EQ(client.get("/plain").body, R"("security.invalid_token: Invalid token")");
    EXPECT_EQ(client.get("/both").status, Status::unauthorized);
    client.sign_in({.subject = "ada", .scope = "a"});
    EXPECT_EQ(client.get("/plain").body, R"("there")");
    EXPECT_EQ(client.get("/deep").body, R"("there")");
    EXPECT_EQ(client.get("/both").body, R"("there somebody")");
    client.sign_in({.subject = "ada", .scope = "b"});
    EXPECT_EQ(client.get("/plain").body,
              R"("security.insufficient_scope: Not enough permissions")");
}

}  // namespace
}  // namespace cardea::inject
