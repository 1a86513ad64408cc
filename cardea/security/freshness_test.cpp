// Under test: what a guard does where it cannot be told whether a token still counts: reads go on
// as long as the view of revocations is allowed to lag, writes and live users fail closed.
#include <cardea/app/app.hpp>
#include <cardea/jose/signer.hpp>
#include <cardea/jose/verifier.hpp>
#include <cardea/security/any_of.hpp>
#include <cardea/security/guard.hpp>
#include <cardea/testing/test_client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace cardea {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto stale = "Revocations cannot be checked now; try again";

using Reader = Guard<scope<"read">>;
using Live = Guard<live_user>;
using MaybeLive = Guard<scope<"read"> || live_user>;

/// An Authority whose answers are a test's, and which notes what it is asked.
struct Answers {
    std::string revoked = "t9";
    std::chrono::seconds lag{0};  // behind the present state
    std::function<Result<std::optional<UserState>>()> user = [] { return UserState{"read"}; };
    std::function<Result<>()> elsewhere{};
    std::vector<std::string> asked;
};

struct FreshnessTest : testing::Test {
    /// As the server does it: what changes anything takes a view that is a second old.
    Result<> check_memory(const jose::VerifiedClaims& claims, Certainty needed) {
        const bool is_current = needed == Certainty::current;
        answers.asked.emplace_back(is_current ? "memory, current" : "memory, bounded");
        if (claims.id() == answers.revoked) return security::refused(security::Errc::invalid_token);
        if (answers.lag > (is_current ? 1s : 10s)) return security::Errc::stale_revocations;
        return {};
    }
    Async<Result<std::optional<UserState>>> find_user() {
        answers.asked.emplace_back("user");
        co_return answers.user();
    }
    Async<Result<>> check_elsewhere() {
        answers.asked.emplace_back("elsewhere");
        co_return answers.elsewhere();
    }

    App& filled(bool asks_elsewhere = false) {
        Authority authority;
        authority.verify = [this](std::string_view token) {
            answers.asked.emplace_back("token");
            return verifier.verify(token);
        };
        authority.check_known_revocations = [this](const jose::VerifiedClaims& claims,
                                                   Certainty needed) {
            return check_memory(claims, needed);
        };
        authority.find_user = [this](std::string_view) { return find_user(); };
        if (asks_elsewhere)
            authority.check_revoked = [this](const jose::VerifiedClaims&) {
                return check_elsewhere();
            };
        app.provide(std::move(authority));
        app.get("/read", [](Reader) {});
        app.post("/read", [](Reader) {});
        app.put("/read", [](Reader) {});
        app.patch("/read", [](Reader) {});
        app.delete_("/read", [](Reader) {});
        app.get("/live", [](Live) {});
        app.get("/maybe_live", [](MaybeLive) {});
        app.get("/maybe", [](std::optional<Reader> who) { return who.has_value(); });
        app.get("/any", [](AnyOf<Live, Guard<scope<"other">>>) {});
        app.post("/instead", [](Public, std::optional<Live>) {});
        return app;
    }

    std::string token(std::string id = "t1", std::string scope = "read") {
        jose::Claims claims;
        claims.subject = "ada";
        claims.scope = std::move(scope);
        claims.id = std::move(id);
        claims.expires_at = system_clock().now() + 1h;
        return "Bearer " + jose::Signer{key}.sign(claims);
    }
    Response send(Method method, std::string_view path, const std::string& credential) {
        answers.asked.clear();
        return TestClient{app}.send(method, path, "", {{"Authorization", credential}});
    }
    Response get(std::string_view path) { return send(Method::get, path, token()); }

    void expect_unavailable(const Response& answer, const std::string& detail) {
        EXPECT_EQ(answer.status, Status::service_unavailable);
        EXPECT_THAT(answer.body, HasSubstr("\"detail\":\"" + detail + "\"}"));
        EXPECT_EQ(answer.fields.get("Retry-After"), "1");
        EXPECT_FALSE(answer.fields.has("WWW-Authenticate"));
    }

    jose::Key key = jose::Key::generate(jose::Algorithm::hs256);
    jose::Verifier verifier{jose::KeySet{key}, {}};
    Answers answers;
    App app;
};

TEST_F(FreshnessTest, lets_reads_go_on_while_writes_and_live_users_wait) {
    filled();
    answers.lag = 5s;
    for (const auto method : {Method::get, Method::head, Method::options}) {
        EXPECT_LT(static_cast<int>(send(method, "/read", token()).status), 300);
    }
    for (const auto method : {Method::post, Method::put, Method::patch, Method::delete_}) {
        expect_unavailable(send(method, "/read", token()), stale);
    }
    expect_unavailable(get("/live"), stale);
    expect_unavailable(get("/maybe_live"), stale);
    expect_unavailable(get("/any"), stale);
    expect_unavailable(send(Method::post, "/instead", token()), stale);
}

TEST_F(FreshnessTest, ends_for_reads_too_at_their_bound) {
    filled();
    answers.lag = 11s;
    expect_unavailable(get("/read"), stale);
    expect_unavailable(get("/maybe"), stale);
    answers.lag = 10s;
    EXPECT_EQ(get("/read").status, Status::no_content);
    answers.lag = 1s;
    EXPECT_EQ(send(Method::post, "/read", token()).status, Status::no_content);
    EXPECT_EQ(get("/live").status, Status::no_content);
}

