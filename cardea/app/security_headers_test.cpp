// Under test: the fields that every answer should carry, and that an endpoint may say otherwise.
#include <cardea/app/security_headers.hpp>

#include <cardea/app/app.hpp>
#include <cardea/testing/test_client.hpp>

#include <gtest/gtest.h>

namespace cardea {
namespace {

TEST(SecurityHeaders, stand_in_answers_and_problems_alike) {
    App app;
    app.use(security_headers());
    app.get("/", [] { return std::string{"fine"}; });
    TestClient client{app};
    for (const auto* path : {"/", "/nowhere"}) {
        const auto fields = client.get(path).fields;
        EXPECT_EQ(fields.get("Content-Security-Policy"),
                  "default-src 'none'; frame-ancestors 'none'");
        EXPECT_EQ(fields.get("Referrer-Policy"), "no-referrer");
        EXPECT_EQ(fields.get("Cross-Origin-Resource-Policy"), "same-origin");
        EXPECT_FALSE(fields.has("Strict-Transport-Security")) << "TLS is not ours to promise";
        EXPECT_FALSE(fields.has("X-Content-Type-Options")) << "the server writes it";
    }
}

TEST(SecurityHeaders, leave_what_an_endpoint_said_itself) {
    App app;
    app.use(security_headers());
    app.get("/page", [] {
        Response response;
        response.fields.set("content-security-policy", "default-src 'self'");
        return response;
    });
    TestClient client{app};
    EXPECT_EQ(client.get("/page").fields.get("Content-Security-Policy"), "default-src 'self'");
    const std::string docs{client.get("/docs").fields.get("Content-Security-Policy")};
    EXPECT_NE(docs.find("script-src 'self'"), docs.npos) << "the page needs its script";
}

TEST(SecurityHeaders, are_left_out_where_empty_and_say_what_they_are_told_to) {
    App app;
    app.use(security_headers({.content_security_policy = "",
                              .referrer_policy = "same-origin",
                              .strict_transport_security = "max-age=31536000"}));
    TestClient client{app};
    const auto fields = client.get("/").fields;
    EXPECT_FALSE(fields.has("Content-Security-Policy"));
    EXPECT_EQ(fields.get("Referrer-Policy"), "same-origin");
    EXPECT_EQ(fields.get("Strict-Transport-Security"), "max-age=31536000");
}

}  // namespace
}  // namespace cardea
