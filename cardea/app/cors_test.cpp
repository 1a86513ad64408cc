// Under test: which pages of other origins get to read an answer, and that no other does.
#include <cardea/app/cors.hpp>

#include <cardea/app/app.hpp>
#include <cardea/inject/parameters.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace cardea {
namespace {

using testing::HasSubstr;

constexpr auto friendly = "https://app.example.com";
constexpr auto hostile = "https://app.example.com.evil.test";

struct Limit {
    int limit;
};

/// An app with these options, and a client of it.
struct Shared {
    explicit Shared(CorsOptions options) {
        declare(std::move(options));
        client.emplace(app);
    }
    void declare(CorsOptions options) {
        app.use(cors(std::move(options)));
        app.provide(Authority{});
        app.get("/hinges", [](std::optional<Query<"limit", int>>) { return Limit{1}; });
        app.post("/hinges", [](Guard<authenticated>, Body<Limit>) {});
        app.get("/varies", [] {
            Response response;
            response.fields.set("Vary", "Accept-Language");
            return response;
        });
    }
    Response from(std::string_view origin, Method method, std::string_view target,
                  TestFields fields = {}) {
        fields.emplace_back("Origin", origin);
        return client->send(method, target, "", fields);
    }
    Response preflight(std::string_view origin, std::string_view target,
                       std::string_view method = "POST") {
        return from(origin, Method::options, target,
                    {{"Access-Control-Request-Method", std::string{method}},
                     {"Access-Control-Request-Headers", "authorization,content-type"}});
    }
    App app;
    std::optional<TestClient> client;
};

struct CorsTest : testing::Test {
    Shared shared{{.origins = {friendly, "http://localhost:3000"}}};
};

std::string all_of(const Response& response, std::string_view name) {
    std::string found;
    for (const auto& [known, value] : response.fields.all()) {
        if (same_name(known, name)) found += "[" + value + "]";
    }
    return found;
}
std::string allowed(const Response& response) {
    return all_of(response, "Access-Control-Allow-Origin");
}

TEST_F(CorsTest, answers_a_preflight_of_a_listed_origin) {
    const auto answer = shared.preflight(friendly, "/hinges");
    EXPECT_EQ(answer.status, Status::no_content);
    EXPECT_EQ(allowed(answer), "[https://app.example.com]");
    EXPECT_THAT(answer.fields.get("Access-Control-Allow-Methods"), HasSubstr("POST"));
    EXPECT_THAT(answer.fields.get("Access-Control-Allow-Headers"), HasSubstr("Authorization"));
    EXPECT_EQ(answer.fields.get("Access-Control-Max-Age"), "600");
    EXPECT_EQ(all_of(answer, "Vary"), "[Origin]");
    EXPECT_FALSE(answer.fields.has("Access-Control-Allow-Credentials"));
    EXPECT_EQ(shared.preflight(friendly, "/nowhere").status, Status::no_content)
        << "the request itself will be told that there is nothing";
}

TEST_F(CorsTest, tells_other_origins_nothing) {
    for (const auto* origin :
         {hostile, "null", "", "https://APP.example.com", "https://app.example.com:443",
          "http://app.example.com", "https://app.example.com, https://app.example.com", "*"}) {
        for (const auto& answer :
             {shared.preflight(origin, "/hinges"), shared.from(origin, Method::get, "/hinges")}) {
            EXPECT_EQ(allowed(answer), "") << origin;
            EXPECT_FALSE(answer.fields.has("Access-Control-Allow-Methods")) << origin;
            EXPECT_FALSE(answer.fields.has("Access-Control-Expose-Headers")) << origin;
            EXPECT_EQ(all_of(answer, "Vary"), "[Origin]") << origin;
        }
    }
    EXPECT_EQ(shared.preflight(hostile, "/nowhere").status, Status::not_found);
    EXPECT_EQ(shared.preflight(hostile, "/hinges").fields.get("Allow"), "GET, HEAD, POST, OPTIONS");
}

TEST_F(CorsTest, takes_two_origins_for_none) {
    const auto answer =
        shared.from(friendly, Method::get, "/hinges", {{"Origin", "https://evil.test"}});
    EXPECT_EQ(answer.status, Status::ok);
    EXPECT_EQ(allowed(answer), "");
}

TEST_F(CorsTest, lets_a_listed_page_read_answers_and_refusals_alike) {
    const struct {
        Method method;
        const char* target;
        Status status;
    } rows[] = {{Method::get, "/hinges", Status::ok},
                {Method::head, "/hinges", Status::ok},
                {Method::post, "/hinges", Status::unauthorized},
                {Method::get, "/hinges?limit=x", Status::unprocessable_content},
                {Method::get, "/nowhere", Status::not_found},
                {Method::put, "/hinges", Status::method_not_allowed}};
    for (const auto& row : rows) {
        const auto answer = shared.from(friendly, row.method, row.target);
        EXPECT_EQ(answer.status, row.status) << row.target;
        EXPECT_EQ(allowed(answer), "[https://app.example.com]") << row.target;
        EXPECT_THAT(answer.fields.get("Access-Control-Expose-Headers"),
                    HasSubstr("WWW-Authenticate"));
        EXPECT_EQ(all_of(answer, "Vary"), "[Origin]") << row.target;
    }
}

TEST_F(CorsTest, takes_options_without_a_wanted_method_for_an_ordinary_question) {
    const auto answer = shared.from(friendly, Method::options, "/hinges");
    EXPECT_EQ(answer.fields.get("Allow"), "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(allowed(answer), "[https://app.example.com]");
    EXPECT_FALSE(answer.fields.has("Access-Control-Allow-Methods"));
}

TEST_F(CorsTest, leaves_a_request_from_no_page_as_it_is) {
    const auto answer = shared.client->get("/varies");
    EXPECT_EQ(allowed(answer), "");
    EXPECT_EQ(all_of(answer, "Vary"), "[Accept-Language][Origin]")
        << "a cache must not hand this answer to a page either";
}

TEST_F(CorsTest, marks_what_a_middleware_within_it_threw) {
    App app;
    app.use(cors({.origins = {friendly}}));
    app.use([](Request&, Response&, const Next&) -> Async<> {
        throw std::runtime_error{"a defect"};
        co_return;
    });
    TestClient client{app};
    const auto answer = client.get("/", {{"Origin", friendly}});
    EXPECT_EQ(answer.status, Status::internal_server_error);
    EXPECT_EQ(allowed(answer), "[https://app.example.com]");
}

TEST(Cors, lets_all_pages_read_where_told_to) {
    Shared shared{{.origins = {"*"}}};
    for (const auto* origin : {friendly, hostile, "null"}) {
        EXPECT_EQ(allowed(shared.from(origin, Method::get, "/hinges")), "[*]");
        EXPECT_EQ(allowed(shared.preflight(origin, "/hinges")), "[*]");
        EXPECT_EQ(all_of(shared.from(origin, Method::get, "/hinges"), "Vary"), "");
    }
}

TEST(Cors, lets_a_listed_page_send_cookies_where_told_to) {
    Shared shared{{.origins = {friendly}, .with_credentials = true}};
    for (const auto& answer :
         {shared.from(friendly, Method::get, "/hinges"), shared.preflight(friendly, "/hinges")}) {
        EXPECT_EQ(answer.fields.get("Access-Control-Allow-Credentials"), "true");
        EXPECT_EQ(allowed(answer), "[https://app.example.com]");
    }
    EXPECT_FALSE(shared.from(hostile, Method::get, "/hinges")
                     .fields.has("Access-Control-Allow-Credentials"));
}

TEST(Cors, lets_nobody_in_without_origins) {
    Shared shared{{}};
    EXPECT_EQ(allowed(shared.preflight(friendly, "/hinges")), "");
    EXPECT_EQ(allowed(shared.from("", Method::get, "/hinges")), "");
}

TEST(Cors, refuses_options_that_are_unsafe_or_make_no_sense) {
    EXPECT_THROW((void)cors({.origins = {"*"}, .with_credentials = true}), std::invalid_argument);
    EXPECT_THROW((void)cors({.origins = {"*", friendly}}), std::invalid_argument);
    EXPECT_THROW((void)cors({.origins = {"https://app.example.com/"}}), std::invalid_argument);
    EXPECT_THROW((void)cors({.origins = {friendly}, .methods = {"GET, PUT"}}),
                 std::invalid_argument);
    EXPECT_THROW((void)cors({.origins = {friendly}, .headers = {"X-A\r\nX-B"}}),
                 std::invalid_argument);
    EXPECT_THROW((void)cors({.origins = {friendly}, .exposed_headers = {""}}),
                 std::invalid_argument);
}

TEST(Origin, is_what_browsers_send) {
    for (const auto* text : {"https://a.test", "http://localhost:3000", "http://[::1]:8080",
                             "http://127.0.0.1", "capacitor://localhost", "https://a.test:80"})
        EXPECT_TRUE(is_origin(text)) << text;
    for (const auto* text :
         {"", "a.test", "https://", "://a.test", "https://a.test/", "https://A.test",
          "HTTPS://a.test", "https://me@a.test", "https://a.test?x", "https://a.test#x",
          "https://*.a.test", "https://a.test,https://b.test", "https://a.test ", "null", "*",
          "https://a.test:443", "http://a.test:80", "https://a.test\x01", "https://a.test\r\n"})
        EXPECT_FALSE(is_origin(text)) << text;
}

}  // namespace
}  // namespace cardea
