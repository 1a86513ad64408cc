// Under test: a guard lets in whom its policy names, says to everybody else what the contract
// says, and does so before a body is looked at.
#include <cardea/security/guard.hpp>

#include <cardea/app/app.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/errc.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr TimePoint noon{TimePoint::duration{1'800'000'000}};
constexpr auto bare = R"(Bearer realm="cardea")";
constexpr auto refusal = R"(Bearer realm="cardea", error="invalid_token")";

inline constexpr auto notes_read = scope<"notes:read">;
inline constexpr auto notes_write = scope<"notes:write"> && live_user;
inline constexpr auto notes_purge =
    scope<"notes:read"> && scope<"notes:write"> && signed_in_within(5min);

struct Who {
    std::string subject;
    std::string scope;
};

struct Note {
    std::string title;
};

struct GuardTest : testing::Test {
    GuardTest() {
        app.provide(Authority{
            .verify = [this](std::string_view token) { return verifier.verify(token); },
            .check_revoked = [this](const jose::VerifiedClaims& claims) -> Async<Result<>> {
                if (claims.id() == revoked) {
                    co_return security::refused(security::Errc::invalid_token);
                }
                co_return Result<>{};
            },
            .find_user =
                [this](std::string_view subject) -> Async<Result<std::optional<UserState>>> {
                if (subject != "ada") co_return std::optional<UserState>{};
                co_return UserState{.scope = users_scope};
            },
            .clock = &clock});
        app.get("/me", [](const Guard<authenticated>& who) {
            return Who{std::string{who.subject()}, std::string{who.scope()}};
        });
        app.get("/maybe", [](const std::optional<Guard<authenticated>>& who) {
            return Who{who ? std::string{who->subject()} : "nobody", ""};
        });
        app.get("/notes", [](Guard<notes_read>) {});
        app.post("/notes", [](const Guard<notes_write>& who, Body<Note>) {
            return Who{std::string{who.subject()}, std::string{who.scope()}};
        });
        app.delete_("/notes", [](Guard<notes_purge>) {});
    }

    std::string token(std::string subject, std::string scope, std::string id = "t1") {
        jose::Claims claims;
        claims.subject = std::move(subject);
        claims.scope = std::move(scope);
        claims.id = std::move(id);
        claims.expires_at = noon + 1h;
        claims.auth_time = noon;
        return "Bearer " + jose::Signer{key}.sign(claims);
    }
    Response get(std::string_view path, const std::string& credential) {
        return TestClient{app}.get(path, {{"Authorization", credential}});
    }

    ManualClock clock{noon};
    jose::Key key = jose::Key::generate(jose::Algorithm::hs256);
    jose::Verifier verifier{jose::KeySet{key}, {}, clock};
    std::string revoked = "t9";
    std::string users_scope = "notes:read notes:write";
    App app;
};

TEST_F(GuardTest, hands_over_who_calls) {
    EXPECT_EQ(get("/me", token("ada", "a b")).body, R"({"subject":"ada","scope":"a b"})");
}

TEST_F(GuardTest, tells_strangers_no_more_than_the_contract_says) {
    struct Row {
        std::string credential;
        std::string detail;
        std::string challenge;
    };
    const auto good = token("ada", "");
    for (const auto& row :
         {Row{"Basic Og==", "Invalid authentication credentials", bare},
          Row{"Bearer a.b.c", "Invalid token", refusal}, Row{good + "x", "Invalid token", refusal},
          Row{token("", ""), "Invalid authentication credentials", refusal},
          Row{token("ada", "", "t9"), "Invalid token", refusal}}) {
        const auto answer = get("/me", row.credential);
        EXPECT_EQ(answer.status, Status::unauthorized);
        EXPECT_THAT(answer.body, HasSubstr("\"detail\":\"" + row.detail + "\"}")) << row.credential;
        EXPECT_EQ(answer.fields.get("WWW-Authenticate"), row.challenge) << row.credential;
    }
    const auto answer = TestClient{app}.get("/me");
    EXPECT_THAT(answer.body, HasSubstr(R"("detail":"Not authenticated"})"));
    EXPECT_EQ(answer.fields.get("WWW-Authenticate"), bare);
}