TEST_F(FreshnessTest, refuses_what_is_known_to_be_revoked_however_old_the_view) {
    filled();
    for (const auto lag : {0s, 5s, 60s}) {
        answers.lag = lag;
        for (const auto method : {Method::get, Method::post}) {
            const auto answer = send(method, "/read", token("t9"));
            EXPECT_EQ(answer.status, Status::unauthorized);
            EXPECT_THAT(answer.body, HasSubstr("Invalid token"));
        }
    }
}

TEST_F(FreshnessTest, tells_who_may_not_call_no_sooner_than_it_is_certain) {
    filled();
    answers.lag = 60s;
    expect_unavailable(send(Method::get, "/read", token("t1", "other")), stale);
    EXPECT_EQ(send(Method::get, "/read", "Bearer a.b.c").status, Status::unauthorized);
    answers.user = [] { return std::optional<UserState>{}; };
    EXPECT_THAT(get("/live").body, HasSubstr("User not found")) << "gone, whatever else is";
}

TEST_F(FreshnessTest, asks_in_a_fixed_order_and_no_more_than_it_must) {
    filled();
    get("/read");
    EXPECT_THAT(answers.asked, ElementsAre("token", "memory, bounded"));
    send(Method::post, "/read", token());
    EXPECT_THAT(answers.asked, ElementsAre("token", "memory, current"));
    get("/live");
    EXPECT_THAT(answers.asked, ElementsAre("token", "user", "memory, current"));
    get("/maybe_live");
    EXPECT_THAT(answers.asked, ElementsAre("token", "user", "memory, current"));
    send(Method::get, "/read", "Bearer a.b.c");
    EXPECT_THAT(answers.asked, ElementsAre("token"));
    TestClient{app}.get("/maybe");
    send(Method::get, "/maybe", token("t9"));
    EXPECT_THAT(answers.asked, ElementsAre("token", "memory, bounded"));
}

TEST_F(FreshnessTest, asks_elsewhere_last) {
    answers.elsewhere = [] { return Result<>{}; };
    filled(true);
    EXPECT_EQ(get("/read").status, Status::no_content);
    EXPECT_THAT(answers.asked, ElementsAre("token", "memory, bounded", "elsewhere"));
    get("/live");
    EXPECT_THAT(answers.asked, ElementsAre("token", "user", "memory, current", "elsewhere"));
    send(Method::get, "/read", token("t9"));
    EXPECT_THAT(answers.asked, ElementsAre("token", "memory, bounded"));
    answers.elsewhere = [] { return Result<>{Error{Errc::unavailable}}; };
    expect_unavailable(get("/read"), "The service is not available now; try again");
}

TEST_F(FreshnessTest, fails_closed_where_the_users_cannot_be_asked) {
    filled();
    constexpr auto away = "The service is not available now; try again";
    for (const auto* path : {"/live", "/maybe_live", "/any"}) {
        answers.user = [] { return Result<std::optional<UserState>>{Error{Errc::unavailable}}; };
        expect_unavailable(get(path), away);
        answers.user = []() -> Result<std::optional<UserState>> {
            throw Failure{Error{Errc::unavailable}};
        };
        expect_unavailable(get(path), away);
        answers.user = []() -> Result<std::optional<UserState>> {
            throw Failure{Error{Errc::exhausted}};
        };
        EXPECT_EQ(get(path).status, Status::service_unavailable);
    }
    EXPECT_EQ(get("/read").status, Status::no_content) << "which asks no user";
    answers.user = []() -> Result<std::optional<UserState>> {
        throw std::runtime_error{"a defect"};
    };
    EXPECT_EQ(get("/live").status, Status::internal_server_error);
}

TEST_F(FreshnessTest, is_not_asked_of_the_principals_of_a_test) {
    TestClient client{filled()};
    answers.lag = 60s;
    client.sign_in({.subject = "ada", .scope = "read"});
    answers.asked.clear();
    EXPECT_EQ(client.get("/read").status, Status::no_content);
    EXPECT_EQ(client.post("/read", "").status, Status::no_content);
    EXPECT_EQ(client.get("/live").status, Status::no_content);
    EXPECT_THAT(answers.asked, IsEmpty());
    expect_unavailable(client.get("/read", {{"Authorization", token()}}), stale);
}

TEST(Freshness, is_for_whoever_answers_it_and_changes_nothing_else) {
    const jose::Key key = jose::Key::generate(jose::Algorithm::hs256);
    const jose::Verifier verifier{jose::KeySet{key}, {}};
    App app;
    app.provide(
        Authority{.verify = [&](std::string_view token) { return verifier.verify(token); }});
    app.post("/", [](Guard<scope<"read">> who) { return std::string{who.subject()}; });
    jose::Claims claims;
    claims.subject = "ada";
    claims.scope = "read";
    claims.expires_at = system_clock().now() + 1h;
    const auto credential = "Bearer " + jose::Signer{key}.sign(claims);
    EXPECT_EQ(TestClient{app}.post("/", "", {{"Authorization", credential}}).body, R"("ada")");
}

}  // namespace
}  // namespace cardea