TEST_F(GuardTest, takes_nobody_for_anonymous_and_a_bad_token_for_bad) {
    EXPECT_EQ(TestClient{app}.get("/maybe").body, R"({"subject":"nobody","scope":""})");
    EXPECT_EQ(get("/maybe", token("ada", "")).body, R"({"subject":"ada","scope":""})");
    EXPECT_EQ(get("/maybe", "Bearer x").status, Status::unauthorized);
    EXPECT_EQ(get("/maybe", "Basic Og==").status, Status::unauthorized);
}

TEST_F(GuardTest, names_every_scope_that_is_needed) {
    EXPECT_EQ(get("/notes", token("ada", "notes:read")).status, Status::no_content);
    const auto answer = get("/notes", token("ada", "notes:reading notes:write"));
    EXPECT_EQ(answer.status, Status::forbidden);
    EXPECT_THAT(answer.body, HasSubstr(R"("detail":"Not enough permissions"})"));
    EXPECT_EQ(answer.fields.get("WWW-Authenticate"),
              R"(Bearer realm="cardea", error="insufficient_scope", scope="notes:read")");
    EXPECT_THAT(std::string{TestClient{app}
                                .delete_("/notes", {{"Authorization", token("ada", "notes:read")}})
                                .fields.get("WWW-Authenticate")},
                HasSubstr(R"(scope="notes:read notes:write")"));
}

TEST_F(GuardTest, asks_for_the_user_as_it_is_now) {
    TestClient client{app};
    const auto post = [&](const std::string& credential) {
        return client.post("/notes", R"({"title":"a"})", {{"Authorization", credential}});
    };
    EXPECT_EQ(post(token("ada", "notes:write other")).body,
              R"({"subject":"ada","scope":"notes:write"})");
    users_scope = "notes:read";
    EXPECT_EQ(post(token("ada", "notes:write")).status, Status::forbidden);
    const auto gone = post(token("bob", "notes:write"));
    EXPECT_THAT(gone.body, HasSubstr("User not found"));
    EXPECT_EQ(gone.fields.get("WWW-Authenticate"), refusal);
    EXPECT_THAT(post(token("bob", "notes:write", "t9")).body, HasSubstr("User not found"))
        << "whatever else is revoked with it";
}

TEST_F(GuardTest, wants_a_recent_sign_in_where_told_to) {
    TestClient client{app};
    client.set_field("Authorization", token("ada", "notes:read notes:write"));
    clock.advance(299s);
    EXPECT_EQ(client.delete_("/notes").status, Status::no_content);
    clock.advance(1s);
    const auto answer = client.delete_("/notes");
    EXPECT_EQ(answer.status, Status::unauthorized);
    EXPECT_THAT(answer.body, HasSubstr("Sign in again"));
    EXPECT_EQ(answer.fields.get("WWW-Authenticate"),
              R"(Bearer realm="cardea", error="insufficient_user_authentication", max_age="300")");
}

std::string by_hand(Bearer, const Request& request) {
    throw Unauthorized{"Not " + std::string{request.raw_path()}};
}

TEST_F(GuardTest, lets_what_is_written_by_hand_say_that_a_token_was_refused) {
    app.get("/hand", [](Depends<by_hand> name) { return *name; });
    app.get("/open", [](const std::optional<Bearer>&) -> Result<Note> {
        return Error{security::Errc::invalid_credentials};
    });
    app.get("/login", []() -> Result<Note> { return Error{security::Errc::invalid_credentials}; });
    TestClient client{app};
    const auto challenge = [&](std::string_view path, const TestFields& fields) {
        return std::string{client.get(path, fields).fields.get("WWW-Authenticate")};
    };
    const TestFields token{{"Authorization", "Bearer abc"}};
    EXPECT_EQ(challenge("/hand", token), refusal);
    EXPECT_EQ(challenge("/hand", {}), bare);
    EXPECT_EQ(challenge("/hand", {{"Authorization", "Basic Og=="}}), bare);
    EXPECT_EQ(challenge("/open", token), refusal);
    EXPECT_EQ(challenge("/open", {}), bare);
    EXPECT_EQ(challenge("/login", token), bare) << "it was not asked for a token";
}

TEST_F(GuardTest, comes_before_the_body) {
    TestClient client{app};
    for (const auto* body : {"{{{", R"({"title":7})", ""}) {
        EXPECT_EQ(client.post("/notes", body).status, Status::unauthorized) << body;
        EXPECT_EQ(client.post("/notes", body, {{"Authorization", token("ada", "")}}).status,
                  Status::forbidden);
    }
}

}  // namespace
}  // namespace cardea
